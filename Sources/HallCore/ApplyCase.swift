import HashTreeCollections

// Matters, cases and denials as part of the state.

extension Hall {
    mutating func complete(_ fields: MattersCompleted) {
        update(fields.ticket) { ticket in
            ticket.matters = fields.matters
            ticket.returnUntil = fields.returnUntil
        }
    }

    mutating func comeBack(_ fields: TicketReturned, _ now: Int64) {
        let isOfEarlierDay = returnable.contains(fields.ticket)
        let today = day
        update(fields.ticket) { ticket in
            precondition(ticket.state == .served, "\(ticket.id) returned while \(ticket.state)")
            ticket.returnUntil = nil
            ticket.returnedOn = today
            ticket.place = fields.place
            ticket.service = fields.service
            ticket.targetWindow = nil
            ticket.dueAt = now
            if isOfEarlierDay { ticket.cameBackLater = true }
        }
        if isOfEarlierDay {
            returnable.removeAll { $0 == fields.ticket }
            issued.append(fields.ticket)
        }
        orderNext += 1
        wait(fields.ticket)
    }

    mutating func open(_ opened: Case) {
        precondition(cases[opened.id] == nil, "case \(opened.id) opened twice")
        var one = opened
        one.contact = opened.contact?.withoutWords
        cases[one.id] = one
        caseIDs.append(one.id)
    }

    mutating func move(_ fields: CaseMoved, at now: HallTime) {
        guard var one = cases[fields.case], let day else { preconditionFailure("no case \(fields.case)") }
        one.move(fields, at: now, on: day)
        cases[one.id] = one
    }

    mutating func assign(_ fields: CaseAssigned) {
        guard var one = cases[fields.case] else { preconditionFailure("no case \(fields.case)") }
        one.handler = fields.handler
        cases[one.id] = one
    }

    mutating func record(_ denial: Denial) {
        precondition(denials[denial.id] == nil, "denial \(denial.id) recorded twice")
        denials[denial.id] = denial
        denialIDs.append(denial.id)
    }

    mutating func sign(_ fields: DenialSigned) {
        guard var denial = denials[fields.denial] else { preconditionFailure("no denial \(fields.denial)") }
        denial.verdict = fields.verdict
        denials[denial.id] = denial
    }

    // MARK: From day to day

    /// What the next day still has to do with.
    package var openCases: [Case] { caseIDs.compactMap { cases[$0] }.filter(\.state.isOpen) }

    /// Open ones, and those that were decided before their promise was over: the period in which that is counts them.
    func casesThatMatter(on day: BusinessDay) -> [Case] {
        caseIDs.compactMap { cases[$0] }.filter { one in
            one.state.isOpen || (one.state != .withdrawn && dueDay(of: one).map { $0 >= day } ?? false)
        }
    }
    var openDenials: [Denial] { denialIDs.compactMap { denials[$0] }.filter(\.isOpen) }

    /// Tickets that may still come back on `day`.
    func returnable(on day: BusinessDay) -> [Ticket] {
        (returnable + issued.array).compactMap { tickets[$0] }
            .filter { ticket in ticket.state == .served && ticket.returnUntil.map { $0 >= day } ?? false }
    }

    mutating func takeOver(returnable: [Ticket], _ cases: [Case], _ denials: [Denial]) {
        for ticket in returnable {
            tickets[ticket.id] = ticket
            // Its number is not given again while it may come back.
            ticketByNumber[ticket.number] = ticket.id
            self.returnable.append(ticket.id)
        }
        for one in cases {
            self.cases[one.id] = one
            caseIDs.append(one.id)
        }
        for denial in denials {
            self.denials[denial.id] = denial
            denialIDs.append(denial.id)
        }
    }
}

extension Case {
    /// Rebuilds the course of one case from its events, wherever they are read from.
    package mutating func record(_ event: Event) {
        switch event.body {
        case .caseMoved(let fields) where fields.case == id: move(fields, at: event.at, on: event.day)
        case .caseAssigned(let fields) where fields.case == id: handler = fields.handler
        default: break
        }
    }

    mutating func move(_ fields: CaseMoved, at now: HallTime, on day: BusinessDay) {
        state = fields.state
        course.append(CaseStep(state: fields.state, at: now.civil, staff: fields.staff, reason: fields.reason))
        if isSuspended, !fields.suspends { suspensions[suspensions.count - 1].to = day }
        if !isSuspended, fields.suspends { suspensions.append(Suspension(from: day)) }
        decidedOn = fields.state.isDecided ? decidedOn ?? day : nil
    }
}
