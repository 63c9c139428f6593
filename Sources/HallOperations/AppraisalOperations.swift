import HallCore
import HallEngine
import HallJournal
import HallReports
import HallWire

// org.halld.Appraisal.

extension OperationTable {
    static let appraisal: [Operation] = [
        .once("Appraisal.List", staff) { (asked: FollowUpListParameters, caller, services) in
            let hall = services.engine.snapshot
            let found = hall.followUpIDs.compactMap { hall.followUp($0) }.filter { one in
                services.maySee(one, caller) && (asked.open != true || one.state.isOpen)
            }
            guard !found.isEmpty || caller.role == .administrator || services.isFollowUpOfficer(caller) else {
                throw OperationFailure.permissionDenied
            }
            return FollowUpsReply(followUps: try await services.views(of: found, hall, for: caller))
        },
        .once("Appraisal.Record", administrator) { (asked: RemarkParameters, caller, services) in
            let origin = try value(asked.origin, "origin", FollowUpOrigin.init(rawValue:))
            guard origin != .rating else { throw OperationFailure.invalidParameter("origin") }
            var remark = RemarkRequest(origin)
            (remark.score, remark.service, remark.community) = (asked.score, asked.service, asked.community)
            (remark.words, remark.contact) = (sealed(asked.words), sealed(asked.contact))
            var bare = asked
            (bare.words, bare.contact) = (nil, nil)
            let receipt = try await services.submit(
                .recordRemark(remark, reason: asked.reason), for: bare, "Appraisal.Record", caller)
            return try await services.followUpReply(receipt.begun.flatMap { FollowUpID($0) }, receipt.hall, caller)
        },
        .once("Appraisal.Assign", staff) { (asked: AssignFollowUpParameters, caller, services) in
            let id = try services.followUpID(asked.followUp, caller)
            let receipt = try await services.submit(
                .assignFollowUp(id, to: asked.officer, reason: asked.reason), for: asked, "Appraisal.Assign", caller)
            return try await services.followUpReply(id, receipt.hall, caller)
        },
        .once("Appraisal.Move", staff) { (asked: MoveFollowUpParameters, caller, services) in
            let id = try services.followUpID(asked.followUp, caller)
            let state = try value(asked.state, "state", FollowUpState.init(rawValue:))
            let receipt = try await services.submit(
                .moveFollowUp(id, to: state, founded: asked.founded, reason: asked.reason), for: asked,
                "Appraisal.Move", caller)
            return try await services.followUpReply(id, receipt.hall, caller)
        },
        .once("Appraisal.Appeal", staff) { (asked: AppealParameters, caller, services) in
            let id = try value(asked.followUp, "followUp", { FollowUpID($0) })
            _ = try await services.submit(
                .makeAppeal(id, reason: asked.reason), for: asked, "Appraisal.Appeal", caller)
            return NoParameters()
        },
        .once("Appraisal.DecideAppeal", staff) { (asked: DecideAppealParameters, caller, services) in
            let id = try services.followUpID(asked.followUp, caller)
            let receipt = try await services.submit(
                .decideAppeal(id, upheld: asked.upheld, reason: asked.reason), for: asked, "Appraisal.DecideAppeal",
                caller)
            return try await services.followUpReply(id, receipt.hall, caller)
        },
        .once("Appraisal.Own", staff) { (asked: OwnRatingsParameters, caller, services) in
            // On a page people see their own.
            guard let staff = caller.actor.staff ?? asked.staff else {
                throw OperationFailure.invalidParameter("staff")
            }
            guard asked.staff == nil || asked.staff == staff else { throw OperationFailure.permissionDenied }
            guard let today = services.engine.snapshot.day else { throw OperationFailure.refused(.noBusinessDay) }
            let months = try await services.blocking { try services.reports.ownRatings(of: staff, before: today) }
            return OwnRatingsReply(
                months: months.map { OwnRatingsReply.Month(month: $0.month, ratings: $0.count, levels: $0.levels) })
        },
    ]
}

extension HallServices {
    /// Whether somebody may know whose visit was rated.
    func isFollowUpOfficer(_ caller: Caller) -> Bool {
        let officers = engine.snapshot.appraisal.officers
        // Whoever has the machine itself reads the journal anyhow.
        guard let staff = caller.actor.staff else { return caller.role == .administrator }
        return officers.isEmpty ? caller.role == .administrator : officers.contains(staff)
    }

