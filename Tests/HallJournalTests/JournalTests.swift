import Foundation
import GRDB
import HallCore
import HallEngine
import HallJournal
import HallTestSupport
import Logging
import Testing

/// The engine on a real journal, with a simulated clock.
@Suite struct Journals {
    private let directory = try! TemporaryDirectory()
    private let time = SimulatedTime()
    private var path: String { directory.path("journal.sqlite") }

    private func open() throws -> (HallEngine, SQLiteJournal) {
        let journal = try SQLiteJournal(path: path)
        return (try HallEngine(journal: journal, time: time, log: Logger(label: "test")), journal)
    }

    private func openHall() async throws -> (HallEngine, SQLiteJournal) {
        let (engine, journal) = try open()
        try await engine.open(SampleHall.configuration())
        return (engine, journal)
    }

    private func take(_ engine: HallEngine, _ service: String = "a1", request: String? = nil) async throws -> Receipt {
        try await engine.submit(
            Submission(
                .take(TakeRequest(service: service)), by: Actor(door: .control, uid: 7),
                request: request.map { RequestID(id: $0, fingerprint: 1) }))
    }

    @Test func theRunningConnectionIsDurable() throws {
        let (_, journal) = try open()
        let durability = try journal.durability()
        #expect(durability.journalMode == "wal")
        #expect(durability.synchronous == 2, "FULL, after GRDB's own set-up")
        #expect(durability.pageSize == 1024)
        try journal.reopen()
        let after = try journal.durability()
        #expect(after == durability, "after a reopening too")
    }

    @Test(arguments: ["gone", "older"])
    func aFileWithoutWhatWasAcknowledgedIsNotWrittenTo(found: String) async throws {
        let (engine, journal) = try await openHall()
        _ = try await take(engine)
        let (older, away) = (directory.path("older.sqlite"), directory.path("away"))
        try journal.backUp(to: older)
        let kept = try await take(engine)
        // As when a disk is mounted in the place of another, or of none.
        let files = FileManager.default
        try files.createDirectory(atPath: away, withIntermediateDirectories: true)
        for suffix in ["", "-wal", "-shm"] { try files.moveItem(atPath: path + suffix, toPath: away + "/j" + suffix) }
        if found == "older" { try files.copyItem(atPath: older, toPath: path) }
        #expect(throws: JournalError.missing(sequence: journal.headSequence, path: path)) { try journal.reopen() }
        #expect(files.fileExists(atPath: path) == (found == "older"), "nothing is made in its place")
        #expect(throws: (any Error).self) { try journal.append([]) }

        for suffix in ["", "-wal", "-shm"] {
            try? files.removeItem(atPath: path + suffix)
            try files.moveItem(atPath: away + "/j" + suffix, toPath: path + suffix)
        }
        try journal.reopen()
        let next = try await take(engine)
        #expect(next.subject?.number.ordinal == kept.subject!.number.ordinal + 1)
    }

    @Test func theStateAfterARestartIsTheStateBefore() async throws {
        let (engine, journal) = try await openHall()
        for index in 0..<20 {
            _ = try await take(engine, ["a1", "b1"][index % 2], request: "r\(index)")
            time.advance(seconds: 7)
            if index % 3 == 0 {
                _ = try await engine.submit(
                    Submission(
                        .call(1, pick: nil, finish: true, silent: false, reason: nil), by: .engine))
            }
        }
        let before = engine.snapshot
        try journal.close()
        let (restarted, _) = try open()
        #expect(restarted.snapshot == before)
    }

    @Test func aRestartTheNextMorningCarriesOnAndStartsFromTheLastOpening() async throws {
        let (engine, journal) = try await openHall()
        _ = try await take(engine)
        time.advance(seconds: 24 * 3600)
        _ = try await engine.submit(Submission(.tick, by: .engine))
        let before = engine.snapshot
        #expect(before.issued.array.filter { $0.day != before.day }.count == 1, "what is open is carried in")
        try journal.close()
        let (restarted, again) = try open()
        #expect(restarted.snapshot == before)
        #expect(try again.verify().brokenSequence == nil)
    }

