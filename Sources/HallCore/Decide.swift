import HashTreeCollections

package struct Decision: Equatable, Sendable {
    /// Empty where nothing had to change: a tick, a repeated request, a call that found nobody.
    package var events: [Event]
    /// The ticket that the answer shows.
    package var subject: TicketID?
    /// What was begun besides a ticket, by its id, where it is one thing.
    package var begun: String?
    /// The hall once the events have been applied.
    package var hall: Hall
}

extension Hall {
    /// What follows from `submission` now. Changes nothing itself.
    package func decide(_ submission: Submission, at now: HallTime) throws(Refusal) -> Decision {
        if let request = submission.request, let known = try remembered(request) {
            return Decision(events: [], subject: known.ticket, begun: known.begun, hall: self)
        }
        if let seen = submission.seen, let status = window(seen.window), status.current?.number != seen.ticket {
            throw .otherInHand(seen.window, ticket: status.current?.number)
        }
        var deliberation = Deliberation(hall: self, now: now, actor: submission.actor)
        let subject = try deliberation.carryOut(submission.command)
        let begun = subject == nil ? deliberation.begun : nil
        if let request = submission.request { try deliberation.remember(request, subject, begun) }
        return Decision(events: deliberation.events, subject: subject, begun: begun, hall: deliberation.hall)
    }

    private func remembered(_ request: RequestID) throws(Refusal) -> RememberedRequest? {
        guard request.id.utf8.count <= limits.requestIDLengthMax else {
            throw .textTooLong(bytesMax: limits.requestIDLengthMax)
        }
        guard let known = requestByID[request.id] else { return nil }
        guard known.fingerprint == request.fingerprint else { throw .requestIdReused(requestID: request.id) }
        return known
    }
}

/// A decision in the making: a draft of the hall that each event changes at once, so that the next step of one
/// command sees what the one before did.
struct Deliberation {
    private(set) var hall: Hall
    let now: HallTime
    let actor: Actor
    private(set) var events: [Event] = []

    init(hall: Hall, now: HallTime, actor: Actor) {
        self.hall = hall
        self.now = now
        self.actor = actor
    }

    mutating func emit(_ body: EventBody) {
        var day = hall.day
        if case .dayOpened(let opened) = body { day = opened.day }
        let event = Event(at: now, actor: actor, day: day ?? now.civil.day, request: nil, body: body)
        hall.apply(event)
        events.append(event)
    }

    /// By its id, where it is one thing.
    var begun: String? {
        let ids = events.compactMap { event -> String? in
            switch event.body {
            case .appointmentBooked(let fields): "\(fields.booked.id)"
            case .followUpOpened(let fields): "\(fields.opened.id)"
            case .documentRequested(let fields): "\(fields.job)"
            default: nil
            }
        }
        return ids.count == 1 ? ids[0] : nil
    }

    mutating func remember(_ request: RequestID, _ subject: TicketID?, _ begun: String?) throws(Refusal) {
        guard !events.isEmpty else { return }
        guard hall.requests.count < hall.limits.requestsADayMax else {
            throw .limitReached(limit: "requestsADay", max: hall.limits.requestsADayMax)
        }
        let remembered = RememberedRequest(
            id: request.id, fingerprint: request.fingerprint, ticket: subject, begun: begun)
        events[events.count - 1].request = remembered
        hall.remember(remembered)
    }

