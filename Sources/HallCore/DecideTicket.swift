import HashTreeCollections

// What residents and the guide desk ask of a ticket.

extension Deliberation {
    mutating func take(_ request: TakeRequest) throws(Refusal) -> TicketID {
        guard let configuration = hall.configuration, let day = hall.day else { throw .noBusinessDay }
        let service = try service(request.service)
        try check(reason: request.reason)
        try check(needs: request.needs)
        try checkOffered(service, configuration)
        try checkLimits()
        try checkNames(priority: request.priority, community: request.community, configuration)
        var remaining: [ServiceCode] = []
        for text in request.remaining {
            let next = try self.service(text)
            if let admission = next.admission, !admission.contains(now.civil.day) { throw .notAdmitted(next.code) }
            remaining.append(next.code)
        }
        guard remaining.count < hall.limits.mattersAVisitMax else {
            throw .limitReached(limit: "mattersAVisit", max: hall.limits.mattersAVisitMax)
        }
        let id = TicketID(day: day, number: try nextNumber(of: service, configuration))
        let fields = TicketIssued(
            ticket: id, service: service.code, priority: request.priority,
            needs: request.needs.isEmpty ? nil : request.needs, community: request.community,
            language: request.language, ahead: 0, firstAsked: actor.staff,
            remaining: remaining.isEmpty ? nil : remaining, reason: request.reason)
        return try issue(fields, request, configuration)
    }

    /// Gives the number out, and its slip.
    mutating func issue(
        _ prepared: TicketIssued, _ request: TakeRequest, _ configuration: HallConfiguration
    ) throws(Refusal) -> TicketID {
        let printer = try slipPrinter(for: request)
        var fields = prepared
        fields.largePrint =
            request.largePrint ?? configuration.priorityGroups.first { $0.code == fields.priority }?.largePrint
        let prospective = hall.newTicket(fields, at: now)
        fields.ahead = hall.aheadCount(of: prospective, now: now.instant)
        fields.promised = hall.estimatedWait(for: prospective, ahead: fields.ahead, now: now.instant)
        emit(.ticketIssued(fields))
        if request.printsSlip, hall.hasSlipPrinter {
            let paper = PaperRequest(printer: printer, trouble: request.paper.trouble, detail: request.paper.detail)
            try requestPrint(of: fields.ticket, copy: false, ahead: fields.ahead, fields.promised, paper, nil)
        }
        return fields.ticket
    }

    /// The printer of the slip, if there is to be one. A hall may give no number without a slip.
    private func slipPrinter(for request: TakeRequest) throws(Refusal) -> PrinterName? {
        let printer = try self.printer(request.paper.printer, role: .slip)
        guard request.printsSlip, hall.paper.withoutPaper == .refuse else { return printer }
        if !hall.hasSlipPrinter { throw .noPrinter(role: .slip) }
        if let trouble = request.paper.trouble { throw .noPaper(printer ?? "", trouble) }
        return printer
    }

    func checkNames(
        priority: PriorityCode?, community: CommunityCode?, _ configuration: HallConfiguration
    ) throws(Refusal) {
        if let priority, !configuration.priorityGroups.contains(where: { $0.code == priority }) {
            throw .unknownPriority(priority)
        }
        if let community, !configuration.communities.contains(where: { $0.code == community }) {
            throw .unknownCommunity(community)
        }
    }

    func check(needs: [String]) throws(Refusal) {
        guard needs.count <= hall.limits.needsMax else {
            throw .limitReached(limit: "needs", max: hall.limits.needsMax)
        }
        for need in needs { try check(length: need, max: hall.limits.needLengthMax) }
    }

    func checkLimits() throws(Refusal) {
        let limits = hall.limits
        guard hall.issued.count < limits.ticketsADayMax else {
            throw .limitReached(limit: "ticketsADay", max: limits.ticketsADayMax)
        }
        guard hall.waiting.count < limits.waitingMax else {
            throw .limitReached(limit: "waiting", max: limits.waitingMax)
        }
    }

    /// Skips numbers that a carried ticket still holds.
    func nextNumber(of service: Service, _ configuration: HallConfiguration) throws(Refusal) -> TicketNumber {
        let prefix = service.category.utf8.first!
        let first = configuration.category(service.category)!.firstOrdinal
        let kept = configuration.category(service.category)!.emergencyNumbers
        var ordinal = max(first, (hall.ordinals[prefix] ?? 0) + 1)
        while ordinal <= hall.limits.ordinalMax {
            let number = TicketNumber(prefix: prefix, ordinal: ordinal)
            let isKept = kept.map { ($0.first...$0.last).contains(ordinal) } ?? false
            if hall[number] == nil, !isKept { return number }
            ordinal += 1
        }
        throw .limitReached(limit: "numbers of category \(service.category)", max: Int(hall.limits.ordinalMax))
    }

