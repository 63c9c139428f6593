import HashTreeCollections

// What became of a visit's matters.

extension Deliberation {
    mutating func finish(
        _ number: WindowNumber, _ asked: [MatterRequest], next: String?, _ reason: String?
    ) throws(Refusal) -> TicketID {
        try check(reason: reason)
        let status = try window(number)
        let ticket = try startedTicket(at: status)
        let asked = asked.isEmpty ? [MatterRequest()] : asked
        let settled = try settle(asked, of: ticket, byDefault: asked == [MatterRequest()])
        try check(count: (ticket.matters?.count ?? 0) + settled.count)
        let (following, remaining) = try way(of: ticket, next)
        emit(
            .serviceFinished(
                ServiceFinished(
                    ticket: ticket.id, window: number, staff: status.staff, outcome: settled[0].matter.outcome,
                    matters: settled.map(\.matter), next: following, remaining: remaining,
                    returnUntil: returnUntil(settled.map(\.matter)) ?? ticket.returnUntil, reason: reason)))
        try follow(settled, of: ticket.id, at: number, by: status.staff)
        return ticket.id
    }

    /// Until the day closes: after that the figures have been told.
    mutating func complete(
        _ number: TicketNumber, _ asked: [MatterRequest], _ reason: String?
    ) throws(Refusal) -> TicketID {
        try check(reason: reason)
        let ticket = try ticket(number)
        guard ticket.state == .served, !hall.returnable.contains(ticket.id) else {
            throw .notFinished(number, state: ticket.state)
        }
        guard !asked.isEmpty else { throw .fieldMissing(of: "matters", field: "outcome") }
        return try restate(ticket, asked, byDefault: false, reason)
    }

    mutating func restate(
        _ ticket: Ticket, _ asked: [MatterRequest], byDefault: Bool, _ reason: String?
    ) throws(Refusal) -> TicketID {
        // What somebody holds a paper about stays as it is; so does what was settled elsewhere.
        let matters = ticket.matters ?? []
        let fixed = matters.indices.filter { $0 < ticket.matterCountBefore ?? 0 || matters[$0].isFixed }
            .map { matters[$0] }
        let settled = try settle(asked, of: ticket, byDefault: byDefault)
        try check(count: fixed.count + settled.count)
        let all = fixed + settled.map(\.matter)
        emit(
            .mattersCompleted(
                MattersCompleted(
                    ticket: ticket.id, matters: all, staff: actor.staff, returnUntil: returnUntil(all), reason: reason))
        )
        // Whoever served, not whoever sits at the window by now.
        try follow(settled, of: ticket.id, at: ticket.window, by: ticket.handler)
        return ticket.id
    }

    /// A matter with its numbers, and what only its request knows.
    private struct Settled {
        var matter: Matter
        var contact: PersonalWords?
    }

    private func settle(
        _ asked: [MatterRequest], of ticket: Ticket, byDefault: Bool
    ) throws(Refusal) -> [Settled] {
        var settled: [Settled] = []
        var (caseOrdinal, denialOrdinal) = (hall.nextCaseOrdinal, hall.nextDenialOrdinal)
        for request in asked {
            var matter = try self.matter(request, of: ticket)
            matter.byDefault = byDefault ? true : nil
            if matter.outcome == .accepted {
                matter.opened = CaseID(day: hall.day!, ordinal: caseOrdinal)
                caseOrdinal += 1
            }
            if matter.outcome == .denied {
                matter.denial = DenialID(day: hall.day!, ordinal: denialOrdinal)
                denialOrdinal += 1
            }
            settled.append(Settled(matter: matter, contact: request.contact))
        }
        try checkRoom(for: settled.map(\.matter))
        return settled
    }

    private func check(count: Int) throws(Refusal) {
        guard count <= hall.limits.mattersAVisitMax else {
            throw .limitReached(limit: "mattersAVisit", max: hall.limits.mattersAVisitMax)
        }
    }

    private func checkRoom(for matters: [Matter]) throws(Refusal) {
        let limits = hall.limits
        if matters.contains(where: { $0.opened != nil }), hall.caseIDs.count + matters.count > limits.casesMax {
            throw .limitReached(limit: "cases", max: limits.casesMax)
        }
        if matters.contains(where: { $0.denial != nil }), hall.denialIDs.count + matters.count > limits.denialsMax {
            throw .limitReached(limit: "denials", max: limits.denialsMax)
        }
    }

    private func matter(_ request: MatterRequest, of ticket: Ticket) throws(Refusal) -> Matter {
        let service = try self.service(request.service ?? ticket.service)
        var matter = Matter(service: service.code, outcome: request.outcome ?? service.outcomeByDefault)
        guard (1...hall.limits.quantityMax).contains(request.quantity) else {
            throw .quantityOutOfRange(request.quantity, max: hall.limits.quantityMax)
        }
        matter.quantity = request.quantity == 1 ? nil : request.quantity
        for text in [request.reason, request.basis, request.destination] { try check(reason: text) }
        try check(length: request.contact?.sealed?.words, max: hall.limits.contactLengthMax)
        matter.reason = request.reason
        switch matter.outcome {
        case .denied:
            matter.reason = try required(request.reason, "reason", of: matter.outcome.rawValue)
            matter.basis = try required(request.basis, "basis", of: matter.outcome.rawValue)
        case .referred:
            matter.destination = try required(request.destination, "destination", of: matter.outcome.rawValue)
        case .materialsIncomplete: matter.missing = try missing(request, service)
        case .done, .accepted, .consulted, .handedOut, .unserved: break
        }
        return matter
    }

