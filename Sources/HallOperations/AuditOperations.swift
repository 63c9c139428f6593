package import HallCore
import HallEngine
import HallJournal
import HallReports
import HallWire
import Synchronization

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
            filter.ticketDay = try asked.ticketDay.map { try value($0, "ticketDay", { BusinessDay($0) }) }
            (filter.window, filter.manualOnly) = (asked.window, asked.manual ?? false)
            // Whose visit was rated is for follow-up officers: not even a filter may tell.
            filter.hidden = services.isFollowUpOfficer(caller) ? [] : [.visitRated, .followUpOpened, .appealMade]
            let wanted = filter
            let found = try await services.blocking {
                try services.reports.audit(from: first, through: last, wanted)
            }
            return AuditReply(
                entries: found.events.map { AuditReply.Entry($0.sequence, $0.event) }, more: found.more)
        },
        .once("Journal.Erase", administrator) { (asked: EraseParameters, caller, services) in
            let subject = try asked.subject.map { try value($0, "subject", ErasureSubject.init) }
            return EraseReply(
                erased: try await services.erase(subject, asked.subject, reason: asked.reason, by: caller.actor))
        }.onControlSocketOnly,
    ]
}

extension AuditReply.Entry {
    fileprivate init(_ sequence: Int, _ event: Event) {
        self.init(
            seq: sequence, at: event.at.civil.rfc3339(wholeSeconds: true), day: "\(event.day)",
            kind: event.body.kind.rawValue, manual: event.isManual, door: event.actor.door.rawValue)
        let subject = event.body.subject
        (staff, uid, device) = (event.actor.staff, event.actor.uid.map { Int($0) }, event.actor.device)
        member = subject.staff
        (number, window, about) = (subject.ticket.map { "\($0.number)" }, subject.window, subject.other)
        reason = event.body.reason
    }
}

extension HallServices {
    /// Erases what people wrote: of one subject, or all whose time is over. On record are how many, and whose.
    @discardableResult
    package func erase(
        _ subject: ErasureSubject?, _ name: String?, reason: String?, by actor: Actor
    ) async throws -> Int {
        guard (reason?.utf8.count ?? 0) <= limits.reasonLengthMax else {
            throw OperationFailure.refused(.textTooLong(bytesMax: limits.reasonLengthMax))
        }
        let count = try await eraseOnRecord(subject, name, reason, actor)
        try await cutLog()
        return count
    }

    private func eraseOnRecord(
        _ subject: ErasureSubject?, _ name: String?, _ reason: String?, _ actor: Actor
    ) async throws -> Int {
        try await blocking { journal.holdCopies() }
        defer { journal.releaseCopies() }
        let chosen = try await wordsToErase(subject)
        guard !chosen.isEmpty else { return 0 }
        try await note(chosen, subject, name, reason, actor)
        let sequences = chosen.map(\.sequence)
        try await blocking { try journal.eraseWords(besideEvents: sequences) }
        notedErasures.remove(sequences)
        return chosen.map(\.count).reduce(0, +)
    }

    private func wordsToErase(_ subject: ErasureSubject?) async throws -> [(sequence: Int, count: Int)] {
        let hall = engine.snapshot
        guard let today = hall.day else { throw OperationFailure.refused(.noBusinessDay) }
        // A poor rating's words are beside the rating.
        let also: ErasureSubject? =
            if case .followUp(let id)? = subject, let ticket = hall.followUp(id)?.ticket { .ticket(ticket) } else {
                nil
            }
        return try await blocking {
            try journal.eventsWithWords().filter { one in
                guard let subject else { return hall.isExpired(one.event, on: today) }
                return [subject, also].compactMap { $0 }.contains { $0.isSubject(of: one.event.body) }
            }.map { ($0.sequence, $0.wordsCount) }
        }
    }

    /// Before it is done: a restoration from an older copy looks there for whether to erase again. What has expired is
    /// tried until it succeeds, and on record once. Whatever somebody asks for is on record each time: there may be a copy
    /// since the last, which has the words still.
    private func note(
        _ chosen: [(sequence: Int, count: Int)], _ subject: ErasureSubject?, _ name: String?, _ reason: String?,
        _ actor: Actor
    ) async throws {
        let fresh = subject == nil ? chosen.filter { !notedErasures.contain($0.sequence) } : chosen
        guard !fresh.isEmpty else { return }
        let count = fresh.map(\.count).reduce(0, +)
        _ = try await submit(Submission(.noteErasure(count: count, subject: name, reason: reason), by: actor))
        if subject == nil { notedErasures.add(fresh.map(\.sequence)) }
    }

    private static let cutTriesMax = 800
    private static let cutPause = Duration.milliseconds(250)

    /// Until it succeeds: a reader may hold the log for a while, a copy of it for minutes.
    private func cutLog() async throws {
        for _ in 0..<Self.cutTriesMax {
            if try await blocking({ try journal.truncateLog() }) { return }
            try await Task.sleep(for: Self.cutPause)
        }
        throw OperationFailure.storageUnavailable("the journal's log has the erased words while it is being read")
    }

    /// That who may do what has changed is on record; the change itself stands in any case.
    func note(_ kind: AccessChanged.Kind, _ subject: String, by actor: Actor) async {
        _ = try? await submit(Submission(.noteAccess(AccessChanged(kind, subject)), by: actor))
    }
}

/// The events beside which words are erased by the journal's word since their time is over, and may not be in fact.
final class NotedErasures: Sendable {
    private let sequences = Mutex<Set<Int>>([])

    func contain(_ sequence: Int) -> Bool { sequences.withLock { $0.contains(sequence) } }
    func add(_ these: [Int]) { sequences.withLock { $0.formUnion(these) } }
    func remove(_ these: [Int]) { sequences.withLock { $0.subtract(these) } }
}
