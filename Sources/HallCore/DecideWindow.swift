import HashTreeCollections

// What a clerk does at a window.

extension Deliberation {
    // MARK: Signing in and out

    mutating func openWindow(
        _ number: WindowNumber, _ staff: StaffID?, relieve: Bool, _ reason: String?
    ) throws(Refusal) {
        try check(reason: reason)
        try check(length: staff, max: hall.limits.staffLengthMax)
        let status = try window(number)
        let known = hall.configuration?.staff ?? []
        let staff = staff ?? status.staff ?? hall.configuration?.window(number)?.signedIn
        if let staff {
            if !known.isEmpty, !known.contains(where: { $0.id == staff }) { throw .unknownStaff(staff) }
            if let other = hall.windows.first(where: {
                $0.number != number && $0.state != .closed && $0.staff == staff
            }) {
                throw .staffElsewhere(staff, window: other.number)
            }
        }
        if status.state == .open, status.staff == staff { throw .windowAlreadyOpen(number, staff: staff) }
        if relieve, status.state != .closed, status.staff != staff {
            if let id = status.current { throw .windowBusy(number, ticket: id.number) }
            emit(.windowClosed(WindowChanged(window: number, staff: status.staff, reason: reason)))
        }
        emit(.windowOpened(WindowOpened(window: number, staff: staff, reason: reason)))
    }

    mutating func pauseWindow(_ number: WindowNumber, _ kind: PauseKind?, _ reason: String?) throws(Refusal) {
        try check(reason: reason)
        let status = try openWindow(number)
        emit(.windowPaused(WindowChanged(window: number, staff: status.staff, pause: kind, reason: reason)))
    }

    mutating func closeWindow(_ number: WindowNumber, _ reason: String?) throws(Refusal) {
        try check(reason: reason)
        let status = try window(number)
        guard status.state != .closed else { throw .windowClosed(number) }
        if let id = status.current { throw .windowBusy(number, ticket: id.number) }
        emit(.windowClosed(WindowChanged(window: number, staff: status.staff, reason: reason)))
    }

    // MARK: Calling

    mutating func call(
        _ number: WindowNumber, pick: TicketNumber?, finish: Bool, silent: Bool, _ reason: String?
    ) throws(Refusal) -> TicketID? {
        try check(reason: reason)
        let status = try openWindow(number)
        let picked = try pick.map { pick throws(Refusal) in try waitingTicket(pick, for: number) }
        if let id = status.current {
            guard finish else { throw .windowBusy(number, ticket: id.number) }
            _ = try self.finish(number, [], next: nil, nil)
        }
        let free = try window(number)
        guard let order = CallingOrder(hall, now: now.instant),
            let chosen = picked ?? order.next(at: free)?.ticket
        else { return nil }
        emit(
            .ticketCalled(
                TicketCalled(
                    ticket: chosen.id, window: number, staff: free.staff,
                    why: order.reason(for: chosen, at: free, picked: picked != nil),
                    silent: silent ? true : nil, reason: reason)))
        return chosen.id
    }

    private func waitingTicket(_ number: TicketNumber, for window: WindowNumber) throws(Refusal) -> WaitingTicket {
        let ticket = try ticket(number)
        guard ticket.state == .waiting else { throw .ticketNotWaiting(number, state: ticket.state) }
        let waiting = hall.waitingTicket(for: ticket)
        guard let row = hall.serviceMap.row(of: window), hall.serviceMap.level(of: waiting, at: row) != nil else {
            throw .notServedHere(window, service: ticket.service)
        }
        return waiting
    }

    mutating func recall(_ number: WindowNumber, _ reason: String?) throws(Refusal) -> TicketID {
        try check(reason: reason)
        let status = try window(number)
        let ticket = try current(at: status)
        try refuseStarted(ticket, at: number)
        guard ticket.callCount <= rules.recallCountMax else {
            throw .recallsUsedUp(number, recallCountMax: rules.recallCountMax)
        }
        let left = secondsLeft(of: rules.recallGapSecondsMin, since: ticket.lastCalledAt!)
        guard left <= 0 else { throw .recallTooSoon(number, secondsLeft: left) }
        emit(.ticketRecalled(TicketAtWindow(ticket: ticket.id, window: number, staff: status.staff, reason: reason)))
        return ticket.id
    }

    mutating func undoCall(_ number: WindowNumber, _ reason: String?) throws(Refusal) -> TicketID {
        try check(reason: reason)
        let status = try window(number)
        let ticket = try current(at: status)
        try refuseStarted(ticket, at: number)
        // A call from before the day's opening is no longer on today's list.
        guard hall.openCall(of: ticket.id) != nil,
            now.instant - ticket.calledAt! <= Int64(rules.undoSecondsMax) * 1000
        else {
            throw .undoTooLate(number, undoSecondsMax: rules.undoSecondsMax)
        }
        emit(.callUndone(TicketAtWindow(ticket: ticket.id, window: number, staff: status.staff, reason: reason)))
        return ticket.id
    }

