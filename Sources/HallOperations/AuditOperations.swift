package import HallCore
import HallEngine
import HallJournal
import HallReports
import HallWire

// Who did what, and what people wrote of themselves.

extension OperationTable {
    static let audit: [Operation] = [
        .once("Journal.Audit", administrator) { (asked: AuditParameters, caller, services) in
            guard let today = services.engine.snapshot.day else { throw OperationFailure.refused(.noBusinessDay) }
            let first = try asked.from.map { try value($0, "from", { BusinessDay($0) }) } ?? today
            let last = try asked.to.map { try value($0, "to", { BusinessDay($0) }) } ?? max(first, today)
            guard first <= last else { throw OperationFailure.invalidParameter("to") }
            var filter = AuditFilter()
            filter.staff = asked.staff
            filter.kinds = try asked.kind.map { [try value($0, "kind", EventKind.init(rawValue:))] }
            filter.ticket = try asked.number.map { try number($0) }
            (filter.window, filter.manualOnly) = (asked.window, asked.manual ?? false)
            let wanted = filter
            let found = try await services.blocking {
                try services.reports.audit(from: first, through: last, wanted)
            }
            let isOfficer = services.isFollowUpOfficer(caller)
            return AuditReply(
                entries: found.events.map { AuditReply.Entry($0.sequence, $0.event, showsRated: isOfficer) },
                more: found.more)
        },
        .once("Journal.Erase", administrator) { (asked: EraseParameters, caller, services) in
            let subject = try asked.subject.map { try value($0, "subject", ErasureSubject.init) }
            return EraseReply(
                erased: try await services.erase(subject, asked.subject, reason: asked.reason, by: caller.actor))
        }.onControlSocketOnly,
    ]
}

extension AuditReply.Entry {
    /// `showsRated`: whose visit was rated is for follow-up officers.
    fileprivate init(_ sequence: Int, _ event: Event, showsRated: Bool) {
        self.init(
            seq: sequence, at: event.at.civil.rfc3339(wholeSeconds: true), day: "\(event.day)",
            kind: event.body.kind.rawValue, manual: event.isManual, door: event.actor.door.rawValue)
        let subject = event.body.subject
        (staff, uid, device) = (event.actor.staff ?? subject.staff, event.actor.uid.map { Int($0) }, event.actor.device)
        (number, window, about) = (subject.ticket.map { "\($0.number)" }, subject.window, subject.other)
        reason = event.body.reason
        if event.body.kind == .visitRated, !showsRated { (number, window, staff) = (nil, nil, nil) }
    }
}

extension HallServices {
    /// Erases what people wrote: of one subject, or all whose time is over. On record are how many, and whose.
    @discardableResult
    package func erase(
        _ subject: ErasureSubject?, _ name: String?, reason: String?, by actor: Actor
    ) async throws -> Int {
        let hall = engine.snapshot
        guard let today = hall.day else { throw OperationFailure.refused(.noBusinessDay) }
        guard (reason?.utf8.count ?? 0) <= limits.reasonLengthMax else {
            throw OperationFailure.refused(.textTooLong(bytesMax: limits.reasonLengthMax))
        }
        let count = try await blocking {
            let kept = try journal.eventsWithWords()
            let chosen = kept.filter { one in
                subject.map { $0.isSubject(of: one.event.body) } ?? hall.isExpired(one.event, on: today)
            }
            return chosen.isEmpty ? 0 : try journal.eraseWords(besideEvents: chosen.map(\.sequence))
        }
        if count > 0 {
            _ = try await submit(
                Submission(.noteErasure(count: count, subject: name, reason: reason), by: actor))
        }
        return count
    }

    /// That who may do what has changed is on record; the change itself stands in any case.
    func note(_ kind: AccessChanged.Kind, _ subject: String, by actor: Actor) async {
        _ = try? await submit(Submission(.noteAccess(AccessChanged(kind, subject)), by: actor))
    }
}
