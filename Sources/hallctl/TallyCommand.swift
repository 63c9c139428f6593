import ArgumentParser
import HallClient
import HallWire

struct TallyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tally", abstract: "The figures of a day, or of a range of days.")

    @Option(help: ArgumentHelp("A day like 2026-11-21; today by default.", valueName: "day"))
    var day: String?

    @Option(help: ArgumentHelp("The first day of a range.", valueName: "day"))
    var from: String?

    @Option(help: ArgumentHelp("The last day of a range.", valueName: "day"))
    var to: String?

    @Option(help: ArgumentHelp("service, category, window, staff, priority, community or hour.", valueName: "split"))
    var by: String?

    @Flag(help: "As CSV, durations in seconds.")
    var csv = false

    @OptionGroup var global: GlobalOptions

    func validate() throws {
        guard (from == nil) == (to == nil) else { throw ValidationError("Give both --from and --to.") }
        guard day == nil || from == nil else { throw ValidationError("Give either --day, or --from and --to.") }
    }

    func run() throws {
        let session = try Session(global)
        func show(_ tally: WireTally) {
            print(csv ? TallyTable.csv(tally) : session.output.table(of: tally))
        }
        if let from, let to {
            try session.call("Tally.Range", TallyRangeParameters(from: from, to: to, by: by), show)
        } else {
            try session.call("Tally.Day", TallyDayParameters(day: day, by: by), show)
        }
    }
}

/// What the table and the CSV have in common.
enum TallyTable {
    static let counts: [(name: String, value: any (KeyPath<WireTally, Int> & Sendable))] = [
        ("issued", \.issued), ("carriedIn", \.carriedIn), ("carriedOut", \.carriedOut), ("waiting", \.waiting),
        ("called", \.called), ("serving", \.serving), ("parked", \.parked), ("served", \.served),
        ("noShow", \.noShow), ("cancelled", \.cancelled), ("voided", \.voided), ("returned", \.returned),
        ("entered", \.entered), ("homeVisits", \.homeVisits), ("turnedAway", \.turnedAway), ("overtime", \.overtime),

        ("printFailures", \.printFailures),
        ("done", \.matters.done), ("accepted", \.matters.accepted),
        ("materialsIncomplete", \.matters.materialsIncomplete), ("denied", \.matters.denied),
        ("referred", \.matters.referred), ("consulted", \.matters.consulted),
        ("handedOut", \.matters.handedOut), ("unserved", \.matters.unserved), ("byDefault", \.matters.byDefault),
    ]
    static let spreads: [(name: String, value: any (KeyPath<WireTally, WireSpread?> & Sendable))] = [
        ("wait", \.wait), ("serviceTime", \.serviceTime),
    ]
    static let figures: [(name: String, value: any (KeyPath<WireSpread, Double> & Sendable))] = [
        ("mean", \.mean), ("median", \.median), ("p90", \.p90), ("max", \.max),
    ]

    /// One row a group, then the whole under the key ‘total’. Field names as in the JSON.
    static func csv(_ tally: WireTally) -> String {
        let names =
            ["key"] + counts.map(\.name)
            + spreads.flatMap { spread in figures.map { "\(spread.name).\($0.name)" } }
        let rows = ((tally.groups ?? []) + [tally]).map { row in
            [row.key ?? "total"] + counts.map { "\(row[keyPath: $0.value])" }
                + spreads.flatMap { spread in
                    figures.map { figure in row[keyPath: spread.value].map { "\($0[keyPath: figure.value])" } ?? "" }
                }
        }
        return ([names] + rows).map { $0.map(field).joined(separator: ",") }.joined(separator: "\r\n")
    }

    /// RFC 4180.
    private static func field(_ text: String) -> String {
        guard text.contains(where: { ",\"\r\n".contains($0) }) else { return text }
        return "\"" + text.replacing("\"", with: "\"\"") + "\""
    }
}

extension Output {
    /// A row a group and one for the whole; columns that are zero throughout are left out.
    func table(of tally: WireTally) -> String {
        let rows = (tally.groups ?? []) + [tally]
        let counts = TallyTable.counts.filter { count in
            ["issued", "served"].contains(count.name) || rows.contains { $0[keyPath: count.value] != 0 }
        }
        var headings: [(String, Table.Alignment)] = [(heading("key"), .left)]
        headings += counts.map { (heading($0.name), .right) }
        for spread in TallyTable.spreads {
            headings += TallyTable.figures.map { ("\(heading(spread.name)) \(heading($0.name))", .right) }
        }
        var table = Table(headings)
        for row in rows {
            let spreads = TallyTable.spreads.flatMap { spread in
                TallyTable.figures.map { figure in
                    row[keyPath: spread.value].map { minutes($0[keyPath: figure.value]) } ?? "—"
                }
            }
            table.append(
                [row.key ?? heading("total")] + counts.map { "\(row[keyPath: $0.value])" } + spreads)
        }
        let title = tally.day ?? "\(tally.from ?? "") – \(tally.to ?? "")"
        return title + "\n" + table.text
    }

    /// `12:05` for 725 seconds.
    private func minutes(_ seconds: Double) -> String {
        let whole = Int(seconds.rounded())
        return "\(whole / 60):" + (whole % 60 < 10 ? "0" : "") + "\(whole % 60)"
    }
}
