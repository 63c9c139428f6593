import ArgumentParser
import HallClient
import HallWire

struct Take: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Take a ticket.")

    @Argument(help: "A service's code, or a category's letter for its first service.")
    var service: String

    @Option(help: ArgumentHelp("A priority group's code.", valueName: "group"))
    var priority: String?

    @Option(help: "The resident's community.")
    var community: String?

    @Option(help: ArgumentHelp("What calling and serving must mind; may be repeated.", valueName: "need"))
    var need: [String] = []

    @Option(help: ArgumentHelp("The language of the slip and the call.", valueName: "language"))
    var slipLanguage: WireLanguage?

    @Option(help: ArgumentHelp("A further service under the same number; may be repeated.", valueName: "service"))
    var next: [String] = []

    @Flag(help: "Print no slip.")
    var noPrint = false

    @Option(help: ArgumentHelp("Which slip printer; the hall's first if not given.", valueName: "name"))
    var printer: String?

    @Flag(help: "A slip in large print.")
    var largePrint = false

    @OptionGroup var options: ChangeOptions

    func run() throws {
        var parameters = TakeParameters(service: service)
        parameters.priority = priority
        parameters.community = community
        parameters.needs = need.isEmpty ? nil : need
        parameters.language = slipLanguage?.rawValue
        parameters.next = next.isEmpty ? nil : next
        parameters.print = noPrint ? false : nil
        parameters.printer = printer
        parameters.largePrint = largePrint ? true : nil
        let session = try Session(options.global)
        try session.change("Queue.Take", parameters, options) { (reply: TicketReply) in
            session.output.printTaken(reply.ticket)
        }
    }
}

extension Session {
    /// One line about the ticket: its number, state and window.
    func changeTicket(_ method: String, _ parameters: some ChangingRequest, _ options: ChangeOptions) throws {
        try change(method, parameters, options) { (reply: TicketReply) in show(reply.ticket) }
    }

    func show(_ ticket: WireTicket?) {
        guard let ticket else { return }
        output.print(
            ticket.window == nil ? Texts.inQueue : Texts.atWindow,
            [
                "number": ticket.number, "state": output.state(ticket.state), "window": "\(ticket.window ?? 0)",
            ])
    }
}

struct Note: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Note which focus groups (服务重点对象) whoever is served belongs to; none to take a note back.")

    @Argument(help: "The ticket's number.")
    var number: String

    @Argument(help: "Focus groups by code.")
    var groups: [String] = []

    @OptionGroup var options: ChangeOptions

    func run() throws {
        try Session(options.global).changeTicket(
            "Queue.Note", NoteParameters(number: number, focusGroups: groups), options)
    }
}

/// The verbs that take a number and nothing else.
struct NumberArguments: ParsableArguments {
    @Argument(help: "The ticket's number, like A001.")
    var number: String

    @OptionGroup var options: ChangeOptions

    func run(_ method: String) throws {
        try Session(options.global).changeTicket(method, TicketParameters(number: number), options)
    }
}

struct Cancel: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Cancel a waiting or parked ticket.")
    @OptionGroup var arguments: NumberArguments
    func run() throws { try arguments.run("Queue.Cancel") }
}

struct Requeue: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Bring back a passed, cancelled or parked ticket.")
    @OptionGroup var arguments: NumberArguments
    func run() throws { try arguments.run("Queue.Requeue") }
}

struct Reprint: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Print a slip again, marked as a copy.")

    @Argument(help: "The ticket's number, like A001.")
    var number: String

    @Option(help: ArgumentHelp("Which printer; that of the last slip if not given.", valueName: "name"))
    var printer: String?

    @OptionGroup var options: ChangeOptions

    func run() throws {
        let session = try Session(options.global)
        let parameters = ReprintParameters(number: number, printer: printer)
        try session.change("Queue.Reprint", parameters, options) { (reply: TicketReply) in
            session.show(reply.ticket)
            session.output.tellMissingSlip(of: reply.ticket)
        }
    }
}

struct Correct: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Correct a wrongly chosen service, or claim a priority.")

    @Argument(help: "The ticket's number, like A001.")
    var number: String

    @Argument(help: "The right service.")
    var service: String

    @Option(help: ArgumentHelp("A priority group's code.", valueName: "group"))
    var priority: String?

    @OptionGroup var options: ChangeOptions

    func run() throws {
        var parameters = CorrectParameters(number: number, service: service)
        parameters.priority = priority
        try Session(options.global).changeTicket("Queue.Correct", parameters, options)
    }
}

