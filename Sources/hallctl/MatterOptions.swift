import ArgumentParser
import HallWire

/// What a clerk says about the matters of a visit.
struct MatterOptions: ParsableArguments {
    @Option(
        help: """
            done, accepted, materialsIncomplete, denied, referred, consulted, handedOut or unserved; the service's \
            default if not given.
            """)
    var outcome: String?

    @Option(help: "How many of them were brought at once.")
    var quantity: Int?

    @Option(help: ArgumentHelp("What is missing of the service's list: 1,3.", valueName: "numbers"))
    var missing: String?

    @Option(help: "On what rule a denial rests; the --reason is its reason.")
    var basis: String?

    @Option(help: "Where somebody was referred to.")
    var destination: String?

    @Option(help: "How the resident can be reached about the case.")
    var contact: String?

    @Option(
        help: ArgumentHelp(
            "Another matter of the same visit, like medical-insurance:done:3; may be repeated.",
            valueName: "service:outcome[:n]"))
    var matter: [String] = []

    /// Nil where nothing is said.
    func matters(reason: String?) throws -> [WireMatterRequest]? {
        var matters: [WireMatterRequest] = []
        let saysMore = [missing, basis, destination, contact].contains { $0 != nil } || quantity != nil
        if outcome != nil || saysMore {
            var own = WireMatterRequest()
            (own.outcome, own.quantity, own.basis) = (outcome, quantity, basis)
            (own.destination, own.contact, own.reason) = (destination, contact, reason)
            own.missing = try missing.map(numbers)
            matters.append(own)
        }
        // Besides what the ticket is for.
        if matters.isEmpty, !matter.isEmpty { matters.append(WireMatterRequest()) }
        for text in matter { matters.append(try Self.read(text)) }
        return matters.isEmpty ? nil : matters
    }

    private func numbers(_ text: String) throws -> [Int] {
        let numbers = text.split(separator: ",").map { Int($0) }
        guard !numbers.isEmpty, !numbers.contains(nil) else {
            throw ValidationError("--missing takes numbers with commas between them, like 1,3.")
        }
        return numbers.compactMap(\.self)
    }

    private static func read(_ text: String) throws -> WireMatterRequest {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        guard (2...3).contains(parts.count), !parts[0].isEmpty, !parts[1].isEmpty,
            parts.count == 2 || Int(parts[2]) != nil
        else { throw ValidationError("‘\(text)’ is not like medical-insurance:done or medical-insurance:done:3.") }
        var matter = WireMatterRequest()
        (matter.service, matter.outcome) = (parts[0], parts[1])
        matter.quantity = parts.count == 3 ? Int(parts[2]) : nil
        return matter
    }
}

struct Finish: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Finish the ticket in hand.",
        discussion: """
            An accepted matter opens a case, materialsIncomplete prints what is missing and lets the resident come back \
            with the same number, denied needs --reason and --basis and goes to the supervisor.
            """)

    @Argument(help: "The window's number.")
    var window: Int

    @OptionGroup var said: MatterOptions

    @Option(help: ArgumentHelp("It waits again, for this service.", valueName: "service"))
    var next: String?

    @OptionGroup var options: ChangeOptions

    func run() throws {
        var parameters = FinishParameters(window: window, outcome: nil)
        parameters.matters = try said.matters(reason: options.reason)
        parameters.next = next
        try Session(options.global).changeVisit("Window.Finish", parameters, options)
    }
}

struct Complete: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Say what became of a visit that has been finished already; until the day closes.")

    @Argument(help: "The ticket's number.")
    var number: String

    @OptionGroup var said: MatterOptions
    @OptionGroup var options: ChangeOptions

    func run() throws {
        guard let matters = try said.matters(reason: options.reason) else {
            throw ValidationError("Give an --outcome, or a --matter.")
        }
        try Session(options.global).changeVisit(
            "Queue.Complete", CompleteParameters(number: number, matters: matters), options)
    }
}

struct Return: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Somebody is back with what was missing: the same number goes next.")

    @Argument(help: "The number on the notice.")
    var number: String

    @OptionGroup var options: ChangeOptions

    func run() throws {
        try Session(options.global).changeTicket("Queue.Return", CancelParameters(number: number), options)
    }
}

extension Session {
    /// The ticket, and the numbers of what the resident takes home.
    func changeVisit(_ method: String, _ parameters: some ChangingRequest, _ options: ChangeOptions) throws {
        try change(method, parameters, options) { (reply: TicketReply) in
            show(reply.ticket)
            showPapers(of: reply.ticket)
        }
    }

    private func showPapers(of ticket: WireTicket?) {
        for matter in ticket?.matters ?? [] {
            if let id = matter.case {
                output.print(Texts.caseOpened, ["case": id, "code": matter.caseCode ?? ""])
            }
            if let denial = matter.denial {
                output.print(
                    Texts.denialIs, ["denial": denial, "verdict": output.word(Texts.verdicts, "open")])
            }
        }
    }
}
