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

    @Option(
        help: ArgumentHelp(
            "service, category, department, window, staff, priority, focus, community, grid, hour, day or month.",
            valueName: "split"))
    var by: String?

    @Flag(help: "As CSV, durations in seconds, fields as in the JSON.")
    var csv = false

    @Option(help: ArgumentHelp("As a spreadsheet with charts; by hour if not said.", valueName: "file"))
    var xlsx: String?

    @Flag(help: "List services that were shorter or longer than usual instead.")
    var suspects = false

    @Flag(help: "With a byte order mark, for spreadsheets that take CSV for anything but UTF-8 otherwise.")
    var bom = false

    @OptionGroup var global: GlobalOptions

    func validate() throws {
        guard (from == nil) == (to == nil) else { throw ValidationError("Give both --from and --to.") }
        guard day == nil || from == nil else { throw ValidationError("Give either --day, or --from and --to.") }
    }

    /// What was asked for; today, if nothing was.
    private func span(_ session: Session) throws -> (first: String, last: String) {
        if let first = from ?? day, let last = to ?? day { return (first, last) }
        var today = ""
        try session.ask("Hall.Status", NoParameters()) { (status: StatusReply) in today = status.day ?? "" }
        return (today, today)
    }

    func run() throws {
        let session = try Session(global)
        func show(_ tally: WireTally) throws {
            if csv { return print((bom ? "\u{FEFF}" : "") + TallyFigures.csv(tally)) }
            print(session.output.table(of: tally, names: try session.names(of: by)))
        }
        if let xlsx {
            let (first, last) = try span(session)
            let parameters = FiguresParameters(
                from: first, to: last, by: by, language: session.output.language.rawValue)
            return try session.writeFile(xlsx, "Report.Figures", parameters)
        }
        if suspects {
            let (first, last) = try span(session)
            let parameters = TallyRangeParameters(from: first, to: last, by: nil)
            return try session.call("Tally.Suspects", parameters) { (reply: SuspectsReply) in
                print(session.output.table(of: reply.services))
            }
        }
        if let from, let to {
            try session.call("Tally.Range", TallyRangeParameters(from: from, to: to, by: by), show)
        } else {
            try session.call("Tally.Day", TallyDayParameters(day: day, by: by), show)
        }
    }
}

extension TallyFigures {
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
        return ([names] + rows).map { $0.map(CommaSeparated.field).joined(separator: ",") }.joined(separator: "\r\n")
    }
}

extension Output {
    /// Part by part, a row a group and one for the whole; columns that are zero throughout are left out.
    /// `names`: what the groups' keys mean.
    func table(of tally: WireTally, names: [String: String] = [:]) -> String {
        let rows =
            (tally.groups ?? []).map { row in
                var named = row
                named.key = row.key.map { key in names[key] ?? (key == "none" ? heading("none") : key) }
                return named
            } + [tally]
        func isOf(_ prefixes: String...) -> (String) -> Bool {
            { name in prefixes.contains { name.hasPrefix($0 + ".") } }
        }
        let parts = [
            part("queue", rows, counts { !$0.contains(".") || isOf("appointments", "promise")($0) }, isAlways: true),
            part("matters", rows, counts(isOf("matters"))),
            part("times", rows, times(rows)),
            part("windows", rows, durations),
            part("ratings", rows, ratings),
            part("cases", rows, counts(isOf("cases", "denials", "followUps"))),
        ]
        let title = tally.day ?? "\(tally.from ?? "") – \(tally.to ?? "")"
        return ([title + warning(of: tally)] + parts.compactMap { $0 }).joined(separator: "\n\n") + "\n\n"
            + foot(of: tally)
    }

    private typealias Column = (heading: String, cell: (WireTally) -> String?)

    private func part(_ name: String, _ rows: [WireTally], _ columns: [Column], isAlways: Bool = false) -> String? {
        let shown = columns.filter { column in
            rows.contains { row in column.cell(row).map { $0 != "0" } ?? false }
        }
        guard isAlways || !shown.isEmpty else { return nil }
        var table = Table([(heading("key"), .left)] + shown.map { ($0.heading, .right) })
        // What a split does not divide is told as a whole: rows of zeros would say that there was nothing.
        let groups = rows.dropLast()
        let isDivided = groups.contains { row in
            shown.contains { $0.cell(row).map { $0 != "0" } ?? false }
        }
        for row in isAlways || isDivided ? rows : Array(rows.suffix(1)) {
            table.append([row.key ?? heading("total")] + shown.map { $0.cell(row) ?? "—" })
        }
        return word(Texts.tallyParts, name) + "\n" + table.text
    }

