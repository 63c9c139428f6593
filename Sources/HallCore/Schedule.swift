// When the hall is open, and for what.

/// On which days the hall gives tickets, and days that differ.
package struct OpenDays: Codable, Equatable, Sendable {
    package enum Pattern: String, Codable, Sendable, CaseIterable {
        case everyDay = "every-day"
        /// By the calendar: without holidays, with make-up days.
        case workingDays = "working-days"
        /// Those of `weekdays` that are no holidays.
        case weekdays
    }

    package var pattern = Pattern.everyDay
    /// 0 is Monday.
    package var weekdays: [Int] = []
    package var special: [SpecialHours] = []

    package init() {}
}

/// Hours of certain days, instead of the usual ones; none: closed.
package struct SpecialHours: Codable, Equatable, Sendable {
    package var days: DaySpan
    package var hours: [OpeningSpan]

    package init(days: DaySpan, hours: [OpeningSpan]) {
        (self.days, self.hours) = (days, hours)
    }
}

/// 准入: on whose authority the hall does a service, by which document, and when.
package struct Admission: Codable, Equatable, Sendable {
    package var authority: String
    package var document: String
    package var from: BusinessDay?
    package var through: BusinessDay?

    package init(authority: String, document: String) {
        (self.authority, self.document) = (authority, document)
    }

    package func contains(_ day: BusinessDay) -> Bool {
        (from.map { $0 <= day } ?? true) && (through.map { day <= $0 } ?? true)
    }
}

/// How many tickets of a service a day gives.
package struct Quota: Codable, Equatable, Sendable {
    package var day: Int?
    package var morning: Int?
    package var afternoon: Int?

    package init(day: Int? = nil, morning: Int? = nil, afternoon: Int? = nil) {
        (self.day, self.morning, self.afternoon) = (day, morning, afternoon)
    }
}

package enum DayPart: String, Codable, Sendable {
    case day, morning, afternoon

    static let noonMinute = 720
    static func half(atMinute minute: Int) -> DayPart { minute < noonMinute ? .morning : .afternoon }
}

/// A moment at which tickets are given again.
package struct Opening: Equatable, Sendable {
    package var day: BusinessDay
    package var minute: Int

    package init(day: BusinessDay, minute: Int) {
        (self.day, self.minute) = (day, minute)
    }

    /// `08:30`, and with its date where that is not today's.
    package func text(today: BusinessDay) -> String {
        (day == today ? "" : "\(day) ") + clockText(minuteOfDay: minute)
    }
}

extension HallConfiguration {
    private static let wholeDay = [OpeningSpan(fromMinute: 0, toMinute: 1440)]
    /// How far ahead an opening is looked for.
    private static let daysAhead = 400

    /// When tickets are given on a day; none on a day on which the hall stays closed.
    package func hours(on day: BusinessDay) -> [OpeningSpan] {
        if let special = openDays?.special.last(where: { $0.days.contains(day) }) { return special.hours }
        guard isOpenDay(day) else { return [] }
        return hours.isEmpty ? Self.wholeDay : hours
    }

    private func isOpenDay(_ day: BusinessDay) -> Bool {
        let calendar = workCalendar ?? WorkCalendar()
        return switch openDays?.pattern ?? .everyDay {
        case .everyDay: true
        case .workingDays: calendar.isWorkingDay(day)
        case .weekdays:
            openDays!.weekdays.contains(day.weekday) && !calendar.holidays.contains { $0.contains(day) }
        }
    }

    /// Whether the hall ever closes.
    package var hasHours: Bool { !hours.isEmpty || (openDays ?? OpenDays()) != OpenDays() }

    package func isOpen(at civil: CivilTime) -> Bool {
        hours(on: civil.day).contains { $0.minutes.contains(civil.minuteOfDay) }
    }

    /// Nil where there is none in the next year.
    package func nextOpening(after civil: CivilTime) -> Opening? {
        opening(after: civil) { hours(on: $0) }
    }

    private func opening(after civil: CivilTime, _ hours: (BusinessDay) -> [OpeningSpan]) -> Opening? {
        for ahead in 0...Self.daysAhead {
            let day = civil.day.adding(days: ahead)
            let starts = hours(day).map(\.fromMinute)
            let next = starts.filter { ahead > 0 || $0 > civil.minuteOfDay }.min()
            if let next { return Opening(day: day, minute: next) }
        }
        return nil
    }

    // MARK: Services

    /// When tickets for a service are given on a day: in its own hours or, without those, in the hours of the windows
    /// that serve it; never outside the hall's.
    package func hours(of service: Service, on day: BusinessDay) -> [OpeningSpan] {
        let open = hours(on: day)
        if let own = service.hours { return open.within(own) }
        let serving = windows.filter { $0.level(of: service.code) != nil }
        guard !serving.isEmpty, serving.allSatisfy({ $0.hours != nil }) else { return open }
        return open.within(serving.flatMap { $0.hours! })
    }

    func nextOpening(of service: Service, after civil: CivilTime) -> Opening? {
        opening(after: civil) { day in
            service.admission?.contains(day) == false ? [] : hours(of: service, on: day)
        }
    }

    // MARK: Closures

    /// `seconds` of the hall's open time from `civil` on, in seconds of the clock: lunch counts in an expected wait.
    /// Unchanged outside the hall's hours, when those who hold numbers are still served.
    func clockSeconds(forOpen seconds: Double, from civil: CivilTime) -> Double {
        guard hasHours, isOpen(at: civil) else { return seconds }
        let now = Double(civil.millisecondOfDay) / 1000
        let later = hours(on: civil.day).sorted { $0.fromMinute < $1.fromMinute }
        var left = seconds
        var end = now
        for span in later where Double(span.toMinute * 60) > now {
            let start = max(now, Double(span.fromMinute * 60))
            let room = Double(span.toMinute * 60) - start
            if left <= room { return start + left - now }
            left -= room
            end = Double(span.toMinute * 60)
        }
        // After the last span whoever holds a number is served all the same.
        return end + left - now
    }
}

extension [OpeningSpan] {
    /// What of these spans is in one of the others.
    fileprivate func within(_ others: [OpeningSpan]) -> [OpeningSpan] {
        flatMap { span in
            others.compactMap { other in
                let both = OpeningSpan(
                    fromMinute: Swift.max(span.fromMinute, other.fromMinute),
                    toMinute: Swift.min(span.toMinute, other.toMinute))
                return both.fromMinute < both.toMinute ? both : nil
            }
        }
    }
}

/// `08:30` for minute 510 of the day.
package func clockText(minuteOfDay: Int) -> String {
    "\(padded(minuteOfDay / 60, digits: 2)):\(padded(minuteOfDay % 60, digits: 2))"
}

/// Reads `08:30`, and `24:00` for the end of the day.
package func minuteOfDay(clock text: some StringProtocol) -> Int? {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 2, parts.allSatisfy({ $0.utf8.count == 2 }), let hour = Int(parts[0]),
        let minute = Int(parts[1]), (0...24).contains(hour), (0...59).contains(minute), hour * 60 + minute <= 1440
    else { return nil }
    return hour * 60 + minute
}