    @Test func instantsGoOnThroughARestartAndNeverBackwards() async throws {
        let (engine, journal) = try await openHall()
        let first = try await take(engine).at.instant
        try journal.close()
        time.advance(seconds: 60)
        let (same, sameJournal) = try open()
        try await same.open(SampleHall.configuration())
        #expect(try await take(same).at.instant == first + 60_000, "the same boot loses no time")
        try sameJournal.close()
        time.reboot(afterMilliseconds: 3_600_000)
        let (other, otherJournal) = try open()
        try await other.open(SampleHall.configuration())
        #expect(try await take(other).at.instant == first + 3_660_000, "another boot goes by the wall")
        try otherJournal.close()
        time.reboot(afterMilliseconds: -86_400_000 * 365)
        let (wrong, _) = try open()
        try await wrong.open(SampleHall.configuration())
        let receipt = try await take(wrong)
        #expect(receipt.at.instant >= first + 3_660_000)
        #expect(!receipt.at.trusted)
        #expect(receipt.hall.day == SimulatedTime().read().civil.day, "the day stays")
    }

    @Test func aWallThatJumpsAheadIsBelievedOnceItHasSettled() async throws {
        let (engine, _) = try await openHall()
        let day = engine.snapshot.day
        time.setWall(by: 365 * 86_400_000)
        _ = try await engine.submit(Submission(.tick, by: .engine))
        #expect(engine.snapshot.day == day)
        #expect(!engine.now().trusted)
        time.setWall(by: -365 * 86_400_000)
        _ = try await engine.submit(Submission(.tick, by: .engine))
        #expect(engine.now().trusted)
        time.setWall(by: 2 * 86_400_000)
        #expect(!engine.now().trusted)
        time.advance(seconds: 601)
        _ = try await engine.submit(Submission(.tick, by: .engine))
        #expect(engine.snapshot.day == day?.adding(days: 2))
    }

    @Test func aBootWithADeadClockDoesNotMoveTheInstantByYears() async throws {
        let (engine, journal) = try await openHall()
        let first = try await take(engine).at.instant
        try journal.close()
        time.reboot(afterMilliseconds: -86_400_000 * 3000)
        let (wrong, wrongJournal) = try open()
        try await wrong.open(SampleHall.configuration())
        #expect(try await !take(wrong).at.trusted)
        try wrongJournal.close()
        time.reboot(afterMilliseconds: 86_400_000 * 3000 + 60_000)
        let (right, _) = try open()
        try await right.open(SampleHall.configuration())
        let receipt = try await take(right)
        #expect(receipt.at.trusted)
        #expect(receipt.at.instant == first + 60_000)
    }

    @Test func verifyHoldsTheTableOfDaysToTheChain() async throws {
        let (engine, journal) = try await openHall()
        _ = try await take(engine)
        try journal.close()
        let database = try DatabaseQueue(path: path)
        try await database.write { try $0.execute(sql: "UPDATE business_day SET firstSeq = 4") }
        try database.close()
        let reopened = try SQLiteJournal(path: path)
        #expect(try reopened.verify().brokenSequence == 4)
        #expect(throws: JournalError.broken(sequence: 4)) { try reopened.replay { _ in } }
    }

    @Test func submissionsThatComeTogetherAreAllAnswered() async throws {
        let (engine, journal) = try await openHall()
        let numbers = try await withThrowingTaskGroup(of: TicketID.self) { group in
            for _ in 0..<200 { group.addTask { try await take(engine).subject! } }
            return try await group.reduce(into: Set<TicketID>()) { $0.insert($1) }
        }
        #expect(numbers.count == 200)
        #expect(engine.snapshot.waiting.count == 200)
        #expect(try journal.verify().brokenSequence == nil)
    }

    @Test func aRefusalWritesNothing() async throws {
        let (engine, journal) = try await openHall()
        let head = journal.headSequence
        await #expect(throws: SubmissionFailure.refused(.unknownService("nope"))) { try await take(engine, "nope") }
        _ = try await engine.submit(Submission(.tick, by: .engine))
        #expect(journal.headSequence == head)
    }

    @Test(arguments: [
        ("body", "UPDATE event SET body = CAST(replace(body, 'uid\":7', 'uid\":8') AS BLOB) WHERE seq = 5"),
        ("at", "UPDATE event SET at = at + 1 WHERE seq = 5"),
        ("day", "UPDATE event SET day = '2020-01-01' WHERE seq = 5"),
        ("kind", "UPDATE event SET kind = 'ticketVoided' WHERE seq = 5"),
        ("a missing row", "DELETE FROM event WHERE seq = 5"),
        ("a forged link", "UPDATE event SET chain = zeroblob(32) WHERE seq = 5"),
    ])
    func verifyNamesTheFirstBrokenEvent(what: String, change: String) async throws {
        let (engine, journal) = try await openHall()
        for _ in 0..<5 { _ = try await take(engine) }
        #expect(try journal.verify().brokenSequence == nil)
        try journal.close()
        let database = try DatabaseQueue(path: path)
        try await database.write { try $0.execute(sql: change) }
        try database.close()
        let reopened = try SQLiteJournal(path: path)
        #expect(try reopened.verify().brokenSequence == 5)
        #expect(throws: JournalError.broken(sequence: 5)) { try reopened.replay { _ in } }
    }

