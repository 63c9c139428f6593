import HallCore
import HallWire
import Synchronization

/// How many wrong check codes may be tried, whoever tries them: six characters last for centuries at this rate.
final class GuessLimit: Sendable {
    private static let wrongAMinuteMax = 60

    private struct Minute {
        var number: Int64 = 0
        var wrongCount = 0
    }

    private let minute = Mutex(Minute())

    func isUsedUp(at instant: Int64) -> Bool {
        minute.withLock { $0.number == instant / 60_000 && $0.wrongCount >= Self.wrongAMinuteMax }
    }

    func count(at instant: Int64) {
        minute.withLock { minute in
            if minute.number != instant / 60_000 { minute = Minute(number: instant / 60_000) }
            minute.wrongCount += 1
        }
    }
}

extension HallServices {
    /// The ticket that a request names. A resident must know its check code; without it there is no such ticket.
    func ticketID(
        _ text: String, day: String?, code: String?, for caller: Caller
    ) throws(OperationFailure) -> TicketID {
        guard let number = TicketNumber(text) else { throw .invalidParameter("number") }
        let (hall, now) = state
        let named = try day.map { day throws(OperationFailure) in
            guard let day = BusinessDay(day) else { throw .invalidParameter("day") }
            return day
        }
        guard let day = named ?? hall[number]?.id.day ?? hall.day else { throw .refused(.noBusinessDay) }
        let id = TicketID(day: day, number: number)
        if caller.role != .resident, code == nil { return id }
        guard !guesses.isUsedUp(at: now.instant) else { throw .busy }
        guard let code, isSame(code.uppercased(), checkCode(id)) else {
            guesses.count(at: now.instant)
            throw .refused(.unknownTicket(number))
        }
        return id
    }

    /// In a time that does not tell how much of it was right.
    private func isSame(_ given: String, _ right: String) -> Bool {
        let (given, right) = (Array(given.utf8), Array(right.utf8))
        guard given.count == right.count else { return false }
        return zip(given, right).reduce(0) { $0 | ($1.0 ^ $1.1) } == 0
    }
}

extension Hall {
    /// As the board and a resident's own page name it: a sensitive service is its category.
    func publicName(of service: ServiceCode) -> LocalisedText {
        guard let known = configuration?.service(service) else { return LocalisedText(service, service, service) }
        return known.sensitive ? configuration!.category(known.category)!.name : known.name
    }

    /// What the holder of a slip sees of it.
    func residentView(of ticket: Ticket, now: Int64) -> WireTicket {
        var view = view(of: ticket, now: now)
        view.serviceName = WireText(publicName(of: ticket.service))
        if configuration?.service(ticket.service)?.sensitive == true { view.service = view.category }
        view.needs = nil
        view.slip = nil
        return view
    }
}