    mutating func carryOut(_ command: Command) throws(Refusal) -> TicketID? {
        switch command {
        case .tick, .anchorClock, .configure: break
        // What is done at the stroke of the hour belongs behind it.
        default: noteHours()
        }
        switch command {
        case .tick: tick()
        case .anchorClock(let anchor): emit(.clockAnchored(anchor))
        case .configure(let configuration): try configure(configuration)
        case .take(let request): return try take(request)
        case .enter(let visit, let reason): return try enter(visit, reason)
        case .turnAway(let service, let reason): try turnAway(service, reason)
        case .serve(let window, let primary, let secondary, let backup, let reason):
            try serve(window, primary: primary, secondary: secondary, backup: backup, reason)
        case .book(let requests, let reason): try book(requests, reason)
        case .cancelAppointment(let id, let reason): try cancelAppointment(id, reason)
        case .checkIn(let id, let request): return try checkIn(id, request)
        case .note(let number, let groups, let reason): return try note(number, groups, reason)
        case .lastCall(let reason): try lastCall(reason)
        case .cancel(let number, let reason): return try cancel(number, reason)
        case .requeue(let number, let reason): return try requeue(number, reason)
        case .correct(let number, let service, let priority, let reason):
            return try correct(number, service, priority, reason)
        case .reprint(let number, let paper, let reason): return try reprint(number, paper, reason)
        case .openWindow(let window, let staff, let relieve, let reason):
            try openWindow(window, staff, relieve: relieve, reason)
        case .pauseWindow(let window, let kind, let reason): try pauseWindow(window, kind, reason)
        case .closeWindow(let window, let reason): try closeWindow(window, reason)
        case .call(let window, let pick, let finish, let silent, let reason):
            return try call(window, pick: pick, finish: finish, silent: silent, reason)
        case .recall(let window, let reason): return try recall(window, reason)
        case .undoCall(let window, let reason): return try undoCall(window, reason)
        case .start(let window, let reason): return try start(window, reason)
        case .noShow(let window, let reason): return try noShow(window, reason)
        case .finish(let window, let matters, let next, let reason):
            return try finish(window, matters, next: next, reason)
        case .completeMatters(let number, let matters, let reason): return try complete(number, matters, reason)
        case .returnTicket(let id, let reason): return try comeBack(id, reason)
        case .park(let window, let reason): return try park(window, reason)
        case .resume(let window, let number, let reason): return try resume(window, number, reason)
        case .transfer(let window, let target, let reason): return try transfer(window, to: target, reason)
        case .rate(let window, let number, let score, let words, let reason):
            return try rate(window, number, score, words, reason)
        case .rateTicket(let ticket, let score, let words, let reason):
            return try rateTicket(ticket, score, words, reason)
        case .moveCase(let id, let state, let basis, let missing, let reason):
            return try moveCase(id, to: state, basis: basis, missing: missing, reason)
        case .assignCase(let id, let staff, let reason): return try assignCase(id, to: staff, reason)
        case .noteErasure(let count, let subject, let reason):
            try check(reason: reason)
            emit(.wordsErased(WordsErased(count: count, subject: subject, reason: reason)))
        case .noteAccess(let change): emit(.accessChanged(change))
        case .noteRestoration(let restored): emit(.journalRestored(restored))
        case .handIn(let report, let reason): try handIn(report, reason)
        case .recordRemark(let remark, let reason): try recordRemark(remark, reason)
        case .assignFollowUp(let id, let officer, let reason): try assignFollowUp(id, to: officer, reason)
        case .moveFollowUp(let id, let state, let founded, let reason):
            try moveFollowUp(id, to: state, founded: founded, reason)
        case .makeAppeal(let id, let reason): try makeAppeal(id, reason)
        case .decideAppeal(let id, let upheld, let reason): try decideAppeal(id, upheld: upheld, reason)
        case .signDenial(let id, let upheld, let reason): try signDenial(id, upheld: upheld, reason)
        case .printDocument(let document, let paper, let language, let reason):
            try printDocument(document, paper, language, reason)
        case .sendPrint(let job, let printer): return try sendPrint(job, to: printer)
        case .giveUpPrint(let job, let reason, let trouble): return try giveUpPrint(job, reason, trouble)
        case .reportDevice(let change): emit(.deviceChanged(change))
        case .printFinished(let job, let outcome): return try printFinished(job, outcome)
        case .retryPrint(let job, let reason): return try retryPrint(job, reason)
        case .voidPrint(let job, let reason): return try voidPrint(job, reason)
        }
        return nil
    }

    // MARK: What commands share

    func ticket(_ number: TicketNumber) throws(Refusal) -> Ticket {
        guard let ticket = hall[number] else { throw .unknownTicket(number) }
        return ticket
    }

    func window(_ number: WindowNumber) throws(Refusal) -> WindowStatus {
        guard let window = hall.window(number) else { throw .unknownWindow(number) }
        return window
    }

    func openWindow(_ number: WindowNumber) throws(Refusal) -> WindowStatus {
        let window = try window(number)
        switch window.state {
        case .open: return window
        case .paused: throw .windowPaused(number)
        case .closed: throw .windowClosed(number)
        }
    }

    /// The ticket that is called or being served at the window.
    func current(at window: WindowStatus) throws(Refusal) -> Ticket {
        guard let id = window.current, let ticket = hall[id] else { throw .noTicketAtWindow(window.number) }
        return ticket
    }

    /// A service by its code, or a category's first service by the category's letter.
    func service(_ text: String) throws(Refusal) -> Service {
        guard let configuration = hall.configuration else { throw .noBusinessDay }
        if let service = configuration.service(text) { return service }
        let prefix = text.uppercased()
        guard let service = configuration.services.first(where: { $0.category == prefix }) else {
            throw .unknownService(text)
        }
        return service
    }

    func check(reason: String?) throws(Refusal) {
        try check(length: reason, max: hall.limits.reasonLengthMax)
    }

    func check(length text: String?, max: Int) throws(Refusal) {
        guard (text?.utf8.count ?? 0) <= max else { throw .textTooLong(bytesMax: max) }
    }

    var rules: CallingRules { hall.configuration?.calling ?? CallingRules() }

    /// Whole seconds until `seconds` have passed since `instant`; 0 or less when they have.
    func secondsLeft(of seconds: Int, since instant: Int64) -> Int {
        let millisecondsLeft = Int64(seconds) * 1000 - (now.instant - instant)
        return Int((millisecondsLeft + 999).quotientRoundingDown(by: 1000))
    }
}
