import HashTreeCollections

// A case's way to its end, and the supervisor's word on denials.

extension Deliberation {
    mutating func moveCase(
        _ id: CaseID, to state: CaseState, basis: String?, missing: [Int]?, _ reason: String?
    ) throws(Refusal) -> TicketID? {
        try check(reason: reason)
        try check(reason: basis)
        let one = try openCase(id)
        guard one.state != state else { throw .caseAlready(id, state: state) }
        guard one.course.count < hall.limits.caseStepsMax || !state.isOpen else {
            throw .limitReached(limit: "caseSteps", max: hall.limits.caseStepsMax)
        }
        let service = hall.configuration?.service(one.service)
        let listed = try missingText(missing, service)
        let why = [listed, reason].compactMap { $0 }.joined(separator: " ")
        if state.needsReason { _ = try required(why, "reason", of: state.rawValue) }
        emit(.caseMoved(moved(one, to: state, why: why.isEmpty ? nil : why, service)))
        if state == .denied {
            let denial = Denial(
                id: DenialID(day: hall.day!, ordinal: hall.nextDenialOrdinal), service: one.service, ticket: nil,
                case: id, staff: actor.staff ?? one.handler, recordedBy: actor.staff, window: one.window, at: now.civil,
                reason: try required(reason, "reason", of: state.rawValue),
                basis: try required(basis, "basis", of: state.rawValue))
            try checkRoomForDenial()
            try record(denial, one.language)
        }
        if let missing, !missing.isEmpty, let ticket = one.ticket, hall[ticket] != nil {
            try handOut(
                .notice(ticket: ticket, service: one.service, missing: missing, words: reason), at: one.window,
                one.language)
        }
        return nil
    }

    /// Names from the service's list: the course must be read without it, years later.
    private func missingText(_ missing: [Int]?, _ service: Service?) throws(Refusal) -> String? {
        guard let missing, !missing.isEmpty else { return nil }
        let materials = service?.materials ?? []
        for index in missing where !materials.indices.contains(index) {
            throw .unknownMaterial(service?.code ?? "", index + 1, max: materials.count)
        }
        return missing.map { materials[$0].simplifiedChinese }.joined(separator: "；")
    }

    private func moved(_ one: Case, to state: CaseState, why: String?, _ service: Service?) -> CaseMoved {
        var fields = CaseMoved(
            case: one.id, state: state, staff: actor.staff, reason: why,
            suspends: state.isOpen && !state.isDecided && service?.suspends(state) == true)
        var after = one
        after.move(fields, at: now, on: hall.day!)
        fields.dueOn = hall.dueDay(of: after)
        fields.statutoryDueOn = after.dueDay(of: after.statutoryDays, by: hall.calendar)
        return fields
    }

    private func checkRoomForDenial() throws(Refusal) {
        guard hall.denialIDs.count < hall.limits.denialsMax else {
            throw .limitReached(limit: "denials", max: hall.limits.denialsMax)
        }
    }

    mutating func assignCase(_ id: CaseID, to staff: StaffID, _ reason: String?) throws(Refusal) -> TicketID? {
        try check(reason: reason)
        let one = try openCase(id)
        guard hall.configuration?.staffMember(staff) != nil else { throw .unknownStaff(staff) }
        if one.handler != staff {
            emit(.caseAssigned(CaseAssigned(case: id, handler: staff, staff: actor.staff, reason: reason)))
        }
        return nil
    }

    private func openCase(_ id: CaseID) throws(Refusal) -> Case {
        guard let one = hall.case(id) else { throw .unknownCase(id) }
        guard one.state.isOpen else { throw .caseEnded(id, state: one.state) }
        return one
    }

    // MARK: Denials

    mutating func signDenial(_ id: DenialID, upheld: Bool, _ reason: String?) throws(Refusal) {
        try check(reason: reason)
        guard let denial = hall.denial(id) else { throw .unknownDenial(id) }
        guard denial.isOpen else { throw .denialSignedOff(id) }
        if let staff = actor.staff, staff == denial.staff || staff == denial.recordedBy { throw .ownDenial(id) }
        if !upheld { _ = try required(reason, "reason", of: "overturned") }
        emit(
            .denialSigned(
                DenialSigned(
                    denial: id,
                    verdict: DenialVerdict(upheld: upheld, staff: actor.staff, at: now.civil, remark: reason))))
    }
}

extension Hall {
    /// Of today's cases; those of today are never taken off the list before the day closes.
    var nextCaseOrdinal: Int { 1 + (caseIDs.last.map { $0.day == day ? $0.ordinal : 0 } ?? 0) }
    var nextDenialOrdinal: Int { 1 + (denialIDs.last.map { $0.day == day ? $0.ordinal : 0 } ?? 0) }
}
