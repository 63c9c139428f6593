import ArgumentParser
import FoundationEssentials
import HallWire
import JSONValues

struct ReportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report", abstract: "The monthly table: show, write to a file, hand in.",
        subcommands: [Show.self, HandIn.self, List.self], defaultSubcommand: Show.self)

    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "A month's table as it was handed in, or as it is now.")

        @Argument(help: "A month like 2026-11; the last one that is over if not given.")
        var month: String?

        @Option(help: ArgumentHelp("As it was handed in then; 0 for a draft of now.", valueName: "number"))
        var version: Int?

        @Option(help: ArgumentHelp("As a spreadsheet with charts.", valueName: "file"))
        var xlsx: String?

        @Option(help: ArgumentHelp("As a PDF.", valueName: "file"))
        var pdf: String?

        @Flag(help: "As CSV.")
        var csv = false

        @Flag(help: "With a byte order mark.")
        var bom = false

        @OptionGroup var global: GlobalOptions

        func run() throws {
            let session = try Session(global)
            if global.json {
                return try session.call("Report.Show", ReportParameters(month: month, version: version)) {
                    (_: ReportReply) in
                }
            }
            var parameters = ReportExportParameters(
                month: month, format: xlsx != nil ? "xlsx" : pdf != nil ? "pdf" : csv ? "csv" : "text")
            (parameters.version, parameters.bom) = (version, bom)
            parameters.language = session.output.language.rawValue
            if let file = xlsx ?? pdf { return try session.writeFile(file, "Report.Export", parameters) }
            let text = String(decoding: try session.file("Report.Export", parameters), as: UTF8.self)
            print(csv ? text : session.output.table(ofText: text), terminator: csv ? "" : "\n")
        }
    }

    struct HandIn: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "hand-in",
            abstract: "Freeze a month's table; again only as a correction, with a --reason.")

        @Argument(help: "A month like 2026-11.")
        var month: String

        @OptionGroup var options: ChangeOptions

        func run() throws {
            let session = try Session(options.global)
            try session.change("Report.HandIn", HandInParameters(month: month), options) { (reply: ReportReply) in
                session.output.print(
                    Texts.handedIn, ["month": reply.report.month, "version": "\(reply.report.version)"])
            }
        }
    }

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "What has been handed in.")

        @OptionGroup var global: GlobalOptions

        func run() throws {
            let session = try Session(global)
            try session.call("Report.List", NoParameters()) { (reply: ReportsReply) in
                guard !reply.reports.isEmpty else { return session.output.print(Texts.noReports) }
                var table = Table([
                    (session.output.heading("month"), .left), (session.output.heading("version"), .right),
                    (session.output.heading("time"), .left), (session.output.heading("staff"), .left),
                ])
                for one in reply.reports {
                    table.append([
                        one.month, "\(one.version)", String(one.at.prefix(16).replacing("T", with: " ")),
                        one.staff ?? "",
                    ])
                }
                print(table.text)
            }
        }
    }
}

extension Session {
    /// A file that travels in chunks.
    func file(_ method: String, _ parameters: some Encodable) throws -> Data {
        var bytes = Data()
        try stream(method, parameters) { reply in
            let chunk = try reply.decode(FileChunk.self)
            if let piece = Data(base64Encoded: chunk.chunk) { bytes += piece }
            return true
        }
        return bytes
    }
}

extension Output {
    /// Lines with tabs are the table, the first of them its headings.
    func table(ofText text: String) -> String {
        let lines = text.split(separator: "\n").map { $0.split(separator: "\t", omittingEmptySubsequences: false) }
        guard let headings = lines.first(where: { $0.count > 1 }) else { return visible(text) }
        func plain(_ lines: some Sequence<[Substring]>) -> [String] { lines.map { visible(String($0[0])) } }
        var table = Table(headings.enumerated().map { (String($1), $0 < 3 ? .left : .right) })
        let rest = lines.drop { $0.count == 1 }.dropFirst()
        for row in rest where row.count > 1 { table.append(row.map { visible(String($0)) }) }
        return (plain(lines.prefix { $0.count == 1 }) + [table.text] + plain(rest.filter { $0.count == 1 }))
            .joined(separator: "\n")
    }
}

struct StaffAppraisal: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "appraisal", abstract: "What each member of the staff did, from a day to a day (考评表).")

    @Option(help: ArgumentHelp("The first day.", valueName: "day"))
    var from: String

    @Option(help: ArgumentHelp("The last day.", valueName: "day"))
    var to: String

    @Option(help: ArgumentHelp("As a spreadsheet.", valueName: "file"))
    var xlsx: String?

    @Flag(help: "As CSV.")
    var csv = false

    @Flag(help: "With a byte order mark.")
    var bom = false

    @OptionGroup var global: GlobalOptions

    func run() throws {
        let session = try Session(global)
        var parameters = StaffReportParameters(from: from, to: to, format: xlsx != nil ? "xlsx" : csv ? "csv" : "text")
        (parameters.bom, parameters.language) = (bom, session.output.language.rawValue)
        if let xlsx { return try session.writeFile(xlsx, "Report.Staff", parameters) }
        let text = String(decoding: try session.file("Report.Staff", parameters), as: UTF8.self)
        print(csv ? text : session.output.table(ofText: text), terminator: csv ? "" : "\n")
    }
}
