import ArgumentParser
import HallFiles
import HallWeb
import HallWire

@main
struct Halld: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "halld",
        abstract: "The daemon of a service hall: tickets, windows, slips, journal.",
        version: DefaultPaths.version,
        subcommands: [
            Run.self, PrintConfiguration.self, PrintTemplate.self, PrintProfile.self, Check.self, Restore.self,
        ],
        defaultSubcommand: Run.self)
}

/// `halld` without a subcommand.
struct Run: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run", abstract: "Serve the hall (the default).")

    @Option(help: "The hall's file. Without it /etc/halld/hall.toml, or the built-in demo hall.")
    var config: String?

    @Option(help: "The state directory: journal, slips, backups.")
    var state: String = DefaultPaths.state

    @Option(help: "The control socket.")
    var socket: String = DefaultPaths.socket

    @Option(
        help: ArgumentHelp(
            "Where the pages are served: HOST:PORT, unix:PATH or none.", valueName: "address"))
    var web = ListenAddress(DefaultPaths.web)!

    func run() async throws {
        try await Daemon(
            source: HallSource(given: config), statePath: state, socketPath: socket, webAddress: web
        ).run()
    }
}

struct PrintConfiguration: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "config", abstract: "Print the default hall.toml, with every key explained.")

    func run() {
        print(HallFile.defaultText, terminator: "")
    }
}

struct PrintTemplate: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "template",
        abstract: "Print a document's built-in template, to be changed in slips/ beside hall.toml.")

    @Argument(
        help: ArgumentHelp(
            DocumentKind.allCases.map(\.rawValue).joined(separator: ", ") + ".", valueName: "document"))
    var document: DocumentKind

    func run() {
        print(SlipTemplates.builtInText(document), terminator: "")
    }
}

struct PrintProfile: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "profile",
        abstract: "Print a built-in device profile, to be changed in devices/ beside hall.toml.")

    @Argument(
        help: ArgumentHelp(DeviceProfiles.builtInNames.joined(separator: ", ") + ".", valueName: "profile"))
    var name: String

    func run() throws {
        guard let text = DeviceProfiles.builtInText(name) else {
            throw ValidationError(
                "There is no profile ‘\(name)’. There are: \(DeviceProfiles.builtInNames.joined(separator: ", ")).")
        }
        print(text, terminator: "")
    }
}

extension DocumentKind: ExpressibleByArgument {}

extension ListenAddress: ExpressibleByArgument {
    public init?(argument: String) {
        self.init(argument)
    }

    public var defaultValueDescription: String { DefaultPaths.web }
}

struct Check: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Tell every fault of a hall's file, each with its line.")

    @Option(help: "The hall's file.")
    var config: String = DefaultPaths.configuration

    func run() throws {
        do throws(HallSource.Failure) {
            let file = try HallSource.file(config).load()
            for warning in file.warnings { printError("\(warning.description(in: config)) (warning)") }
            print("\(config): good")
        } catch {
            for line in error.lines { printError(line) }
            throw ExitCode(1)
        }
    }
}
