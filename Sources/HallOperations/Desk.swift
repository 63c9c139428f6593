import HallCore
import HallEngine
import HallReports
import HallWire

// What a clerk sees at a window.

extension HallServices {
    /// Who waits: more than a clerk looks at.
    private static let queueCountMax = 50
    private static let passedCountMax = 20

    func sendDesk(of window: WindowNumber, _ send: ReplySender) async throws {
        guard engine.snapshot.window(window) != nil else {
            throw OperationFailure.refused(.unknownWindow(window))
        }
        try await sendPictures("desk \(window)", to: send) { hall, now in Self.desk(hall, now, window) }
    }

    private static func desk(_ hall: Hall, _ now: HallTime, _ window: WindowNumber) -> DeskReply {
        let status = hall.window(window)
        let queue = hall.callingQueue(at: window, now: now.instant)
        let rules = hall.configuration?.calling ?? CallingRules()
        let shown = status.map { hall.view(of: $0) }
        var desk = DeskReply(
            window: shown
                ?? WireWindow(window: window, state: "closed", staff: nil, reason: nil, current: nil, services: []),
            waiting: queue.tickets.count,
            rules: DeskReply.Rules(
                undoSecondsMax: rules.undoSecondsMax, recallGapSecondsMin: rules.recallGapSecondsMin,
                recallCountMax: rules.recallCountMax, noShowCallCountMin: rules.noShowCallCountMin,
                noShowGapSecondsMin: rules.noShowGapSecondsMin))
        desk.staffName = status?.staff.flatMap { hall.configuration?.staffMember($0)?.name }
        if let current = status?.current.flatMap({ hall[$0] }) {
            desk.current = hall.view(of: current, now: now.instant)
            desk.current?.score = nil
            desk.times = hall.times(of: current)
        }
        desk.rule = queue.rule?.rawValue
        desk.queue = queue.tickets.prefix(queueCountMax).map { hall.waitingView(of: hall[$0.id]!, level: $0.level) }
        let ours = hall.issued.array.reversed().compactMap { hall[$0] }.compactMap { ticket in
            hall.configuration?.window(window)?.level(of: ticket.service).map { (ticket, $0) }
        }
        desk.parked = ours.filter { $0.0.state == .parked }.prefix(queueCountMax).map {
            hall.waitingView(of: $0, level: $1)
        }
        desk.passed = ours.filter { $0.0.state == .noShow }.prefix(passedCountMax).map {
            hall.waitingView(of: $0, level: $1)
        }
        if let staff = status?.staff {
            (desk.unstated, desk.dueCases) = (hall.unstatedCount(of: staff), hall.dueCount(of: staff))
        }
        desk.lastFinished = status?.lastFinished.map { "\($0.number)" }
        return desk
    }

    /// Of whoever works at the window, from today's visits.
    func figures(of window: WindowNumber) async throws -> FiguresReply {
        let hall = engine.snapshot
        guard let status = hall.window(window) else { throw OperationFailure.refused(.unknownWindow(window)) }
        guard let day = hall.day else { throw OperationFailure.refused(.noBusinessDay) }
        let found = try await blocking { try reports.tally(of: day, by: .staff, today: day) }
        let own = found?.groups.first { $0.key == status.staff ?? "" }?.tally
        return FiguresReply(
            staff: status.staff, served: own?.count(.served) ?? 0, noShow: own?.count(.noShow) ?? 0,
            wait: own?.wait.map { WireSpread($0) }, serviceTime: own?.serviceTime.map { WireSpread($0) })
    }

    /// Staff work at the window where they are signed in; who stands for nobody in particular may work anywhere.
    func checkOwn(_ window: WindowNumber, _ caller: Caller) throws(OperationFailure) {
        guard caller.role == .staff, let staff = caller.actor.staff, let status = engine.snapshot.window(window),
            status.state == .closed || status.staff != staff
        else { return }
        throw .notYourWindow(window, staff: status.state == .closed ? nil : status.staff)
    }
}

extension Hall {
    /// Visits that this member of the staff finished today without saying what became of them, where that matters: what
    /// a promised service's visit came to nobody else can know.
    fileprivate func unstatedCount(of staff: StaffID) -> Int {
        issued.array.count { id in
            guard let ticket = self[id], ticket.state == .served, ticket.handler == staff else { return false }
            return (ticket.matters ?? []).contains { matter in
                matter.byDefault == true && configuration?.service(matter.service)?.kind == .promised
            }
        }
    }

    /// Cases in hand that are overdue, or soon will be.
    fileprivate func dueCount(of staff: StaffID) -> Int {
        guard let today = day else { return 0 }
        return caseIDs.compactMap { self.case($0) }.count { one in
            one.handler == staff && [.overdue, .today, .soon].contains(due(one, on: today))
        }
    }

    fileprivate func times(of ticket: Ticket) -> DeskReply.Times {
        func clock(_ instant: Int64) -> String { wallClock(at: instant).rfc3339(wholeSeconds: false) }
        return DeskReply.Times(
            calledAt: ticket.calledAt.map(clock), lastCalledAt: ticket.lastCalledAt.map(clock),
            startedAt: ticket.startedAt.map(clock), startInferred: ticket.startInferred)
    }

    fileprivate func waitingView(of ticket: Ticket, level: ServiceLevel) -> DeskReply.Waiting {
        let name = configuration?.service(ticket.service)?.name
        return DeskReply.Waiting(
            number: "\(ticket.number)", service: ticket.service,
            serviceName: WireText(name ?? LocalisedText(ticket.service, ticket.service, ticket.service)),
            priority: ticket.priority ?? "normal", needs: ticket.needs, language: ticket.language.rawValue,
            issuedAt: ticket.issuedAt.rfc3339(wholeSeconds: true), level: "\(level)", passes: ticket.passCount,
            returned: ticket.returnedOn != nil)
    }
}
