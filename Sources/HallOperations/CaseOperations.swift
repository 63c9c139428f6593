import HallCore
import HallEngine
import HallReports
import HallWire

// org.halld.Case, and matters as they are asked for.

extension OperationTable {
    static let cases: [Operation] = [
        .once("Case.List", staff) { (asked: CaseListParameters, _, services) in
            let state = try asked.state.flatMap { text throws(OperationFailure) in
                text == "open" ? nil : try value(text, "state", CaseState.init(rawValue:))
            }
            let due = try asked.due.map { try value($0, "due", CaseDue.init(rawValue:)) }
            let hall = services.engine.snapshot
            guard let today = hall.day else { throw OperationFailure.refused(.noBusinessDay) }
            let found = hall.caseIDs.compactMap { hall.case($0) }.filter { one in
                // Those that ended earlier are in the journal, and kept for the figures alone.
                (one.state.isOpen || one.course.last?.at.day == today) && (asked.state != "open" || one.state.isOpen)
                    && (state == nil || one.state == state)
                    && (due == nil || hall.due(one, on: today) == due)
                    && (asked.handler == nil || one.handler == asked.handler)
            }
            return CasesReply(cases: found.map { hall.view(of: $0, on: today) })
        },
        .once("Case.Show", residents) { (asked: CaseShowParameters, caller, services) in
            let id = try services.caseID(asked.case, code: asked.code, for: caller)
            return CaseReply(case: try await services.wholeView(of: id, for: caller))
        },
        .once("Case.Move", staff) { (asked: CaseMoveParameters, caller, services) in
            let id = try value(asked.case, "case", { CaseID($0) })
            let state = try value(asked.state, "state", CaseState.init(rawValue:))
            try services.checkOwnCase(id, caller)
            let command = Command.moveCase(
                id, to: state, basis: asked.basis, missing: try asked.missing.map { try indices($0) },
                reason: asked.reason)
            return try caseReply(id, try await services.submit(command, for: asked, "Case.Move", caller))
        },
        .once("Case.Assign", staff) { (asked: CaseAssignParameters, caller, services) in
            let id = try value(asked.case, "case", { CaseID($0) })
            try services.checkOwnCase(id, caller)
            let command = Command.assignCase(id, to: asked.staff, reason: asked.reason)
            return try caseReply(id, try await services.submit(command, for: asked, "Case.Assign", caller))
        },
        .once("Case.Denials", administrator) { (asked: DenialListParameters, _, services) in
            let hall = services.engine.snapshot
            let found = hall.denialIDs.compactMap { hall.denial($0) }.filter { asked.open != true || $0.isOpen }
            return DenialsReply(denials: found.map { hall.view(of: $0) })
        },
        .once("Case.SignOff", administrator) { (asked: SignOffParameters, caller, services) in
            let id = try value(asked.denial, "denial", { DenialID($0) })
            let command = Command.signDenial(id, upheld: asked.upheld, reason: asked.reason)
            let hall = try await services.submit(command, for: asked, "Case.SignOff", caller).hall
            guard let denial = hall.denial(id) else { throw OperationFailure.refused(.unknownDenial(id)) }
            return DenialReply(denial: hall.view(of: denial))
        },
    ]

    private static func caseReply(_ id: CaseID, _ receipt: Receipt) throws(OperationFailure) -> CaseReply {
        let hall = receipt.hall
        guard let one = hall.case(id), let today = hall.day else { throw .refused(.unknownCase(id)) }
        return CaseReply(case: hall.view(of: one, on: today))
    }

    // MARK: Matters

    static func matters(_ asked: FinishParameters) throws(OperationFailure) -> [MatterRequest] {
        guard let outcome = asked.outcome else {
            return try (asked.matters ?? []).map { one throws(OperationFailure) in try matter(one) }
        }
        guard asked.matters == nil else { throw .invalidParameter("matters") }
        var plain = MatterRequest(try value(outcome, "outcome", Outcome.init(rawValue:)))
        plain.reason = asked.reason
        return [plain]
    }

    static func matter(_ asked: WireMatterRequest) throws(OperationFailure) -> MatterRequest {
        var matter = MatterRequest(
            try asked.outcome.map { outcome throws(OperationFailure) in
                try value(outcome, "outcome", Outcome.init(rawValue:))
            }, service: asked.service)
        matter.quantity = asked.quantity ?? 1
        matter.missing = try asked.missing.map { missing throws(OperationFailure) in try indices(missing) }
        (matter.reason, matter.basis, matter.destination) = (asked.reason, asked.basis, asked.destination)
        matter.contact = sealed(asked.contact)
        return matter
    }

    /// People count materials from 1.
    static func indices(_ numbers: [Int]) throws(OperationFailure) -> [Int] {
        guard numbers.allSatisfy({ $0 >= 1 }) else { throw .invalidParameter("missing") }
        return Set(numbers).sorted().map { $0 - 1 }
    }
}

