import HallCore
import HallEngine
import HallWire
import Synchronization

/// How many wrong check codes may be tried: few for one ticket, so that six characters last for centuries, and many
/// for all together, so that nobody's guesses shut the others out.
final class GuessLimit: Sendable {
    private static let wrongForOneMax = 10
    private static let wrongMax = 1000

    private struct Minute {
        var number: Int64 = 0
        var wrongCount = 0
        var byID: [String: Int] = [:]
    }

    private let minute = Mutex(Minute())

    func isUsedUp(for id: String, at instant: Int64) -> Bool {
        minute.withLock { minute in
            guard minute.number == instant / 60_000 else { return false }
            return minute.wrongCount >= Self.wrongMax || minute.byID[id, default: 0] >= Self.wrongForOneMax
        }
    }

    func count(for id: String, at instant: Int64) {
        minute.withLock { minute in
            if minute.number != instant / 60_000 { minute = Minute(number: instant / 60_000) }
            minute.wrongCount += 1
            minute.byID[id, default: 0] += 1
        }
    }
}

extension HallServices {
    /// The ticket that a request names. A resident must know its check code; without it there is no such ticket.
    func ticketID(
        _ text: String, day: String?, code: String?, for caller: Caller
    ) throws(OperationFailure) -> TicketID {
        guard let number = TicketNumber(text) else { throw .invalidParameter("number") }
        let hall = engine.snapshot
        let named = try day.map { day throws(OperationFailure) in
            guard let day = BusinessDay(day) else { throw .invalidParameter("day") }
            return day
        }
        guard let day = named ?? hall[number]?.id.day ?? hall.day else { throw .refused(.noBusinessDay) }
        let id = TicketID(day: day, number: number)
        if caller.role != .resident, code == nil { return id }
        try check(code, of: "\(id)", else: .unknownTicket(number))
        return id
    }

    /// A case, as a ticket.
    func caseID(_ text: String, code: String?, for caller: Caller) throws(OperationFailure) -> CaseID {
        guard let id = CaseID(text) else { throw .invalidParameter("case") }
        if caller.role != .resident, code == nil { return id }
        try check(code, of: "\(id)", else: .unknownCase(id))
        return id
    }

    func check(_ code: String?, of id: String, else refusal: Refusal) throws(OperationFailure) {
        let now = engine.now().instant
        guard !guesses.isUsedUp(for: id, at: now) else { throw .busy }
        guard let code, isEqual(code.uppercased().utf8, checkCode(id).utf8) else {
            guesses.count(for: id, at: now)
            throw .refused(refusal)
        }
    }
}

/// In a time that does not tell how much was right.
package func isEqual(_ one: some Collection<UInt8>, _ other: some Collection<UInt8>) -> Bool {
    one.count == other.count && zip(one, other).reduce(0) { $0 | ($1.0 ^ $1.1) } == 0
}

extension Hall {
    /// What the holder of a slip sees of it.
    func residentView(of ticket: Ticket, now: Int64) -> WireTicket {
        var view = view(of: ticket, now: now)
        view.serviceName = WireText(publicName(of: ticket.service))
        if configuration?.service(ticket.service)?.sensitive == true { view.service = view.category }
        (view.needs, view.community, view.priority) = (nil, nil, "normal")
        view.focusGroups = nil
        (view.matters, view.firstAsked, view.handler, view.next) = (nil, nil, nil, nil)
        view.slip?.failure = nil
        return view
    }
}