    /// What a visit was rated is for officers, and for whoever rated it.
    func shown(_ ticket: WireTicket, to caller: Caller) -> WireTicket {
        guard caller.isOfTheStaff, !isFollowUpOfficer(caller) else { return ticket }
        var view = ticket
        view.score = nil
        return view
    }

    /// Administrators see that there is something, officers whose it is; whoever was asked to look into one, that one.
    fileprivate func maySee(_ one: FollowUp, _ caller: Caller) -> Bool {
        caller.role == .administrator || isOfficer(of: one, caller)
    }

    private func isOfficer(of one: FollowUp, _ caller: Caller) -> Bool {
        isFollowUpOfficer(caller) || (one.officer != nil && one.officer == caller.actor.staff)
    }

    fileprivate func followUpID(_ text: String, _ caller: Caller) throws(OperationFailure) -> FollowUpID {
        guard let id = FollowUpID(text) else { throw .invalidParameter("followUp") }
        // What has no visit behind it is any administrator's.
        guard let one = engine.snapshot.followUp(id) else {
            guard caller.role == .administrator || isFollowUpOfficer(caller) else { throw .permissionDenied }
            return id
        }
        guard isOfficer(of: one, caller) || (one.ticket == nil && caller.role == .administrator) else {
            throw .permissionDenied
        }
        return id
    }

    fileprivate func followUpReply(
        _ id: FollowUpID?, _ hall: Hall, _ caller: Caller
    ) async throws -> FollowUpReply {
        guard let id, let one = hall.followUp(id) else { throw OperationFailure.invalidParameter("followUp") }
        return FollowUpReply(followUp: try await views(of: [one], hall, for: caller)[0])
    }

    fileprivate func views(of found: [FollowUp], _ hall: Hall, for caller: Caller) async throws -> [WireFollowUp] {
        let digests = found.flatMap { [$0.words?.digest, $0.contact?.digest] }.compactMap { $0 }
        let words = try await blocking { try journal.personalWords(ofDigests: Set(digests)) }
        return found.map { one in
            var view = hall.view(of: one)
            view.words = one.words.flatMap { words[$0.digest] }
            view.contact = one.contact.flatMap { words[$0.digest] }
            if isOfficer(of: one, caller) {
                (view.number, view.day) = (one.ticket.map { "\($0.number)" }, one.ticket.map { "\($0.day)" })
                (view.window, view.staff) = (one.window, one.staff)
            } else {
                // To the second it would be one ticket.
                view.openedAt = String(view.openedAt.prefix(10))
                view.appeal?.staff = nil
            }
            return view
        }
    }
}

extension Hall {
    fileprivate func view(of one: FollowUp) -> WireFollowUp {
        var view = WireFollowUp(
            followUp: "\(one.id)", origin: one.origin.rawValue,
            openedAt: one.openedAt.rfc3339(wholeSeconds: true), dueOn: "\(one.dueOn)", due: due(one),
            state: one.state.rawValue)
        (view.score, view.service, view.community) = (one.score, one.service, one.community)
        (view.founded, view.officer) = (one.founded, one.officer)
        view.answeredOn = one.answeredOn.map { "\($0)" }
        view.course = one.course.map { step in
            WireFollowUp.Step(
                state: step.state.rawValue, at: step.at.rfc3339(wholeSeconds: true), staff: step.staff,
                words: step.words)
        }
        view.appeal = one.appeal.map { appeal in
            WireFollowUp.Appeal(
                staff: appeal.staff, at: appeal.at.rfc3339(wholeSeconds: true), reason: appeal.reason,
                verdict: appeal.verdict.map { verdict in
                    WireFollowUp.Verdict(
                        upheld: verdict.upheld, staff: verdict.staff, at: verdict.at.rfc3339(wholeSeconds: true),
                        reason: verdict.reason)
                })
        }
        return view
    }

    private func due(_ one: FollowUp) -> String {
        guard one.state.isOpen, let today = day else { return CaseDue.none.rawValue }
        return (one.dueOn < today ? CaseDue.overdue : one.dueOn == today ? .today : .later).rawValue
    }
}