    mutating func noShow(_ number: WindowNumber, _ reason: String?) throws(Refusal) -> TicketID {
        try check(reason: reason)
        let status = try window(number)
        let ticket = try current(at: status)
        try refuseStarted(ticket, at: number)
        let callsMissing = max(0, rules.noShowCallCountMin - ticket.callCount)
        let left = max(
            0, secondsLeft(of: rules.noShowGapSecondsMin, since: ticket.lastCalledAt!), secondsOfGrace(for: ticket))
        guard callsMissing == 0, left == 0 else {
            throw .noShowTooEarly(number, callsMissing: callsMissing, secondsLeft: left)
        }
        let returns = ticket.passCount < rules.passCountMax ? passedPlace(of: ticket) : nil
        emit(
            .ticketPassed(
                TicketPassed(
                    ticket: ticket.id, window: number, staff: status.staff, returnsTo: returns, reason: reason)))
        return ticket.id
    }

    /// A start that the clock inferred does not stand in the way: perhaps nobody came.
    private func refuseStarted(_ ticket: Ticket, at number: WindowNumber) throws(Refusal) {
        if ticket.state == .serving, !ticket.startInferred { throw .alreadyStarted(number, ticket: ticket.number) }
    }

    // MARK: Serving

    mutating func start(_ number: WindowNumber, _ reason: String?) throws(Refusal) -> TicketID {
        try check(reason: reason)
        let ticket = try current(at: try window(number))
        guard ticket.state == .called else { throw .alreadyStarted(number, ticket: ticket.number) }
        emit(
            .serviceStarted(
                ServiceStarted(
                    ticket: ticket.id, window: number, startedAt: now.instant, inferred: false, reason: reason)))
        return ticket.id
    }

    /// The ticket in hand, its start inferred where nobody pressed it.
    mutating func startedTicket(at status: WindowStatus) throws(Refusal) -> Ticket {
        let ticket = try current(at: status)
        if ticket.state == .called { inferStart(of: ticket, at: status.number) }
        return ticket
    }

    mutating func park(_ number: WindowNumber, _ reason: String?) throws(Refusal) -> TicketID {
        try check(reason: reason)
        let status = try window(number)
        guard hall.count(.parked) < hall.limits.parkedMax else {
            throw .limitReached(limit: "parked", max: hall.limits.parkedMax)
        }
        let ticket = try startedTicket(at: status)
        emit(.ticketParked(TicketAtWindow(ticket: ticket.id, window: number, staff: status.staff, reason: reason)))
        return ticket.id
    }

    mutating func resume(
        _ number: WindowNumber, _ ticketNumber: TicketNumber, _ reason: String?
    ) throws(Refusal) -> TicketID {
        try check(reason: reason)
        let status = try openWindow(number)
        let ticket = try ticket(ticketNumber)
        guard ticket.state == .parked else { throw .ticketNotParked(ticketNumber, state: ticket.state) }
        if let id = status.current { throw .windowBusy(number, ticket: id.number) }
        emit(.ticketResumed(TicketAtWindow(ticket: ticket.id, window: number, staff: status.staff, reason: reason)))
        return ticket.id
    }

    mutating func transfer(
        _ number: WindowNumber, to target: TransferTarget, _ reason: String?
    ) throws(Refusal) -> TicketID {
        try check(reason: reason)
        let status = try window(number)
        var ticket = try current(at: status)
        let moved: TicketTransferred
        switch target {
        case .service(let text):
            moved = TicketTransferred(
                ticket: ticket.id, window: number, staff: status.staff, service: try service(text).code,
                reason: reason)
        case .window(let other):
            guard other != number else { throw .sameWindow(number) }
            guard try window(other).state != .closed else { throw .windowClosed(other) }
            moved = TicketTransferred(
                ticket: ticket.id, window: number, staff: status.staff, service: ticket.service,
                targetWindow: other, reason: reason)
        }
        ticket = try startedTicket(at: status)
        emit(.ticketTransferred(moved))
        return ticket.id
    }

    // MARK: Rating

    mutating func rate(
        _ number: WindowNumber, _ meant: TicketNumber?, _ score: Int, _ words: PersonalWords?, _ reason: String?
    ) throws(Refusal) -> TicketID {
        try check(reason: reason)
        try check(score, words)
        _ = try window(number)
        guard let ticket = hall.lastVisit(at: number, now: now.instant), meant == nil || meant == ticket.number else {
            throw .nothingToRate(number)
        }
        let id = ticket.id
        guard ticket.score == nil else { throw .alreadyRated(number, ticket: ticket.number) }
        rate(VisitRated(ticket: id, window: number, score: score, words: words, reason: reason))
        return id
    }

    /// Whoever holds the slip may take their time: until the day closes.
    mutating func rateTicket(
        _ id: TicketID, _ score: Int, _ words: PersonalWords?, _ reason: String?
    ) throws(Refusal) -> TicketID {
        try check(reason: reason)
        try check(score, words)
        guard let ticket = hall[id], !hall.returnable.contains(id) else { throw .unknownTicket(id.number) }
        guard ticket.state == .served, let window = ticket.window else {
            throw .notFinished(id.number, state: ticket.state)
        }
        guard ticket.score == nil else { throw .alreadyRated(window, ticket: ticket.number) }
        rate(VisitRated(ticket: id, window: window, score: score, words: words, reason: reason))
        return id
    }

    private mutating func rate(_ rating: VisitRated) {
        emit(.visitRated(rating))
        followUp(rating)
    }

    private func check(_ score: Int, _ words: PersonalWords?) throws(Refusal) {
        guard (1...5).contains(score) else { throw .scoreOutOfRange(score) }
        try check(length: words?.sealed?.words, max: hall.limits.wordsLengthMax)
    }
}
