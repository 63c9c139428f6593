import HallCore
import HallReports
import HallWire

// What an administrator looks at first: a few figures as pictures, each with its table.

/// The figures of a period, for its charts and for one split of it: one reading of the events.
struct ChartFigures {
    let byHour: SplitTally
    let byService: SplitTally
    /// By day, or by month where days would be too many to tell apart; nil where no day opened. Empty for a single day.
    let spans: [(name: String, tally: Tally?)]
    let isByDay: Bool
    let bySplit: SplitTally
    let suspects: [SuspectService]

    private static let daysMax = 62

    /// Nil where no day opened. Blocks.
    init?(
        _ reports: Reports, from first: BusinessDay, through last: BusinessDay, by split: Split, today: BusinessDay?
    ) throws {
        guard let opened = try reports.opened(from: first, through: last) else { return nil }
        isByDay = opened.days.count <= Self.daysMax
        let splits: [Split] = [.hour, .service, isByDay ? .day : .month, split]
        guard let found = try reports.figures(from: first, through: last, bySeveral: splits, today: today) else {
            return nil
        }
        (byHour, byService, bySplit) = (found[0].tally, found[1].tally, found[3].tally)
        suspects = found[0].suspects
        let groups = found[2].tally.groups
        let keys = isByDay ? opened.days.map { "\($0)" } : Self.months(of: opened)
        let isByDay = isByDay
        spans =
            first == last
            ? []
            : keys.map { key in
                (isByDay ? String(key.dropFirst(5)) : key, groups.first { $0.key == key }?.tally)
            }
    }

    private static func months(of span: DaySpan) -> [String] {
        var months: [String] = []
        for day in span.days where months.last != "\(ReportMonth(containing: day))" {
            months.append("\(ReportMonth(containing: day))")
        }
        return months
    }
}

struct ChartSheets {
    let figures: ChartFigures
    let language: WireLanguage
    /// `2026-11-21`, or from and to.
    let period: String
    let serviceName: (String) -> String

    var all: [Sheet] {
        (figures.spans.isEmpty ? [] : [spans]) + [hours, services, ratings]
    }

    private func text(_ key: String) -> String { Texts.charts[key]!(language) }

    private func sheet(_ key: String, _ columns: [String]) -> Sheet {
        var sheet = Sheet(
            name: text(key), title: text(key),
            columns: columns.enumerated().map { Sheet.Column($1, width: $0 == 0 ? 22 : 10) })
        sheet.lines = [period]
        return sheet
    }

    private func cells(of tally: Tally?) -> [Sheet.Cell] {
        guard let tally else { return [.empty, .empty, .empty] }
        return [.count(tally.issued)] + waits(of: tally)
    }

    private func waits(of tally: Tally) -> [Sheet.Cell] {
        [tally.wait?.median, tally.wait?.p90].map { $0.map { .minutes(seconds: $0) } ?? .empty }
    }

    private func arrivalsAndWaits(_ key: String, _ rows: [(name: String, tally: Tally?)], _ whole: Tally) -> Sheet {
        var sheet = sheet(key, [text("\(key).key"), text("arrivals"), text("waitMedian"), text("waitP90")])
        sheet.rows = rows.map { Sheet.Row([.text($0.name)] + cells(of: $0.tally)) }
        sheet.charts = [
            Sheet.Chart(title: text("\(key).arrivals"), .columns, columns: [1], rows: 0..<rows.count),
            Sheet.Chart(title: text("\(key).waits"), .columns, columns: [2, 3], rows: 0..<rows.count),
        ]
        sheet.rows.append(Sheet.Row([.text(text("total"))] + cells(of: whole), isTotal: true))
        return sheet
    }

    private var spans: Sheet {
        var sheet = arrivalsAndWaits(figures.isByDay ? "days" : "months", figures.spans, figures.byHour.whole)
        if figures.spans.contains(where: { $0.tally == nil }) { sheet.notes = [text("noData")] }
        return sheet
    }

    /// An hour at which nobody came, between others, is one at which nobody came.
    private var hours: Sheet {
        let groups = figures.byHour.groups
        let hours = groups.compactMap { Int($0.key) }
        let span = (hours.min() ?? 0)..<((hours.max() ?? -1) + 1)
        return arrivalsAndWaits(
            "hours",
            span.map { hour in ("\(hour):00", groups.first { Int($0.key) == hour }?.tally ?? Tally()) },
            figures.byHour.whole)
    }

    private static let bandMinutes = [5, 10, 15, 30, 60]

    private var services: Sheet {
        let bands = Self.bandMinutes.map { Texts.waitWithin(language, ["minutes": "\($0)"]) }
        let longer = Texts.waitLonger(language, ["minutes": "\(Self.bandMinutes.last!)"])
        var sheet = sheet(
            "services", [text("services.key")] + bands + [longer, text("waitMedian"), text("waitP90")])
        func cells(of tally: Tally) -> [Sheet.Cell] {
            let within = Self.bandMinutes.map { tally.waits.countWithin(minutes: $0) } + [tally.waits.first.count]
            return zip([0] + within, within).map { .count($1 - $0) } + waits(of: tally)
        }
        let served = figures.byService.groups.filter { !$0.tally.waits.first.isEmpty }
        sheet.rows = served.map { Sheet.Row([.text(serviceName($0.key))] + cells(of: $0.tally)) }
        sheet.charts = [
            Sheet.Chart(
                title: text("services"), .shares, columns: Array(1...bands.count + 1), rows: 0..<served.count)
        ]
        sheet.rows.append(Sheet.Row([.text(text("total"))] + cells(of: figures.byService.whole), isTotal: true))
        return sheet
    }

    private var ratings: Sheet {
        let tally = figures.byService.whole
        var sheet = sheet("ratings", [text("ratings.key"), text("ratings.count")])
        let levels = (1...5).reversed().map { level in
            (Texts.levels["\(level)"]!(language), tally.ratings.levels[5 - level])
        }
        let rows = levels + [(Texts.figures["ratings.unrated"]!(language), tally.unrated)]
        sheet.rows = rows.map { Sheet.Row([.text($0.0), .count($0.1)]) }
        sheet.charts = [Sheet.Chart(title: text("ratings"), .bars, columns: [1], rows: 0..<rows.count)]
        return sheet
    }
}