    /// Never asked at a kiosk: staff note it. Until the day closes, as outcomes are.
    mutating func note(
        _ number: TicketNumber, _ groups: [FocusCode], _ reason: String?
    ) throws(Refusal) -> TicketID {
        try check(reason: reason)
        let ticket = try ticket(number)
        guard !hall.returnable.contains(ticket.id) else { throw .ticketEnded(number, state: ticket.state) }
        let known = (hall.configuration?.focusGroups ?? []).map(\.code)
        if let unknown = groups.first(where: { !known.contains($0) }) { throw .unknownFocusGroup(unknown) }
        let noted = known.filter(groups.contains)
        if noted != ticket.focusGroups ?? [] {
            emit(.ticketNoted(TicketNoted(ticket: ticket.id, focusGroups: noted, reason: reason)))
        }
        return ticket.id
    }

    mutating func cancel(_ number: TicketNumber, _ reason: String?) throws(Refusal) -> TicketID {
        try check(reason: reason)
        let ticket = try ticket(number)
        try refuseAtWindow(ticket)
        guard ticket.state.isOpen else { throw .ticketEnded(number, state: ticket.state) }
        emit(.ticketCancelled(TicketEnded(ticket: ticket.id, reason: reason)))
        return ticket.id
    }

    /// Brings back somebody who was passed, cancelled or parked. A parked ticket regains its exact place;
    /// an ended one goes where the hall puts passed tickets, at the back where it voids them.
    mutating func requeue(_ number: TicketNumber, _ reason: String?) throws(Refusal) -> TicketID {
        try check(reason: reason)
        let ticket = try ticket(number)
        try refuseAtWindow(ticket)
        // A reload may take away a service that only ended tickets had.
        guard hall.configuration?.service(ticket.service) != nil else { throw .unknownService(ticket.service) }
        let place: Place
        switch ticket.state {
        case .parked: place = ticket.place
        case .noShow, .cancelled: place = passedPlace(of: ticket) ?? backPlace
        case .waiting: throw .ticketStillOpen(number, state: ticket.state)
        case .called, .serving, .served, .voided: throw .ticketEnded(number, state: ticket.state)
        }
        emit(.ticketRequeued(TicketRequeued(ticket: ticket.id, place: place, reason: reason)))
        return ticket.id
    }

    mutating func correct(
        _ number: TicketNumber, _ text: String, _ priority: PriorityCode?, _ reason: String?
    ) throws(Refusal) -> TicketID {
        try check(reason: reason)
        let ticket = try ticket(number)
        let service = try service(text)
        guard ticket.state.isOpen else { throw .ticketEnded(number, state: ticket.state) }
        if let priority, hall.configuration?.priorityGroups.contains(where: { $0.code == priority }) != true {
            throw .unknownPriority(priority)
        }
        guard service.code != ticket.service || (priority != nil && priority != ticket.priority) else {
            throw .sameService(number, service: service.code)
        }
        emit(
            .ticketCorrected(
                TicketCorrected(
                    ticket: ticket.id, from: ticket.service, service: service.code, priority: priority, reason: reason))
        )
        return ticket.id
    }

    mutating func reprint(
        _ number: TicketNumber, _ paper: PaperRequest, _ reason: String?
    ) throws(Refusal) -> TicketID {
        try check(reason: reason)
        let ticket = try ticket(number)
        guard ticket.state.isOpen else { throw .ticketEnded(number, state: ticket.state) }
        guard hall.hasSlipPrinter else { throw .noPrinter(role: .slip) }
        let ahead = ticket.state == .waiting ? hall.aheadCount(of: ticket, now: now.instant) : 0
        let wait = ticket.state == .waiting ? hall.estimatedWait(for: ticket, ahead: ahead, now: now.instant) : nil
        var paper = paper
        paper.printer = try printer(paper.printer, role: .slip)
        try requestPrint(of: ticket.id, copy: true, ahead: ahead, wait, paper, reason)
        return ticket.id
    }

    private func refuseAtWindow(_ ticket: Ticket) throws(Refusal) {
        if ticket.state == .called || ticket.state == .serving, let window = ticket.window {
            throw .ticketAtWindow(ticket.number, window: window)
        }
    }

    // MARK: Places

    /// Behind everybody who waits now.
    var backPlace: Place { Place(rank: now.instant, order: hall.orderNext) }

    /// Where the passed-ticket policy puts it; nil where it ends.
    func passedPlace(of ticket: Ticket) -> Place? {
        switch rules.passed {
        case .void: nil
        case .back: backPlace
        case .after: place(behind: rules.passedAfterCount, of: ticket)
        }
    }

    /// Just behind the k-th of the tickets that are called before a newcomer of the same service.
    private func place(behind count: Int, of ticket: Ticket) -> Place {
        guard let order = CallingOrder(hall, now: now.instant), count > 0 else { return backPlace }
        var passed = ticket
        passed.place = backPlace
        passed.passCount += 1
        let ahead = hall.ticketsAhead(of: passed, now: now.instant)
            .compactMap { hall[$0] }
            .map { order.key(of: hall.waitingTicket(for: $0), level: .primary, takesDue: false) }
            .sorted()
        guard ahead.count >= count else { return backPlace }
        let last = ahead[count - 1].place
        return Place(rank: last.rank, order: last.order, behind: hall.orderNext)
    }
}
