import Dispatch
package import HallCore
package import Logging
import Synchronization

/// Why a submission has no ordinary answer.
package enum SubmissionFailure: Error, Equatable {
    case refused(Refusal)
    /// The commit failed, or may have failed: repeat with the same request id.
    case outcomeUnknown(String)
    /// The journal cannot be written now. Nothing has changed.
    case storageUnavailable(String)
    /// Too many submissions wait.
    case busy
    case stopping
}

/// What came of a submission, durable by the time it is handed over.
package struct Receipt: Sendable {
    /// The hall after the commit.
    package let hall: Hall
    package let at: HallTime
    package let events: [Event]
    package let subject: TicketID?
    /// What was begun besides a ticket, also where a repeated request asks again: its id.
    package let begun: String?

    /// The ticket that the answer shows, as it is now.
    package var ticket: Ticket? { subject.flatMap { hall[$0] } }
}

/// The one writer: decide → append → apply → publish, on a thread of its own.
///
/// Submissions that arrive while a commit is under way are decided one after another on a copy of the state and
/// committed together; then the copy becomes the state and all are answered.
package actor HallEngine {
    private let executor = ThreadExecutor(label: "hall.engine")
    package nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    private let journal: any JournalPort
    private let log: Logger
    private let limits: HallLimits
    private var hall: Hall
    /// What the journal holds may differ from `hall`: it must be replayed before anything is decided.
    private var mustReplay = false

    package nonisolated let feed: ChangeFeed
    // Read by everybody, without waiting for a commit.
    private nonisolated let clock: Mutex<HallClock>
    private nonisolated let storageFault = Mutex<StorageFault?>(nil)
    private nonisolated let lastFault = Mutex<StorageFault?>(nil)
    private nonisolated let shortOfRoom = Mutex(false)
    private nonisolated let committed: Mutex<Hall>
    private nonisolated let mailbox = Mutex(Mailbox())

    /// Since the first failed commit, until the journal can be written again.
    package struct StorageFault: Sendable {
        package let since: HallTime
        package let why: String
    }

    private struct Mailbox {
        var waiting: [Pending] = []
        var isScheduled = false
        var isClosed = false
    }

    private struct Pending {
        let submission: Submission
        let answer: CheckedContinuation<Result<Receipt, SubmissionFailure>, Never>
    }

    /// Replays the journal. The hall serves once `configure` has been submitted.
    package init(
        journal: any JournalPort, time: any TimePort, limits: HallLimits = .standard, log: Logger
    ) throws {
        let hall = try Self.replayed(journal, limits)
        self.journal = journal
        self.log = log
        self.limits = limits
        self.hall = hall
        clock = Mutex(HallClock(port: time, last: hall.time, trusted: hall.trustedTime, anchor: hall.anchor))
        feed = ChangeFeed(streamsMax: limits.streamsMax)
        committed = Mutex(hall)
    }

    /// Ties the clock down and opens the hall by `configuration`, unless it is open by it already.
    package func open(_ configuration: HallConfiguration) async throws {
        _ = try await submit(Submission(.anchorClock(clock.withLock { $0.anchored }), by: .engine))
        _ = try await submit(Submission(.configure(configuration), by: .engine))
    }

    private static func replayed(_ journal: any JournalPort, _ limits: HallLimits) throws -> Hall {
        var hall = Hall(limits: limits)
        try journal.replay { hall.apply($0) }
        return hall
    }

    /// The hall after the last commit. Never waits.
    package nonisolated var snapshot: Hall { committed.withLock { $0 } }

    /// The time now, for answers that change nothing.
    package nonisolated func now() -> HallTime { clock.withLock { $0.now() } }

    /// Nil while the journal is written as it should.
    package nonisolated var storageTrouble: StorageFault? { storageFault.withLock { $0 } }

    /// The last failed commit in this run that was not for want of room: a disk that fails once may be dying.
    package nonisolated var lastStorageTrouble: StorageFault? { lastFault.withLock { $0 } }

    /// Nothing new is begun while there is hardly any room.
    package nonisolated var isShortOfRoom: Bool { shortOfRoom.withLock { $0 } }

    package nonisolated func submit(_ submission: Submission) async throws(SubmissionFailure) -> Receipt {
        let result = await withCheckedContinuation { answer in
            post(Pending(submission: submission, answer: answer))
        }
        return try result.get()
    }

    private nonisolated func post(_ pending: Pending) {
        let (failure, schedules) = mailbox.withLock { mailbox -> (SubmissionFailure?, Bool) in
            if mailbox.isClosed { return (.stopping, false) }
            if mailbox.waiting.count >= limits.submissionsPendingMax { return (.busy, false) }
            mailbox.waiting.append(pending)
            defer { mailbox.isScheduled = true }
            return (nil, !mailbox.isScheduled)
        }
        if let failure { pending.answer.resume(returning: .failure(failure)) }
        if schedules { schedule() }
    }

    private nonisolated func schedule() {
        executor.queue.async { self.assumeIsolated { $0.drain() } }
    }

    private func drain() {
        let batch = mailbox.withLock { mailbox -> [Pending] in
            let batch = Array(mailbox.waiting.prefix(limits.batchMax))
            mailbox.waiting.removeFirst(batch.count)
            mailbox.isScheduled = !mailbox.waiting.isEmpty
            if mailbox.isScheduled { schedule() }
            return batch
        }
        if mustReplay, !recover() {
            return answer(batch, .storageUnavailable(storageTrouble?.why ?? ""))
        }
        let isShort = journal.isShortOfRoom()
        shortOfRoom.withLock { $0 = isShort }
        let refused = batch.filter { isShort && $0.submission.command.beginsAnew }
        answer(refused, .storageUnavailable("the disk is nearly full: only what has begun goes on"))
        commit(refused.isEmpty ? batch : batch.filter { !$0.submission.command.beginsAnew })
    }

    private func commit(_ batch: [Pending]) {
        let now = now()
        var draft = hall
        var events: [Event] = []
        var decisions: [Result<Decision, Refusal>] = []
        for pending in batch {
            let decision = Result { () throws(Refusal) in try draft.decide(pending.submission, at: now) }
            if case .success(let decision) = decision {
                draft = decision.hall
                events += decision.events
            }
            decisions.append(decision)
        }
        if !events.isEmpty {
            do {
                let first = try journal.append(events)
                hall = draft
                committed.withLock { $0 = draft }
                feed.publish(Change(firstSequence: first, events: events, hall: draft))
            } catch {
                log.error(
                    "The journal could not be written; it is reopened and replayed.",
                    metadata: [
                        "error": "\(error)"
                    ])
                noteFault(error, at: now)
                if !journal.isShortOfRoom() { lastFault.withLock { $0 = StorageFault(since: now, why: "\(error)") } }
                mustReplay = true
                answer(batch, .outcomeUnknown("\(error)"))
                _ = recover()
                return
            }
        }
        for (pending, decision) in zip(batch, decisions) {
            pending.answer.resume(
                returning: decision.map { decision in
                    Receipt(
                        hall: hall, at: now, events: decision.events, subject: decision.subject, begun: decision.begun)
                }.mapError(SubmissionFailure.refused))
        }
    }

    private func answer(_ batch: [Pending], _ failure: SubmissionFailure) {
        for pending in batch { pending.answer.resume(returning: .failure(failure)) }
    }

    private func noteFault(_ error: any Error, at now: HallTime) {
        storageFault.withLock { $0 = StorageFault(since: $0?.since ?? now, why: "\(error)") }
    }

    /// After a failed commit only what the journal holds is true. A failed sync is never repeated.
    private func recover() -> Bool {
        do {
            try journal.reopen()
            let replayed = try Self.replayed(journal, limits)
            hall = replayed
            committed.withLock { $0 = replayed }
            // The failed commit may have become durable after all: nobody was told of it.
            feed.loseAll()
            mustReplay = false
            storageFault.withLock { $0 = nil }
            log.notice("The journal was reopened and replayed.")
            return true
        } catch {
            noteFault(error, at: now())
            return false
        }
    }

    /// Answers what has been submitted, refuses what comes after, and ends every subscription.
    package func stop() async {
        mailbox.withLock { $0.isClosed = true }
        while mailbox.withLock({ !$0.waiting.isEmpty }) { drain() }
        feed.finish()
    }
}
