import HallCore
import HallReports
import HallWire

// The figures of a tally as a spreadsheet: a sheet a part, a row a group.

extension WireTally {
    func sheets(_ split: Split?, _ language: WireLanguage, names: @escaping (String) -> String) -> [Sheet] {
        let isOverTime = [.hour, .day, .month].contains(split)
        let pages = TallyPages(tally: self, language: language, chartKind: isOverTime ? .columns : .bars) { key in
            // A spreadsheet can reckon with a day that is one.
            split == .day ? BusinessDay(key).map { .date($0) } ?? .text(key) : .text(names(key))
        }
        return [
            pages.counts("queue", charted: "issued") { !$0.contains(".") || $0.hasPrefix("appointments.") },
            pages.counts("matters") { $0.hasPrefix("matters.") }, pages.times, pages.windows, pages.ratings,
            pages.counts("cases") { name in
                ["cases.", "denials.", "followUps."].contains { name.hasPrefix($0) }
            },
        ]
    }
}

private struct TallyPages {
    let tally: WireTally
    let language: WireLanguage
    let chartKind: Sheet.Chart.Kind
    /// What a group's key means.
    let name: (String) -> Sheet.Cell

    private typealias Column = (heading: String, cell: (WireTally) -> Sheet.Cell)

    private var groups: [WireTally] { tally.groups ?? [] }

    private func figure(_ name: String) -> String {
        Texts.figures[name]?(language) ?? Texts.headings[name]?(language) ?? name
    }

    func counts(_ part: String, charted chart: String? = nil, _ isMeant: (String) -> Bool) -> Sheet {
        let meant = TallyFigures.counts.filter { isMeant($0.name) }
        let columns = meant.map { count -> Column in (figure(count.name), { .count($0[keyPath: count.value]) }) }
        let charted = chart.flatMap { name in meant.firstIndex { $0.name == name } }
        return sheet(part, columns, charted: charted)
    }

    var times: Sheet {
        let spreads = TallyFigures.spreads.flatMap { spread in
            TallyFigures.figures.map { one -> Column in
                (
                    "\(figure(spread.name)) \(figure(one.name))",
                    { row in row[keyPath: spread.value].map { .minutes(seconds: $0[keyPath: one.value]) } ?? .empty }
                )
            }
        }
        let within = TallyFigures.counts.filter { $0.name.hasPrefix("waits.") || $0.name.hasPrefix("suspects.") }
        return sheet(
            "times", spreads + within.map { count in (figure(count.name), { .count($0[keyPath: count.value]) }) },
            charted: 0)
    }

    var windows: Sheet {
        let durations = TallyFigures.counts.filter { $0.name.hasPrefix("windowTime.") }
        return sheet(
            "windows",
            durations.map { one in (figure(one.name), { .minutes(seconds: Double($0[keyPath: one.value])) }) })
    }

    var ratings: Sheet {
        let levels = (1...5).reversed().map { level -> Column in
            (Texts.levels["\(level)"]!(language), { .count($0.ratings.levels[5 - level]) })
        }
        let more: [Column] = [
            (figure("ratings.unrated"), { .count($0.ratings.unrated) }),
            (figure("ratings.excluded"), { .count($0.ratings.excluded.reduce(0, +)) }),
            (figure("ratings.ofRated"), { $0.ratings.ofRated.map { .share($0) } ?? .empty }),
            (figure("ratings.ofAll"), { $0.ratings.ofAll.map { .share($0) } ?? .empty }),
        ]
        return sheet("ratings", levels + more)
    }

    private func sheet(_ part: String, _ columns: [Column], charted: Int? = nil) -> Sheet {
        // Durations are minutes here, and elsewhere as people say them: the heading is the sheet's own.
        let title = Texts.tallySheets[part]!(language)
        var sheet = Sheet(
            name: title, title: title,
            columns: [Sheet.Column(figure("key"), width: 24)] + columns.map { Sheet.Column($0.heading, width: 10) })
        sheet.lines = [tally.day ?? "\(tally.from ?? "") – \(tally.to ?? "")"]
        if let broken = tally.broken, !broken.isEmpty {
            let names = broken.map { Texts.equations[$0]?(language) ?? $0 }.joined(separator: "; ")
            sheet.warning = Texts.notBalanced(language, ["names": names])
        }
        let divided = columns.map { column in
            groups.contains { !column.cell($0).isNothing } || column.cell(tally).isNothing
        }
        sheet.rows = groups.map { row in
            // What a split does not divide is told as a whole: zeros would say that there was nothing.
            Sheet.Row([name(row.key ?? "")] + zip(columns, divided).map { $1 ? $0.cell(row) : .empty })
        }
        if let charted, divided[charted], !groups.isEmpty {
            sheet.charts = [
                Sheet.Chart(title: columns[charted].heading, chartKind, columns: [charted + 1], rows: 0..<groups.count)
            ]
        }
        sheet.rows.append(Sheet.Row([.text(figure("total"))] + columns.map { $0.cell(tally) }, isTotal: true))
        return sheet
    }
}

extension Sheet.Cell {
    fileprivate var isNothing: Bool {
        switch self {
        case .empty, .count(0), .minutes(0), .share(0): true
        default: false
        }
    }
}