    @Test func aBackupMadeWhileRunningIsAWholeJournal() async throws {
        let (engine, journal) = try await openHall()
        // It is copied in several steps, between which the hall goes on: then a copy that began anew would never end.
        let long = AccessChanged(.tokenAdded, String(repeating: "a", count: 4000))
        for _ in 0..<1000 { _ = try await engine.submit(Submission(.noteAccess(long), by: .engine)) }
        let before = journal.headSequence
        let goesOn = Task {
            for _ in 0..<20_000 where !Task.isCancelled {
                _ = try await engine.submit(Submission(.noteAccess(long), by: .engine))
            }
            return !Task.isCancelled
        }
        let copy = directory.path("copy.sqlite")
        let size = try await Task.detached {
            try journal.backUp(to: copy)
            return try FileManager.default.attributesOfItem(atPath: copy)[.size] as! Int
        }.value
        goesOn.cancel()
        #expect(try await !goesOn.value, "the copy ends while the hall goes on")
        #expect(size > 2 << 20, "several steps")
        let found = try SQLiteJournal(path: copy).verify()
        #expect(found.brokenSequence == nil)
        #expect((before...journal.headSequence).contains(found.eventCount))
    }

    @Test func aCopyThatADaemonsEndMeetsInItsMiddleLeavesNothing() async throws {
        do {
            let (engine, _) = try await openHall()
            let long = AccessChanged(.tokenAdded, String(repeating: "a", count: 4000))
            for _ in 0..<1000 { _ = try await engine.submit(Submission(.noteAccess(long), by: .engine)) }
        }
        let (copy, files) = (directory.path("copy.sqlite"), FileManager.default)
        // A slow machine looks too late, and the copy is there.
        for _ in 1...50 {
            let journal = try SQLiteJournal(path: path)
            let looking = Thread {
                while !Thread.current.isCancelled, !files.fileExists(atPath: copy + ".partial") {}
                journal.endLongWork()
            }
            looking.start()
            defer { looking.cancel() }
            do {
                try journal.backUp(to: copy)
                try files.removeItem(atPath: copy)
            } catch JournalError.stopping {
                return #expect(!files.fileExists(atPath: copy) && !files.fileExists(atPath: copy + ".partial"))
            }
        }
        Issue.record("no copy was met in its middle")
    }

    @Test func aJournalOfBeforeTherePersonalWordsIsTakenOn() async throws {
        let (engine, journal) = try await openHall()
        _ = try await take(engine)
        try journal.close()
        let database = try DatabaseQueue(path: path)
        try await database.write { try $0.execute(sql: "DROP TABLE personal; PRAGMA user_version = 1") }
        try database.close()
        let (again, reopened) = try open()
        #expect(again.snapshot == engine.snapshot)
        #expect(try reopened.verify().brokenSequence == nil)
        try await rate(again)
        #expect(try reopened.verify().brokenSequence == nil)
    }

    private func rate(_ engine: HallEngine) async throws {
        for command: Command in [
            .call(1, pick: nil, finish: false, silent: false, reason: nil), .finish(1, reason: nil),
            .rate(1, score: 1, words: PersonalWords(sealing: "等了很久"), reason: nil),
        ] {
            _ = try await engine.submit(Submission(command, by: .engine))
        }
    }

    @Test func wordsAreKeptApartAndSurviveARestartAndABackup() async throws {
        let (engine, journal) = try await openHall()
        _ = try await take(engine)
        try await rate(engine)
        let copy = directory.path("copy.sqlite")
        try journal.backUp(to: copy)
        try journal.close()
        let (again, _) = try open()
        #expect(again.snapshot == engine.snapshot)
        for file in [path, copy] {
            let kept = try DatabaseQueue(path: file).read {
                try Row.fetchAll($0, sql: "SELECT field, words, length(salt) FROM personal")
            }
            #expect(kept.map { [$0[0] as String, $0[1]] } == [["words", "等了很久"]])
            #expect(kept.first?[2] == 16)
        }
    }