    private func figure(_ name: String) -> String { Texts.figures[name]?(language) ?? heading(name) }

    private func counts(_ isMeant: @escaping (String) -> Bool) -> [Column] {
        TallyFigures.counts.filter { isMeant($0.name) }.map { count in
            (figure(count.name), { "\($0[keyPath: count.value])" })
        }
    }

    private func times(_ rows: [WireTally]) -> [Column] {
        // Stages and closures are told where there were any.
        let told = TallyFigures.spreads.filter { spread in
            spread.name == "wait" || rows.contains { $0[keyPath: spread.value] != $0.wait }
        }
        let spreads = told.flatMap { spread in
            TallyFigures.figures.map { one -> Column in
                (
                    "\(figure(spread.name)) \(heading(one.name))",
                    { row in row[keyPath: spread.value].map { minutes($0[keyPath: one.value]) } }
                )
            }
        }
        return spreads + counts { $0.hasPrefix("waits.") || $0.hasPrefix("suspects.") }
    }

    private var durations: [Column] {
        TallyFigures.counts.filter { $0.name.hasPrefix("windowTime.") }.map { count in
            (
                figure(count.name),
                { $0[keyPath: count.value] == 0 ? "0" : minutes(Double($0[keyPath: count.value]) / 60) }
            )
        }
    }

    private var ratings: [Column] {
        let levels = (1...5).reversed().map { level -> Column in
            (word(Texts.levels, "\(level)"), { "\($0.ratings.levels[5 - level])" })
        }
        return levels + counts { $0.hasPrefix("ratings.") } + [
            (figure("ratings.excluded"), { "\($0.ratings.excluded.reduce(0, +))" }),
            (figure("ratings.ofRated"), { percent($0.ratings.ofRated) }),
            (figure("ratings.ofAll"), { percent($0.ratings.ofAll) }),
        ]
    }

    private func percent(_ share: Double?) -> String? {
        share.map { share in
            let tenths = Int((share * 1000).rounded())
            return "\(tenths / 10).\(tenths % 10)%"
        }
    }

    private func warning(of tally: WireTally) -> String {
        guard let broken = tally.broken, !broken.isEmpty else { return "" }
        let names = broken.map { word(Texts.equations, $0) }.joined(separator: "; ")
        return "\n" + Texts.notBalanced(language, ["names": names])
    }

    private func foot(of tally: WireTally) -> String {
        let unrated = tally.ratings.unratedCountsAs.map {
            Texts.unratedAs(language, ["level": word(Texts.levels, "\($0)")])
        }
        return Texts.formulas(
            language,
            [
                "formula": "\(tally.formula ?? 0)", "level": word(Texts.levels, "\(tally.ratings.satisfiedMin)"),
                "unrated": unrated ?? Texts.unratedApart(language),
            ])
    }

    func table(of suspects: [SuspectsReply.Suspect]) -> String {
        var table = Table([
            (heading("day"), .left), (heading("number"), .left), (heading("service"), .left),
            (heading("window"), .right), (heading("staff"), .left), (heading("serviceTime"), .right),
            (heading("reason"), .left),
        ])
        for one in suspects {
            table.append([
                one.day, one.number, one.service, "\(one.window)", one.staff ?? "", minutes(Double(one.seconds)),
                figure("suspects." + one.why),
            ])
        }
        return table.text
    }

    /// `12:05` for 725 seconds.
    private func minutes(_ seconds: Double) -> String {
        let whole = Int(seconds.rounded())
        return "\(whole / 60):" + (whole % 60 < 10 ? "0" : "") + "\(whole % 60)"
    }
}

extension Session {
    /// What the keys of a split mean to people.
    fileprivate func names(of split: String?) throws -> [String: String] {
        var names: [String: String] = [:]
        let language = output.language
        switch split {
        case "staff":
            try ask("Staff.List", NoParameters()) { (reply: StaffReply) in
                for one in reply.staff { names[one.id] = "\(one.id) \(one.name)" }
            }
        case "service", "category", "priority", "focus", "community", "grid":
            try ask("Hall.Describe", NoParameters()) { (hall: DescribeReply) in
                for one in hall.services where split == "service" { names[one.code] = one.name[language] }
                for one in hall.categories where split == "category" {
                    names[one.prefix] = "\(one.prefix) \(one.name[language])"
                }
                for one in hall.priorityGroups where split == "priority" { names[one.code] = one.name[language] }
                for one in hall.focusGroups where split == "focus" { names[one.code] = one.name[language] }
                for one in hall.communities where split == "community" || split == "grid" { names[one.code] = one.name }
            }
            if split == "priority" { names["normal"] = output.heading("normal") }
        default: break
        }
        return names
    }
}
