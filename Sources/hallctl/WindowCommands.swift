import ArgumentParser
import HallWire

struct Call: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Call the next ticket to a window, or the one given.",
        discussion: "When nobody waits it says so and exits with 0.")

    @Argument(help: "The window's number.")
    var window: Int

    @Argument(help: "A number picked out of turn; give a --reason.")
    var number: String?

    @Flag(help: "First finish the ticket in hand.")
    var finish = false

    @Flag(help: "Without voice.")
    var silent = false

    @OptionGroup var options: ChangeOptions

    func run() throws {
        var parameters = CallParameters(window: window)
        parameters.number = number
        parameters.finish = finish ? true : nil
        parameters.silent = silent ? true : nil
        let session = try Session(options.global)
        try session.change("Window.Call", parameters, options) { (reply: TicketReply) in
            if reply.ticket == nil { session.output.print(Texts.nobodyWaits, ["window": "\(window)"]) }
            session.show(reply.ticket)
        }
    }
}

/// The verbs that take a window and nothing else.
struct WindowArguments: ParsableArguments {
    @Argument(help: "The window's number.")
    var window: Int

    @OptionGroup var options: ChangeOptions

    func runTicket(_ method: String) throws {
        try Session(options.global).changeTicket(method, WindowParameters(window: window), options)
    }

    func runWindow(_ method: String) throws {
        try Session(options.global).changeWindow(method, WindowParameters(window: window), options)
    }
}

extension Session {
    func changeWindow(_ method: String, _ parameters: some ChangingRequest, _ options: ChangeOptions) throws {
        try change(method, parameters, options) { (reply: WindowReply) in
            output.print(
                Texts.windowIs,
                [
                    "window": "\(reply.window.window)", "state": output.state(reply.window.state),
                    "staff": reply.window.staff ?? "",
                ])
        }
    }
}

struct Recall: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Call the ticket in hand again.")
    @OptionGroup var arguments: WindowArguments
    func run() throws { try arguments.runTicket("Window.Recall") }
}

struct Undo: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Take a mistaken call back.")
    @OptionGroup var arguments: WindowArguments
    func run() throws { try arguments.runTicket("Window.Undo") }
}

struct Start: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "The resident is here: service begins.")
    @OptionGroup var arguments: WindowArguments
    func run() throws { try arguments.runTicket("Window.Start") }
}

struct NoShow: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "no-show", abstract: "Nobody came: pass the ticket by the hall's rule.")
    @OptionGroup var arguments: WindowArguments
    func run() throws { try arguments.runTicket("Window.NoShow") }
}

struct Park: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Set the ticket in hand aside, to be resumed.")
    @OptionGroup var arguments: WindowArguments
    func run() throws { try arguments.runTicket("Window.Park") }
}

struct Resume: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Take a parked ticket up again.")

    @Argument(help: "The window's number.")
    var window: Int

    @Argument(help: "The parked ticket's number.")
    var number: String

    @OptionGroup var options: ChangeOptions

    func run() throws {
        try Session(options.global).changeTicket(
            "Window.Resume", ResumeParameters(window: window, number: number), options)
    }
}

struct Transfer: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Send the ticket in hand to a service or a window; it keeps its arrival.")

    @Argument(help: "The window's number.")
    var window: Int

    @Option(help: ArgumentHelp("The service it goes to.", valueName: "service"))
    var toService: String?

    @Option(help: ArgumentHelp("The window it goes to.", valueName: "window"))
    var toWindow: Int?

    @OptionGroup var options: ChangeOptions

    func validate() throws {
        guard (toService == nil) != (toWindow == nil) else {
            throw ValidationError("Give either --to-service or --to-window.")
        }
    }

    func run() throws {
        try Session(options.global).changeTicket(
            "Window.Transfer", TransferParameters(window: window, toService: toService, toWindow: toWindow), options)
    }
}

struct Rate: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Rate a window's last finished visit.")

    @Argument(help: "The window's number.")
    var window: Int

    @Argument(help: "5 very satisfied, 4 satisfied, 3 fairly satisfied, 2 dissatisfied, 1 very dissatisfied.")
    var score: Int

    @OptionGroup var options: ChangeOptions

    func run() throws {
        try Session(options.global).changeTicket(
            "Window.Rate", RateParameters(window: window, score: score), options)
    }
}

struct WindowCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "window", abstract: "Open, pause and close windows.",
        subcommands: [Open.self, Pause.self, Close.self, Serve.self])

    struct Open: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Sign in at a window, or go on after a pause.")

        @Argument(help: "The window's number.")
        var window: Int

        @Option(help: ArgumentHelp("Who signs in.", valueName: "id"))
        var staff: String?

        @OptionGroup var options: ChangeOptions

        func run() throws {
            try Session(options.global).changeWindow(
                "Window.Open", OpenParameters(window: window, staff: staff), options)
        }
    }

    struct Pause: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Pause a window; the ticket in hand goes on.")

        @Argument(help: "The window's number.")
        var window: Int

        @Option(help: "rest or meal; meeting, homeVisit or paperwork, which count as work.")
        var kind: String?

        @OptionGroup var options: ChangeOptions

        func run() throws {
            try Session(options.global).changeWindow(
                "Window.Pause", PauseParameters(window: window, kind: kind), options)
        }
    }

    struct Close: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Sign out and close a window.")
        @OptionGroup var arguments: WindowArguments
        func run() throws { try arguments.runWindow("Window.Close") }
    }
}