extension WireMatterRequest {
    /// What can be erased is not in a request's fingerprint either.
    var withoutContact: WireMatterRequest {
        var bare = self
        bare.contact = nil
        return bare
    }
}

extension HallServices {
    /// Staff say what became of the visits that they finished themselves.
    func checkOwnVisit(_ number: TicketNumber, _ caller: Caller) throws(OperationFailure) {
        guard caller.role == .staff, let staff = caller.actor.staff, let ticket = engine.snapshot[number],
            ticket.state == .served, ticket.handler != staff
        else { return }
        throw .notYourWindow(ticket.window ?? 0, staff: ticket.handler)
    }

    /// Staff move the cases that they handle; administrators, and whoever stands for nobody in particular, any.
    func checkOwnCase(_ id: CaseID, _ caller: Caller) throws(OperationFailure) {
        guard caller.role == .staff, let staff = caller.actor.staff, let handler = engine.snapshot.case(id)?.handler,
            handler != staff
        else { return }
        throw .permissionDenied
    }

    /// One case with its course; one that ended before today is rebuilt from the journal.
    func wholeView(of id: CaseID, for caller: Caller) async throws -> WireCase {
        let hall = engine.snapshot
        guard let today = hall.day else { throw OperationFailure.refused(.noBusinessDay) }
        let found = try await blocking {
            try reports.case(id, known: hall.case(id), through: today, withContact: caller.isOfTheStaff)
        }
        guard let found else { throw OperationFailure.refused(.unknownCase(id)) }
        var view = hall.view(of: found.case, on: today)
        view.course = found.case.course.map { step in
            WireCase.Step(
                state: step.state.rawValue, at: step.at.rfc3339(wholeSeconds: true), staff: step.staff,
                reason: step.reason)
        }
        (view.contact, view.code) = (found.contact, checkCode("\(id)"))
        return caller.isOfTheStaff ? view : hall.residentView(of: view)
    }
}

extension Hall {
    func view(of one: Case, on today: BusinessDay) -> WireCase {
        let service = configuration?.service(one.service)
        var view = WireCase(
            case: "\(one.id)", service: one.service, serviceName: WireText(name(of: one.service)),
            quantity: one.count, day: "\(one.ticket?.day ?? one.acceptedOn)", state: one.state.rawValue,
            acceptedAt: one.acceptedAt.rfc3339(wholeSeconds: true),
            daysUsed: one.workingDaysUsed(on: today, by: calendar), due: due(one, on: today).rawValue)
        view.department = service?.department
        view.number = one.ticket.map { "\($0.number)" }
        (view.window, view.community) = (one.window, one.community)
        (view.promisedDays, view.statutoryDays) = (one.promisedDays, one.statutoryDays)
        view.dueOn = dueDay(of: one).map { "\($0)" }
        view.statutoryDueOn = one.dueDay(of: one.statutoryDays, by: calendar).map { "\($0)" }
        view.decidedOn = one.decidedOn.map { "\($0)" }
        if let decided = one.decidedOn, let due = dueDay(of: one) { view.kept = decided <= due }
        (view.firstAsked, view.handler) = (one.firstAsked, one.handler)
        return view
    }

    func view(of denial: Denial) -> WireDenial {
        var view = WireDenial(
            denial: "\(denial.id)", service: denial.service, serviceName: WireText(name(of: denial.service)),
            at: denial.at.rfc3339(wholeSeconds: true), reason: denial.reason, basis: denial.basis)
        view.number = denial.ticket.map { "\($0.number)" }
        view.day = denial.ticket.map { "\($0.day)" }
        view.case = denial.case.map { "\($0)" }
        (view.staff, view.window) = (denial.staff, denial.window)
        view.verdict = denial.verdict.map { verdict in
            WireDenial.Verdict(
                upheld: verdict.upheld, staff: verdict.staff, at: verdict.at.rfc3339(wholeSeconds: true),
                remark: verdict.remark)
        }
        return view
    }

    private func name(of service: ServiceCode) -> LocalisedText {
        configuration?.service(service)?.name ?? LocalisedText(service, service, service)
    }

    /// What the holder of a receipt sees of it: where it stands, and what is asked of them.
    func residentView(of whole: WireCase) -> WireCase {
        var view = whole
        view.serviceName = WireText(publicName(of: whole.service))
        if configuration?.service(whole.service)?.sensitive == true { view.service = "" }
        (view.firstAsked, view.handler, view.community, view.contact) = (nil, nil, nil, nil)
        if CaseState(rawValue: whole.state)?.isOpen != true { (view.dueOn, view.statutoryDueOn) = (nil, nil) }
        view.course = whole.course?.map { step in
            let concernsThem =
                step.state == CaseState.waitingForMaterials.rawValue
                || step.state == CaseState.denied.rawValue
            return WireCase.Step(
                state: step.state, at: step.at, staff: nil, reason: concernsThem ? step.reason : nil)
        }
        return view
    }
}
