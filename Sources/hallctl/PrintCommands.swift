import ArgumentParser
import HallClient
import HallWire
import JSONValues

struct PrintCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "print", abstract: "Slips and other paper.",
        subcommands: [
            List.self, Retry.self, Void.self, Materials.self, Closing.self, Plate.self, Report.self, Poster.self,
        ])

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "The day's print jobs.")

        @OptionGroup var global: GlobalOptions

        func run() throws {
            let session = try Session(global)
            try session.call("Print.List", NoParameters()) { (reply: PrintJobsReply) in
                guard !reply.jobs.isEmpty else { return session.output.print(Texts.noPrintJobs) }
                print(session.output.table(of: reply.jobs))
            }
        }
    }

    struct JobArguments: ParsableArguments {
        @Argument(help: "The print job, as `print list` shows it.")
        var job: Int

        @OptionGroup var options: ChangeOptions

        func run(_ method: String) throws {
            let session = try Session(options.global)
            try session.change(method, PrintJobParameters(job: job), options) { (reply: PrintJobReply) in
                print(session.output.table(of: [reply.job]))
            }
        }
    }

    struct Retry: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Print a failed slip again.")
        @OptionGroup var arguments: JobArguments
        func run() throws { try arguments.run("Print.Retry") }
    }

    struct Void: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Give a slip up.")
        @OptionGroup var arguments: JobArguments
        func run() throws { try arguments.run("Print.Void") }
    }

    /// What every printed document takes.
    struct PaperOptions: ParsableArguments {
        @Option(help: ArgumentHelp("Which printer; the first of its role if not given.", valueName: "name"))
        var printer: String?

        @Option(help: ArgumentHelp("The language on the paper.", valueName: "language"))
        var slipLanguage: WireLanguage?

        @OptionGroup var options: ChangeOptions

        func run(_ document: String, _ fill: (inout DocumentParameters) -> Swift.Void = { _ in }) throws {
            var parameters = DocumentParameters(document: document)
            parameters.printer = printer
            parameters.language = slipLanguage?.rawValue
            fill(&parameters)
            let session = try Session(options.global)
            try session.change("Print.Document", parameters, options) { (reply: PrintJobReply) in
                print(session.output.table(of: [reply.job]))
            }
        }
    }

    struct Materials: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Print what a service needs (一次性告知).")

        @Argument(help: "The service's code.")
        var service: String

        @Option(help: ArgumentHelp("Only this material, counted from 1; may be repeated.", valueName: "n"))
        var missing: [Int] = []

        @OptionGroup var paper: PaperOptions

        func run() throws {
            try paper.run("materials") { parameters in
                parameters.service = service
                parameters.missing = missing.isEmpty ? nil : missing
            }
        }
    }

    struct Closing: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Print a day's figures.")

        @Option(help: ArgumentHelp("A day like 2026-11-21; today by default.", valueName: "day"))
        var day: String?

        @OptionGroup var paper: PaperOptions

        func run() throws { try paper.run("closing") { $0.day = day } }
    }

    struct Plate: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Print a window's plate (台牌) in the office.")

        @Argument(help: "The window's number.")
        var window: Int

        @OptionGroup var paper: PaperOptions

        func run() throws { try paper.run("plate") { $0.window = window } }
    }

    struct Report: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Print a month's table in the office.")

        @Argument(help: "A month like 2026-11; the last one that is over if not given.")
        var month: String?

        @Option(help: ArgumentHelp("As it was handed in then; 0 for a draft of now.", valueName: "number"))
        var version: Int?

        @OptionGroup var paper: PaperOptions

        func run() throws { try paper.run("report") { ($0.month, $0.version) = (month, version) } }
    }

    struct Poster: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Print the rules in force in the office.")
        @OptionGroup var paper: PaperOptions
        func run() throws { try paper.run("poster") }
    }
}

extension Output {
    func table(of jobs: [WirePrintJob]) -> String {
        var table = Table([
            (heading("job"), .right), (heading("document"), .left), (heading("state"), .left),
            (heading("printer"), .left), (heading("copy"), .left), (heading("attempts"), .right),
            (heading("failure"), .left),
        ])
        for job in jobs {
            let why = [job.trouble.map(trouble), job.failure].compactMap { $0 }.joined(separator: ": ")
            table.append([
                "\(job.job)", job.number ?? word(Texts.documents, job.document), state(job.state), job.printer ?? "",
                job.copy ? heading("yes") : "", "\(job.attempts)", why,
            ])
        }
        return table.text
    }
}

struct SlipCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "slip", abstract: "What slips look like.", subcommands: [Preview.self])

    struct Preview: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Draw a ticket's slip, or another document, into a PNG or PDF file.",
            discussion: """
                poster and closing are the hall's own, and so are materials with --service and plate with --window. \
                Any other document is a sample with made-up values.
                """)

        @Argument(help: "The ticket's number, like A001.")
        var number: String?

        @Option(
            help: ArgumentHelp(
                "ticket, materials, acceptance, denial, closing, plate, poster or report.", valueName: "document"))
        var document: String?

        @Option(help: ArgumentHelp("The service of --document materials.", valueName: "service"))
        var service: String?

        @Option(help: ArgumentHelp("Only this material, counted from 1; may be repeated.", valueName: "n"))
        var missing: [Int] = []

        @Option(help: ArgumentHelp("The window of --document plate.", valueName: "window"))
        var window: Int?

        @Option(help: ArgumentHelp("The day of --document closing; today by default.", valueName: "day"))
        var day: String?

        @Option(help: ArgumentHelp("The file to write, .png or .pdf; it must not exist yet.", valueName: "file"))
        var out: String

        @Option(help: ArgumentHelp("Whose paper; the first slip printer's if not given.", valueName: "name"))
        var printer: String?

        @Option(help: ArgumentHelp("The language on the paper.", valueName: "language"))
        var slipLanguage: WireLanguage?

        @Flag(help: "In large print.")
        var largePrint = false

        @OptionGroup var global: GlobalOptions

        func validate() throws {
            guard (number == nil) != (document == nil) else {
                throw ValidationError("Give either a ticket's number or --document.")
            }
            guard isPDF || out.lowercased().hasSuffix(".png") else {
                throw ValidationError("--out is a file that ends in .png or .pdf.")
            }
        }

        private var isPDF: Bool { out.lowercased().hasSuffix(".pdf") }

        func run() throws {
            var parameters = PreviewParameters()
            parameters.service = service
            parameters.missing = missing.isEmpty ? nil : missing
            parameters.day = day
            parameters.window = window
            parameters.number = number
            parameters.document = document
            parameters.printer = printer
            parameters.language = slipLanguage?.rawValue
            parameters.largePrint = largePrint ? true : nil
            parameters.format = isPDF ? "pdf" : "png"
            try Session(global).writeFile(out, "Print.Preview", parameters)
        }
    }
}

extension Output {
    /// What is wrong with a printer.
    func trouble(_ keyword: String) -> String { word(Texts.troubles, keyword) }
}
