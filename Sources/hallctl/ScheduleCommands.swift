import ArgumentParser
import HallWire

struct Enter: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Put a visit on record afterwards (补录).",
        discussion: "With a pre-printed number from a power cut, or, with --home-visit, done at somebody's home.")

    @Argument(help: "A service's code, or a category's letter.")
    var service: String

    @Option(help: "The window it was served at.")
    var window: Int

    @Option(help: ArgumentHelp("The pre-printed number.", valueName: "number"))
    var number: String?

    @Flag(help: "It was done at the resident's home.")
    var homeVisit = false

    @Option(help: ArgumentHelp("Who served; whoever is at the window if not given.", valueName: "id"))
    var staff: String?

    @Option(help: ArgumentHelp("A priority group's code.", valueName: "group"))
    var priority: String?

    @Option(help: "The resident's community.")
    var community: String?

    @Option(help: ArgumentHelp("When the number was taken, as written.", valueName: "hh:mm"))
    var taken: String?

    @Option(help: ArgumentHelp("When it was called.", valueName: "hh:mm"))
    var called: String?

    @Option(help: ArgumentHelp("When the visit ended.", valueName: "hh:mm"))
    var finished: String?

    @OptionGroup var said: MatterOptions
    @OptionGroup var options: ChangeOptions

    func run() throws {
        var parameters = EnterParameters(
            service: service, channel: homeVisit ? "homeVisit" : "emergency", window: window)
        (parameters.number, parameters.staff) = (number, staff)
        (parameters.priority, parameters.community) = (priority, community)
        (parameters.taken, parameters.called, parameters.finished) = (taken, called, finished)
        parameters.matters = try said.matters(reason: options.reason)
        try Session(options.global).changeVisit("Queue.Enter", parameters, options)
    }
}

struct TurnAway: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "turn-away", abstract: "Count somebody who came for a service and got no number.")

    @Argument(help: "A service's code, or a category's letter.")
    var service: String

    @OptionGroup var options: ChangeOptions

    func run() throws {
        try Session(options.global).change("Queue.TurnAway", TurnAwayParameters(service: service), options) {
            (_: NoParameters) in
        }
    }
}

extension WindowCommand {
    struct Serve: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Change what a window serves from its next call on, for today (潮汐窗口).")

        @Argument(help: "The window's number.")
        var window: Int

        @Argument(help: "Services or category letters, with commas between them.")
        var primary: String

        @Option(help: ArgumentHelp("Served after those.", valueName: "services"))
        var secondary: String?

        @Option(help: ArgumentHelp("Served where people have waited long.", valueName: "services"))
        var backup: String?

        @OptionGroup var options: ChangeOptions

        func run() throws {
            func list(_ text: String) -> [String] { text.split(separator: ",").map(String.init) }
            try Session(options.global).changeWindow(
                "Window.Serve",
                ServeParameters(
                    window: window, primary: list(primary), secondary: secondary.map(list), backup: backup.map(list)),
                options)
        }
    }
}
