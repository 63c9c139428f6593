import HallCore

// When the hall is open and what counts as a working day, as hall.toml says it.

extension WorkCalendar {
    init(_ table: TableReader) {
        self.init()
        let example = "a list like [\"2026-10-01..2026-10-07\", \"2027-01-01\"]"
        holidays = table.strings("holidays", example).compactMap { text, line in
            DaySpan(text, daysMax: DaySpan.holidaysMax)
                ?? table.faults.none(
                    line, table.path(of: "holidays"),
                    "\"\(text)\" is no day or span like \"2026-10-01..2026-10-07\", of \(DaySpan.holidaysMax) days at most"
                )
        }
        makeUpDays = table.strings("make_up_days", example).compactMap { text, line in
            BusinessDay(text)
                ?? table.faults.none(line, table.path(of: "make_up_days"), "\"\(text)\" is no day like \"2026-10-10\"")
        }
        for day in makeUpDays where day.weekday < 5 && !holidays.contains(where: { $0.contains(day) }) {
            table.fault("make_up_days", "\(day) is a working day anyhow; a make-up day is a Saturday or a Sunday")
        }
        table.finish()
    }
}

extension DaySpan {
    /// More is no holiday, but a year that somebody mistyped.
    static let holidaysMax = 366
    /// Ten years: longer no hall knows its hours.
    static let specialHoursMax = 3_660

    /// Reads `2026-10-01..2026-10-07`, and a day alone.
    init?(_ text: String, daysMax: Int) {
        let parts = text.split(separator: "..").map { BusinessDay($0) }
        guard (1...2).contains(parts.count), let first = parts[0], let last = parts.last ?? nil, first <= last,
            last < first.adding(days: daysMax)
        else { return nil }
        self.init(first: first, last: last)
    }
}

extension OpeningSpan {
    /// Reads `08:30-12:00`; 24:00 is the end of the day.
    init?(_ text: String) {
        let ends = text.split(separator: "-").map { minuteOfDay(clock: $0) }
        guard ends.count == 2, let from = ends[0], let to = ends[1], from < to else { return nil }
        self.init(fromMinute: from, toMinute: to)
    }
}

extension [OpeningSpan] {
    /// Nil where the key is not there.
    init?(_ table: TableReader, _ key: String) {
        guard table.has(key) else { return nil }
        self = table.strings(key, "a list like [\"08:30-12:00\", \"13:30-17:30\"]").compactMap { text, line in
            OpeningSpan(text)
                ?? table.faults.none(line, table.path(of: key), "\"\(text)\" is not a span like \"08:30-12:00\"")
        }
    }
}

extension OpenDays {
    private static let names = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]

    init(_ table: TableReader) {
        self.init()
        pattern = table.choice("days", of: Pattern.self) ?? pattern
        let known = Self.names.map { "\"\($0)\"" }.joined(separator: ", ")
        weekdays = table.strings("weekdays", "a list of \(known)").compactMap { text, line in
            Self.names.firstIndex(of: text)
                ?? table.faults.none(line, table.path(of: "weekdays"), "\"\(text)\" is none of \(known)")
        }
        if pattern == .weekdays, weekdays.isEmpty { table.fault("weekdays", "is missing; name the days") }
        for special in table.tables("special") {
            let text = special.string(
                "days", "a day like \"2026-12-31\", or \"2026-02-15..2026-02-23\"", required: true)
            let hours = [OpeningSpan](special, "hours")
            if hours == nil { special.fault("hours", "is missing; [] for a day on which the hall stays closed") }
            special.finish()
            guard let text else { continue }
            guard let days = DaySpan(text, daysMax: DaySpan.specialHoursMax) else {
                special.fault(
                    "days",
                    "\"\(text)\" is no day or span like \"2026-02-15..2026-02-23\", of \(DaySpan.specialHoursMax) days at most"
                )
                continue
            }
            self.special.append(SpecialHours(days: days, hours: hours ?? []))
        }
        table.finish()
    }
}

extension Quota {
    /// `quota = 50`, or a table with morning and afternoon. Nil where there is none.
    init?(_ service: TableReader) {
        guard service.has("quota") else { return nil }
        guard let table = service.integerOrTable("quota", in: 1...10_000) else { return nil }
        switch table {
        case .integer(let number): self.init(day: number)
        case .table(let table):
            self.init(
                day: table.integer("day", in: 0...10_000), morning: table.integer("morning", in: 0...10_000),
                afternoon: table.integer("afternoon", in: 0...10_000))
            table.finish()
        }
    }
}

extension Admission {
    init?(_ table: TableReader) {
        let authority = table.string("authority", "who entrusted it", required: true)
        let document = table.string("document", "by which document", required: true)
        let from = table.day("from")
        let through = table.day("through")
        if let from, let through, through < from { table.fault("through", "is before from") }
        table.finish()
        guard let authority, let document else { return nil }
        self.init(authority: authority, document: document)
        (self.from, self.through) = (from, through)
    }
}

extension GuideCheck {
    init?(_ table: TableReader) {
        let by = table.string("by", "who checked it", required: true)
        let on = table.day("on")
        if !table.has("on") { table.fault("on", "is missing; expected a day like \"2026-11-21\"") }
        table.finish()
        guard let by, let on else { return nil }
        self.init(by: by, on: on)
    }
}

extension TableReader {
    func day(_ key: String) -> BusinessDay? {
        string(key, "a day like \"2026-11-21\"").flatMap { text in
            BusinessDay(text) ?? fault(key, "\"\(text)\" is no day like \"2026-11-21\"", nil)
        }
    }

    /// `901-999`.
    func numberRange(_ key: String) -> NumberRange? {
        string(key, "a range like \"901-999\"").flatMap { text in
            let ends = text.split(separator: "-").map { Int32($0) }
            guard ends.count == 2, let first = ends[0], let last = ends[1], first >= 1, first <= last, last <= 9999
            else {
                return fault(key, "\"\(text)\" is no range like \"901-999\"", nil)
            }
            return NumberRange(first: first, last: last)
        }
    }
}
