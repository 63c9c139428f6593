// What residents, committees and clerks say of the service, and what follows.

extension Deliberation {
    /// Whoever rates poorly is answered.
    mutating func followUp(_ rating: VisitRated) {
        guard rating.score <= hall.appraisal.poorMax, hall.followUpIDs.count < hall.limits.followUpsMax,
            let ticket = hall[rating.ticket]
        else { return }
        emit(
            .followUpOpened(
                FollowUpOpened(
                    opened: opening(
                        .rating, score: rating.score, service: ticket.service, ticket: ticket.id,
                        window: rating.window, staff: ticket.handler, community: nil, words: rating.words,
                        contact: nil))))
    }

    private func opening(
        _ origin: FollowUpOrigin, score: Int?, service: ServiceCode?, ticket: TicketID?, window: WindowNumber?,
        staff: StaffID?, community: CommunityCode?, words: PersonalWords?, contact: PersonalWords?
    ) -> FollowUp {
        FollowUp(
            id: FollowUpID(day: hall.day!, ordinal: hall.nextFollowUpOrdinal), origin: origin, score: score,
            service: service, ticket: ticket, window: window, staff: staff, community: community, words: words,
            contact: contact, openedAt: now.civil,
            dueOn: hall.calendar.day(hall.appraisal.followUpDays, workingDaysAfter: hall.day!))
    }

    /// A committee's appraisal, or a suggestion.
    mutating func recordRemark(_ remark: RemarkRequest, _ reason: String?) throws(Refusal) {
        try check(reason: reason)
        guard let configuration = hall.configuration, hall.day != nil else { throw .noBusinessDay }
        try checkNames(priority: nil, community: remark.community, configuration)
        if let score = remark.score, !(1...5).contains(score) { throw .scoreOutOfRange(score) }
        let service = try remark.service.map { text throws(Refusal) in try self.service(text).code }
        try check(length: remark.words?.sealed?.words, max: hall.limits.wordsLengthMax)
        try check(length: remark.contact?.sealed?.words, max: hall.limits.contactLengthMax)
        switch remark.origin {
        case .committee where remark.community == nil: throw .fieldMissing(of: "committee", field: "community")
        case .committee where remark.score == nil: throw .fieldMissing(of: "committee", field: "score")
        case .suggestion where remark.words == nil: throw .fieldMissing(of: "suggestion", field: "words")
        default: break
        }
        guard hall.followUpIDs.count < hall.limits.followUpsMax else {
            throw .limitReached(limit: "followUps", max: hall.limits.followUpsMax)
        }
        emit(
            .followUpOpened(
                FollowUpOpened(
                    opened: opening(
                        remark.origin, score: remark.score, service: service, ticket: nil, window: nil, staff: nil,
                        community: remark.community, words: remark.words, contact: remark.contact),
                    reason: reason)))
    }

    mutating func assignFollowUp(_ id: FollowUpID, to officer: StaffID, _ reason: String?) throws(Refusal) {
        try check(reason: reason)
        let one = try openFollowUp(id)
        guard hall.configuration?.staffMember(officer) != nil else { throw .unknownStaff(officer) }
        guard officer != one.staff else { throw .ownFollowUp(id) }
        guard one.officer != officer else { return }
        emit(
            .followUpAssigned(
                FollowUpAssigned(followUp: id, officer: officer, staff: actor.staff, reason: reason)))
    }

    mutating func moveFollowUp(
        _ id: FollowUpID, to state: FollowUpState, founded: Bool?, _ reason: String?
    ) throws(Refusal) {
        try check(reason: reason)
        let one = try openFollowUp(id)
        try refuseOwn(one)
        guard FollowUpState.leads(from: one.state, to: state, founded: one.founded ?? true) else {
            throw .followUpNotThere(id, state: one.state)
        }
        if state == .verified, founded == nil { throw .fieldMissing(of: state.rawValue, field: "founded") }
        emit(
            .followUpMoved(
                FollowUpMoved(
                    followUp: id, state: state, founded: state == .verified ? founded : nil, staff: actor.staff,
                    reason: try required(reason, "reason", of: state.rawValue))))
    }

    private func openFollowUp(_ id: FollowUpID) throws(Refusal) -> FollowUp {
        guard let one = hall.followUp(id) else { throw .unknownFollowUp(id) }
        guard one.state.isOpen else { throw .followUpNotThere(id, state: one.state) }
        return one
    }

    /// Nobody looks into what is said of themselves.
    private func refuseOwn(_ one: FollowUp) throws(Refusal) {
        if let staff = actor.staff, staff == one.staff { throw .ownFollowUp(one.id) }
    }

    // MARK: Appeals

    /// Once, by whoever was rated, as long as the hall still deals with it.
    mutating func makeAppeal(_ id: FollowUpID, _ reason: String?) throws(Refusal) {
        try check(reason: reason)
        let words = try required(reason, "reason", of: "appeal")
        // Whoever stands for nobody in particular writes down what somebody said. Others learn nothing of what is not
        // theirs, not even that it is there.
        guard let one = hall.followUp(id), one.origin == .rating, actor.staff == nil || actor.staff == one.staff else {
            throw .unknownFollowUp(id)
        }
        guard one.appeal == nil else { throw .alreadyAppealed(id) }
        emit(.appealMade(AppealMade(followUp: id, staff: one.staff, reason: words)))
    }

    mutating func decideAppeal(_ id: FollowUpID, upheld: Bool, _ reason: String?) throws(Refusal) {
        try check(reason: reason)
        guard let one = hall.followUp(id) else { throw .unknownFollowUp(id) }
        try refuseOwn(one)
        guard let appeal = one.appeal, appeal.verdict == nil else { throw .noAppeal(id) }
        emit(
            .appealDecided(
                AppealDecided(
                    followUp: id, ticket: one.ticket, upheld: upheld, staff: actor.staff,
                    reason: try required(reason, "reason", of: "verdict"))))
    }
}
