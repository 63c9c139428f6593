import HallCore
import HallEngine
import HallWire

// Who comes outside of hours and quotas, visits put on record afterwards, and windows that change their services.

extension OperationTable {
    static let schedule: [Operation] = [
        .once("Queue.TurnAway", residents) { (asked: TurnAwayParameters, caller, services) in
            // What residents are refused is for the hall to say, not for a page.
            let reason = caller.role == .resident ? nil : asked.reason
            _ = try await services.submit(
                .turnAway(asked.service, reason: reason), for: asked, "Queue.TurnAway", caller)
            return NoParameters()
        },
        .once("Queue.Enter", staff) { (asked: EnterParameters, caller, services) in
            try services.checkOwn(asked.window, caller)
            // On a page nobody enters visits in somebody else's name.
            if caller.role == .staff, let own = caller.actor.staff, let named = asked.staff, named != own {
                throw OperationFailure.permissionDenied
            }
            var visit = EnteredVisit(
                service: asked.service, channel: try value(asked.channel, "channel", EnteredChannel.init(rawValue:)),
                window: asked.window)
            visit.number = try asked.number.map { try number($0) }
            (visit.staff, visit.community) = (asked.staff, asked.community)
            visit.priority = asked.priority == "normal" ? nil : asked.priority
            visit.takenMinute = try asked.taken.map { try value($0, "taken", { minuteOfDay(clock: $0) }) }
            visit.calledMinute = try asked.called.map { try value($0, "called", { minuteOfDay(clock: $0) }) }
            visit.finishedMinute = try asked.finished.map { try value($0, "finished", { minuteOfDay(clock: $0) }) }
            visit.matters = try (asked.matters ?? []).map { try matter($0) }
            var bare = asked
            bare.matters = asked.matters?.map(\.withoutContact)
            return try await ticketReply(
                .enter(visit, reason: asked.reason), for: bare, "Queue.Enter", caller, services)
        },
        .once("Window.Serve", administrator) { (asked: ServeParameters, caller, services) in
            let command = Command.serve(
                asked.window, primary: asked.primary, secondary: asked.secondary ?? [], backup: asked.backup ?? [],
                reason: asked.reason)
            return try reply(
                about: asked.window, try await services.submit(command, for: asked, "Window.Serve", caller).hall)
        },
    ]
}

extension HallServices {
    /// Whoever is refused a number now is counted. It is no matter if that fails.
    func countTurnedAway(_ service: String, _ failure: OperationFailure, _ caller: Caller) async {
        switch failure {
        case .refused(.hallClosed), .refused(.serviceClosed), .refused(.notAdmitted), .refused(.quotaReached),
            .refused(.limitReached):
            _ = try? await submit(Submission(.turnAway(service, reason: nil), by: caller.actor))
        default: break
        }
    }
}