    func required(_ text: String?, _ field: String, of what: String) throws(Refusal) -> String {
        guard let text, !text.isEmpty else { throw .fieldMissing(of: what, field: field) }
        return text
    }

    /// Which of the service's list; where it has none, or something else is missing, in words.
    private func missing(_ request: MatterRequest, _ service: Service) throws(Refusal) -> [Int]? {
        let indices = Array(Set(request.missing ?? [])).sorted()
        for index in indices where !service.materials.indices.contains(index) {
            throw .unknownMaterial(service.code, index + 1, max: service.materials.count)
        }
        if indices.isEmpty { _ = try required(request.reason, "missing", of: Outcome.materialsIncomplete.rawValue) }
        return indices.isEmpty ? nil : indices
    }

    private func returnUntil(_ matters: [Matter]) -> BusinessDay? {
        guard matters.contains(where: { $0.outcome == .materialsIncomplete }), let day = hall.day else {
            return nil
        }
        return hall.calendar.day(hall.course.returnDays, workingDaysAfter: day)
    }

    /// 一号通办: what the ticket waits for after this, and what for then. By itself it leaves out what the hall no longer
    /// offers; where somebody says what is next, the rest of the list stays.
    private func way(
        of ticket: Ticket, _ next: String?
    ) throws(Refusal) -> (next: ServiceCode?, remaining: [ServiceCode]?) {
        var remaining = ticket.remaining ?? []
        let following: ServiceCode?
        if let next {
            following = try service(next).code
            if let index = remaining.firstIndex(of: following!) { remaining.remove(at: index) }
        } else {
            remaining.removeAll { hall.configuration?.service($0) == nil }
            following = remaining.isEmpty ? nil : remaining.removeFirst()
        }
        return (following, remaining.isEmpty ? nil : remaining)
    }

    // MARK: What follows from them

    private mutating func follow(
        _ settled: [Settled], of id: TicketID, at window: WindowNumber?, by staff: StaffID?
    ) throws(Refusal) {
        for one in settled {
            let (matter, ticket) = (one.matter, hall[id]!)
            if let opened = matter.opened { try open(opened, matter, ticket, window, staff, contact: one.contact) }
            if let denial = matter.denial {
                try record(
                    Denial(
                        id: denial, service: matter.service, ticket: id, case: nil, staff: staff,
                        recordedBy: actor.staff, window: window, at: now.civil, reason: matter.reason!,
                        basis: matter.basis!),
                    ticket.language)
            }
            if matter.outcome == .materialsIncomplete {
                try handOut(
                    .notice(
                        ticket: id, service: matter.service, missing: matter.missing ?? [], words: matter.reason),
                    at: window, ticket.language)
            }
        }
    }

    private mutating func open(
        _ id: CaseID, _ matter: Matter, _ ticket: Ticket, _ window: WindowNumber?, _ staff: StaffID?,
        contact: PersonalWords?
    ) throws(Refusal) {
        let service = try self.service(matter.service)
        emit(
            .caseOpened(
                CaseOpened(
                    opened: Case(
                        id: id, service: service.code, quantity: matter.quantity, ticket: ticket.id,
                        window: window, community: ticket.community, language: ticket.language,
                        firstAsked: ticket.firstAsked, handler: staff, contact: contact, acceptedAt: now.civil,
                        promisedDays: service.limitDays, statutoryDays: service.statutoryDays,
                        course: [
                            CaseStep(state: .accepted, at: now.civil, staff: staff, reason: matter.reason)
                        ]))))
        try handOut(.acceptance(id), at: window, ticket.language)
    }

    mutating func record(_ denial: Denial, _ language: Language) throws(Refusal) {
        emit(.denialRecorded(DenialRecorded(denial: denial)))
        try handOut(.denial(denial.id), at: denial.window, language)
    }

    // MARK: Coming back

    /// With the same number, on that day or within the days of the rule: it goes next, and stays one visit.
    mutating func comeBack(_ id: TicketID, _ reason: String?) throws(Refusal) -> TicketID {
        try check(reason: reason)
        guard let ticket = hall[id], let day = hall.day else { throw .unknownTicket(id.number) }
        guard ticket.state == .served else {
            if ticket.state.isOpen { throw .ticketStillOpen(id.number, state: ticket.state) }
            throw .ticketEnded(id.number, state: ticket.state)
        }
        guard let until = ticket.returnUntil, day <= until else { throw .noReturnRight(id.number) }
        let service = ticket.matters?.last { $0.outcome == .materialsIncomplete }?.service ?? ticket.service
        guard hall.configuration?.service(service) != nil else { throw .unknownService(service) }
        emit(.ticketReturned(TicketReturned(ticket: id, service: service, place: backPlace, reason: reason)))
        return id
    }
}