struct TicketCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ticket", abstract: "Look at tickets.",
        subcommands: [Show.self, List.self, Explain.self])

    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "One ticket.")

        @Argument(help: "The ticket's number, like A001.")
        var number: String

        @OptionGroup var global: GlobalOptions

        func run() throws {
            let session = try Session(global)
            try session.call("Queue.Show", ShowParameters(number: number)) { (reply: TicketReply) in
                print(session.output.table(of: reply.ticket.map { [$0] } ?? []))
            }
        }
    }

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "The day's tickets.")

        @Option(help: "Only those waiting, called, serving, parked, served, noShow, cancelled or voided.")
        var state: String?

        @OptionGroup var global: GlobalOptions

        func run() throws {
            let session = try Session(global)
            try session.call("Queue.List", ListParameters(state: state)) { (reply: TicketsReply) in
                if reply.tickets.isEmpty {
                    session.output.print(Texts.noTickets)
                } else {
                    print(session.output.table(of: reply.tickets))
                }
            }
        }
    }

    struct Explain: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Why is it not this ticket's turn yet?")

        @Argument(help: "The ticket's number, like A001.")
        var number: String

        @OptionGroup var global: GlobalOptions

        func run() throws {
            let session = try Session(global)
            try session.call("Queue.Explain", ShowParameters(number: number)) { (reply: ExplainReply) in
                session.output.show(reply)
            }
        }
    }
}

extension Output {
    /// Whoever has no slip must note the number.
    func tellMissingSlip(of ticket: WireTicket?) {
        guard let ticket, let slip = ticket.slip, slip.state == "failed" else { return }
        print(Texts.noSlip, ["number": ticket.number, "trouble": trouble(slip.trouble ?? "other")])
    }

    func table(of tickets: [WireTicket]) -> String {
        var table = Table([
            (heading("number"), .left), (heading("state"), .left), (heading("window"), .right),
            (heading("ahead"), .right), (heading("priority"), .left), (heading("issuedAt"), .left),
            (heading("slip"), .left), (heading("service"), .left),
        ])
        for ticket in tickets {
            table.append([
                ticket.number, state(ticket.state), ticket.window.map { "\($0)" } ?? "",
                ticket.state == "waiting" ? "\(ticket.ahead)" : "", ticket.priority == "normal" ? "" : ticket.priority,
                clock(ticket.issuedAt), ticket.slip.map { state($0.state) } ?? "", ticket.serviceName[language],
            ])
        }
        return table.text
    }

    func show(_ explanation: ExplainReply) {
        let ticket = explanation.ticket
        let shown = explanation.ahead.prefix(10).joined(separator: " ") + (explanation.ahead.count > 10 ? " …" : "")
        print(
            ticket.state == "waiting" ? Texts.explainWaiting : Texts.explainState,
            [
                "number": ticket.number, "service": ticket.serviceName[language], "issuedAt": clock(ticket.issuedAt),
                "state": state(ticket.state), "policy": word(Texts.policies, explanation.policy),
                "ahead": "\(ticket.ahead)", "who": explanation.ahead.isEmpty ? "" : ": " + shown,
            ])
        print(explanation.wentAhead.isEmpty ? Texts.explainNobody : Texts.explainCalls)
        for call in explanation.wentAhead {
            print(
                Texts.explainCall,
                [
                    "at": clock(call.at), "number": call.number, "window": "\(call.window)",
                    "rule": word(Texts.rules, call.rule),
                ])
        }
        guard !explanation.windows.isEmpty else { return print(Texts.explainNoWindow) }
        print(Texts.explainWindows)
        for window in explanation.windows { Swift.print("  \(window.window)  \(state(window.state))") }
    }

    /// The time of day of an RFC 3339 time.
    func clock(_ time: String) -> String { String(time.dropFirst(11).prefix(8)) }
}

extension Output {
    /// A number that has just been given.
    func printTaken(_ taken: WireTicket?) {
        guard let ticket = taken else { return }
        let wait = ticket.wait.map { wait in
            Texts.waitRange(language, ["low": "\(wait.lowMinutes)", "high": "\(wait.highMinutes)"])
        }
        print(
            Texts.took,
            [
                "number": ticket.number, "service": ticket.serviceName[language], "ahead": "\(ticket.ahead)",
                "wait": wait ?? "",
            ])
        tellMissingSlip(of: ticket)
    }
}