    @Test func aNewerSchemaAndAForeignDatabaseAreRefused() throws {
        _ = try open()
        let database = try DatabaseQueue(path: path)
        try database.write { try $0.execute(sql: "PRAGMA user_version = 99") }
        #expect(throws: JournalError.newer(schema: 99, known: 3)) { try SQLiteJournal(path: path) }
        let foreign = directory.path("foreign.sqlite")
        try DatabaseQueue(path: foreign).write { try $0.execute(sql: "CREATE TABLE mine (x)") }
        #expect(throws: JournalError.notAJournal(path: foreign)) { try SQLiteJournal(path: foreign) }
    }

    @Test func aStateDirectoryHasOneDaemon() throws {
        let first = try StateDirectory(claiming: directory.path("state"))
        #expect(throws: JournalError.inUse(directory: directory.path("state"), pid: "\(getpid())")) {
            try StateDirectory(claiming: directory.path("state"))
        }
        withExtendedLifetime(first) {}
    }
}

/// A journal whose next append fails after or before it was written, as a full disk or a lost sync does.
private final class FailingJournal: JournalPort {
    func isShortOfRoom() -> Bool { false }

    enum Fault { case beforeWriting, afterWriting }

    private let journal: SQLiteJournal
    private let fault: NextFault

    final class NextFault: @unchecked Sendable {
        // Set by the test between submissions, read on the engine's thread; guarded by the lock.
        private let lock = NSLock()
        private var fault: Fault?

        func set(_ fault: Fault) { lock.withLock { self.fault = fault } }
        func take() -> Fault? {
            lock.withLock {
                defer { fault = nil }; return fault
            }
        }
    }

    struct Broken: Error {}

    init(_ journal: SQLiteJournal, _ fault: NextFault) {
        self.journal = journal
        self.fault = fault
    }

    func replay(_ apply: (Event) -> Void) throws { try journal.replay(apply) }
    func reopen() throws { try journal.reopen() }

    func append(_ events: [Event]) throws -> Int {
        switch fault.take() {
        case .beforeWriting: throw Broken()
        case .afterWriting:
            _ = try journal.append(events)
            throw Broken()
        case nil: return try journal.append(events)
        }
    }
}

@Suite struct ChangeFeeds {
    /// A voice that lost its place to a page would be silent for good.
    @Test func theDaemonsOwnRoomsHaveAPlaceWhereGuestsHaveNoneLeft() async throws {
        let directory = try TemporaryDirectory()
        let engine = try HallEngine(
            journal: try SQLiteJournal(path: directory.path("j")), time: SimulatedTime(), log: Logger(label: "test"))
        var guests: [ChangeFeed.Glance] = []
        while let guest = engine.feed.glance() { guests.append(guest) }
        #expect(guests.count == engine.snapshot.limits.streamsMax)
        #expect(engine.feed.subscribe(bufferMax: 1) == nil)
        let own = try #require(engine.feed.subscribe(bufferMax: 1, isOwn: true))
        #expect(engine.feed.glance(isOwn: true) != nil)
        guests[0].end()
        own.end()
        #expect(engine.feed.count == guests.count)
        await engine.stop()
        #expect(engine.feed.isFinished && engine.feed.subscribe(bufferMax: 1, isOwn: true) == nil)
    }
}

@Suite struct FailedCommits {
    @Test(arguments: [FailingJournal.Fault.beforeWriting, .afterWriting])
    fileprivate func areUnknownAndRepeatableWithTheSameRequestID(fault: FailingJournal.Fault) async throws {
        let directory = try TemporaryDirectory()
        let next = FailingJournal.NextFault()
        let journal = try SQLiteJournal(path: directory.path("j"))
        let engine = try HallEngine(
            journal: FailingJournal(journal, next), time: SimulatedTime(), log: Logger(label: "test"))
        try await engine.open(SampleHall.configuration())
        let take = Submission(
            .take(TakeRequest(service: "a1")), by: .engine, request: RequestID(id: "once", fingerprint: 1))
        let watching = try #require(engine.feed.subscribe(bufferMax: 10))
        next.set(fault)
        await #expect(throws: SubmissionFailure.self) { try await engine.submit(take) }
        #expect(engine.lastStorageTrouble != nil)
        for await _ in watching.changes {}
        #expect(watching.hasFallenBehind, "whoever watches asks again: nobody was told what became durable")
        let receipt = try await engine.submit(take)
        #expect(receipt.ticket?.number.description == "A001")
        #expect(engine.snapshot.waiting.count == 1)
        #expect(engine.storageTrouble == nil, "it is written again")
        #expect(try await engine.submit(take).subject == receipt.subject)
        #expect(try journal.verify().brokenSequence == nil)
    }
}
