import ArgumentParser
import Glibc
import HallWire

@main
struct Hallctl: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "hallctl",
        abstract: "Ask the hall's daemon: tickets, windows, figures.",
        discussion: """
            Exit status: 0 done; 1 the hall refused; 2 wrong usage; 69 no daemon; 75 the outcome is unknown, repeat \
            with the same --request-id; 77 no permission.
            """,
        version: DefaultPaths.version,
        groupedSubcommands: [
            CommandGroup(
                name: "Tickets:",
                subcommands: [
                    Take.self, CheckIn.self, Return.self, Enter.self, TurnAway.self, Cancel.self, Requeue.self,
                    Correct.self,
                    Complete.self, Note.self, Reprint.self,
                    LastCall.self, TicketCommand.self, AppointmentCommand.self,
                ]),
            CommandGroup(
                name: "At a window:",
                subcommands: [
                    Call.self, Recall.self, Undo.self, Start.self, NoShow.self, Finish.self, Park.self, Resume.self,
                    Transfer.self, Rate.self, WindowCommand.self,
                ]),
            CommandGroup(name: "Cases:", subcommands: [CaseCommand.self, AppraisalCommand.self]),
            CommandGroup(
                name: "The hall:",
                subcommands: [
                    Status.self, Services.self, Watch.self, TallyCommand.self, ReportCommand.self, PrintCommand.self,
                    SlipCommand.self,
                    DeviceCommand.self, StaffCommand.self, TokenCommand.self, JournalCommand.self, Reload.self,
                ]),
        ])

    /// Wrong usage is 2 by contract, not sysexits' 64.
    static func main() {
        do {
            var command = try parseAsRoot(verbFirst(Array(CommandLine.arguments.dropFirst())))
            try command.run()
            // A full disk must not make a cut table look whole.
            guard fflush(nil) == 0 else {
                Output.error(String(cString: strerror(errno)))
                throw ExitCode(1)
            }
        } catch let exit as ExitCode {
            Self.exit(withError: exit)
        } catch {
            let status = exitCode(for: error)
            let message = fullMessage(for: error)
            if !message.isEmpty {
                if status.isSuccess { print(message) } else { Output.error(message) }
            }
            Self.exit(withError: status == .validationFailure ? ExitCode(2) : status)
        }
    }
}

/// The contract has the options that every verb takes before the verb; the parser knows them behind it.
func verbFirst(_ arguments: [String]) -> [String] {
    var rest = arguments[...]
    var options: [String] = []
    while let option = rest.first {
        if option == "--json" || option.hasPrefix("--socket=") || option.hasPrefix("--lang=") {
            options.append(rest.removeFirst())
        } else if option == "--socket" || option == "--lang", rest.count > 1 {
            options += [rest.removeFirst(), rest.removeFirst()]
        } else {
            break
        }
    }
    // Behind the verb, but before a `--` that ends the options.
    let end = rest.firstIndex(of: "--") ?? rest.endIndex
    return rest.isEmpty ? options : Array(rest[..<end]) + options + rest[end...]
}

/// What every verb takes.
struct GlobalOptions: ParsableArguments {
    @Option(help: "The control socket (HALL_SOCKET stands in for it).")
    var socket: String?

    @Flag(help: "Print the reply's parameters as JSON.")
    var json = false

    @Option(help: ArgumentHelp("zh-Hans, zh-Hant or en; by LANG if not given.", valueName: "language"))
    var lang: WireLanguage?
}

/// What every changing verb takes.
struct ChangeOptions: ParsableArguments {
    @OptionGroup var global: GlobalOptions

    @Option(help: ArgumentHelp("Makes the request repeatable: the same id, the same result.", valueName: "id"))
    var requestId: String?

    @Option(help: ArgumentHelp("Why; it goes on record.", valueName: "text"))
    var reason: String?
}

extension WireLanguage: ExpressibleByArgument {}
