import Foundation
import GRDB
package import HallCore
import HallEngine
import Synchronization

/// The journal in SQLite: append-only, hash-chained, durable when acknowledged.
///
/// One connection does all writing and checkpointing (SQLite before 3.51.3 can corrupt a WAL when they are on two);
/// readers only read.
package final class SQLiteJournal: JournalPort {
    package let path: String
    private let writer: Mutex<DatabaseQueue>
    private let readers: Mutex<DatabasePool>
    private let head: Mutex<Head>
    private let ballast: Ballast
    private let marks: NumberMarks
    private let isStopping = Atomic(false)
    private let reopenings = Atomic(0)
    /// Not a lock: what is held here is held over suspensions.
    private let copies = DispatchSemaphore(value: 1)

    private struct Head {
        var sequence = 0
        var chain = Chain.start
    }

    package init(path: String) throws {
        self.path = path
        let directory = URL(fileURLWithPath: path).deletingLastPathComponent().path
        (ballast, marks) = (Ballast(in: directory), NumberMarks(in: directory))
        // Its log and its index need room before anything is written.
        let (queue, pool) = try ballast.lending { (try Self.openWriter(path), try Self.openReaders(path)) }
        writer = Mutex(queue)
        readers = Mutex(pool)
        head = Mutex(try Self.readHead(queue))
    }

    // MARK: Opening

    private static let busyMilliseconds = 5000

    /// With the tables of today; makes them where there is nothing.
    static func openWriter(_ path: String) throws -> DatabaseQueue {
        var configuration = GRDB.Configuration()
        configuration.label = "journal.writer"
        configuration.journalMode = .wal
        configuration.busyMode = .timeout(Double(busyMilliseconds) / 1000)
        configuration.prepareDatabase { database in
            // Takes effect on an empty database only. Measured best for a few hundred bytes a commit.
            try database.execute(sql: "PRAGMA page_size = 1024")
            try database.execute(sql: "PRAGMA secure_delete = ON")
        }
        let queue = try DatabaseQueue(path: path, configuration: configuration)
        // After GRDB's own set-up, which turns it down to NORMAL with WAL: then a power cut loses commits.
        try queue.writeWithoutTransaction { try $0.execute(sql: "PRAGMA synchronous = FULL") }
        // A checkpoint syncs twice more: less often, and the WAL still stays below 5 MB.
        try queue.writeWithoutTransaction { try $0.execute(sql: "PRAGMA wal_autocheckpoint = 4000") }
        try queue.write { try migrate($0, path) }
        return queue
    }

    private static func migrate(_ database: Database, _ path: String) throws {
        let version = try JournalCheck.schema(of: database, path)
        guard version < JournalCheck.schema else { return }
        if version < 1 { try makeEvents(database) }
        if version < 2 { try makePersonal(database) }
        try makeIndexOfRareKinds(database)
        try database.execute(
            sql: """
                PRAGMA application_id = \(JournalCheck.applicationID);
                PRAGMA user_version = \(JournalCheck.schema);
                """)
    }

    /// A bit that flips in the header may make a journal look older than it is: what is there already stays.
    private static func makeEvents(_ database: Database) throws {
        try database.execute(
            sql: """
                CREATE TABLE IF NOT EXISTS event (
                    seq INTEGER PRIMARY KEY,
                    day TEXT NOT NULL,
                    at INTEGER NOT NULL,
                    kind TEXT NOT NULL,
                    body BLOB NOT NULL,
                    chain BLOB NOT NULL
                ) STRICT;
                CREATE TABLE IF NOT EXISTS business_day (
                    day TEXT PRIMARY KEY,
                    firstSeq INTEGER NOT NULL
                ) STRICT, WITHOUT ROWID;
                """)
    }

    /// What people wrote, which may have to be erased: the event has its digest alone.
    private static func makePersonal(_ database: Database) throws {
        try database.execute(
            sql: """
                CREATE TABLE IF NOT EXISTS personal (
                    seq INTEGER NOT NULL,
                    field TEXT NOT NULL,
                    salt BLOB NOT NULL,
                    words TEXT NOT NULL,
                    PRIMARY KEY (seq, field)
                ) STRICT, WITHOUT ROWID;
                """)
    }

    /// What is asked for long after its day. An index of these alone costs the others nothing; a question is answered by
    /// it only where it repeats the index's own condition, word for word.
    private static let rareKinds: [EventKind] = [
        .caseOpened, .caseMoved, .caseAssigned, .denialSigned, .followUpOpened, .followUpMoved, .appealDecided,
        .reportHandedIn,
    ]
    private static let isRare = "kind IN (" + rareKinds.map { "'\($0.rawValue)'" }.joined(separator: ", ") + ")"

    private static func makeIndexOfRareKinds(_ database: Database) throws {
        try database.execute(sql: "CREATE INDEX IF NOT EXISTS rare ON event (kind) WHERE \(isRare)")
    }

    private static func openReaders(_ path: String) throws -> DatabasePool {
        var configuration = GRDB.Configuration()
        configuration.label = "journal.reader"
        configuration.readonly = true
        configuration.maximumReaderCount = 4
        configuration.prepareDatabase { try $0.execute(sql: "PRAGMA wal_autocheckpoint = 0") }
        return try DatabasePool(path: path, configuration: configuration)
    }

    private static func readHead(_ queue: DatabaseQueue) throws -> Head {
        try queue.read { database in
            guard let row = try Row.fetchOne(database, sql: "SELECT seq, chain FROM event ORDER BY seq DESC LIMIT 1")
            else { return Head() }
            return Head(sequence: row["seq"], chain: row["chain"])
        }
    }

    package func reopen() throws {
        // On a disk that takes nothing, readings go on undisturbed.
        try WriteProbe.run(in: URL(fileURLWithPath: path).deletingLastPathComponent().path)
        try writer.withLock { writer in
            try? writer.close()
            try? readers.withLock { readers in
                // A long reading must not hold the hall up, nor a copy, which no interrupt ends.
                reopenings.add(1, ordering: .releasing)
                readers.interrupt()
                try readers.close()
            }
            do {
                let (fresh, found) = try Self.openAgain(path, with: head.withLock { $0 })
                writer = fresh
                let freshReaders = try Self.openReaders(path)
                readers.withLock { $0 = freshReaders }
                head.withLock { $0 = found }
            } catch let error as JournalError {
                // Another disk is mounted here, or none: it answers nothing in the hall's name.
                throw error
            } catch {
                if let fresh = try? Self.openReaders(path) { readers.withLock { $0 = fresh } }
                throw error
            }
        }
    }

    /// For writing, where what was acknowledged is there; with where the journal ends now.
    private static func openAgain(_ path: String, with acknowledged: Head) throws -> (DatabaseQueue, Head) {
        let missing = JournalError.missing(sequence: acknowledged.sequence, path: path)
        guard FileManager.default.fileExists(atPath: path) else { throw missing }
        let writer = try openWriter(path)
        if acknowledged.sequence > 0 {
            let chain = try writer.read { database in
                try Data.fetchOne(
                    database, sql: "SELECT chain FROM event WHERE seq = ?", arguments: [acknowledged.sequence])
            }
            guard chain == acknowledged.chain else { throw missing }
        }
        try writer.writeWithoutTransaction { database in
            _ = try database.checkpoint(.truncate)
            // An empty log proves nothing: this is a write and a sync.
            try database.execute(sql: "PRAGMA user_version = \(JournalCheck.schema)")
        }
        return (writer, try readHead(writer))
    }

    /// Copies, verifications and exports end with `JournalError.stopping`, so that a stop need not wait for them.
    package func endLongWork() { isStopping.store(true, ordering: .releasing) }

    /// Asked by whatever takes long, again and again.
    func mayGoOn() throws(JournalError) {
        if isStopping.load(ordering: .acquiring) { throw .stopping }
    }

    /// Ends readings under way.
    package func interruptReadings() {
        readers.withLock { $0.interrupt() }
    }

    package func close() throws {
        try readers.withLock { try $0.close() }
        try writer.withLock { try $0.close() }
    }

    // MARK: The engine's port

    package func isShortOfRoom() -> Bool { ballast.isShortOfRoom() }

    package func append(_ events: [Event]) throws -> Int {
        do {
            try marks.note(events)
            return try commit(events)
        } catch {
            // A full disk has many names here. Whatever it was, the room may help.
            if ballast.isShortOfRoom() { ballast.release() }
            throw error
        }
    }

    private func commit(_ events: [Event]) throws -> Int {
        let coder = EventCoder()
        var next = head.withLock { $0 }
        let first = next.sequence + 1
        let rows = try events.map { event in
            next.sequence += 1
            let row = try coder.encode(event, sequence: next.sequence, after: next.chain)
            next.chain = row.chain
            return row
        }
        let openings = events.indices.filter { if case .dayOpened = events[$0].body { true } else { false } }
        try writer.withLock { writer in
            try writer.writeWithoutTransaction { database in
                // A row alone is its own transaction.
                if rows.count == 1, openings.isEmpty, events[0].body.personalWords.isEmpty {
                    return try Self.insert(rows[0], into: database)
                }
                try database.inTransaction(.immediate) {
                    for (event, row) in zip(events, rows) {
                        try Self.insert(row, into: database)
                        try Self.insert(event.body.personalWords, of: row.sequence, into: database)
                    }
                    for index in openings {
                        try database.execute(
                            sql: "INSERT INTO business_day (day, firstSeq) VALUES (?, ?)",
                            arguments: [rows[index].day, rows[index].sequence])
                    }
                    return .commit
                }
            }
        }
        head.withLock { $0 = next }
        return first
    }

    private static func insert(_ row: StoredEvent, into database: Database) throws {
        let statement = try database.cachedStatement(
            sql: "INSERT INTO event (seq, day, at, kind, body, chain) VALUES (?, ?, ?, ?, ?, ?)")
        try statement.execute(arguments: [row.sequence, row.day, row.at, row.kind, row.body, row.chain])
    }

    private static func insert(
        _ personal: [(field: String, words: PersonalWords.Sealed)], of sequence: Int, into database: Database
    ) throws {
        for (field, sealed) in personal {
            try database.execute(
                sql: "INSERT INTO personal (seq, field, salt, words) VALUES (?, ?, ?, ?)",
                arguments: [sequence, field, Data(sealed.salt), sealed.words])
        }
    }

    package func replay(_ apply: (Event) -> Void) throws {
        try writer.withLock { writer in
            try writer.read { database in
                let first = try Int.fetchOne(database, sql: "SELECT max(firstSeq) FROM business_day") ?? 1
                var isFirst = true
                try Self.read(database, from: first, through: nil) { sequence, event in
                    if isFirst, first > 1 {
                        guard case .dayOpened = event.body else { throw JournalError.broken(sequence: sequence) }
                    }
                    isFirst = false
                    apply(event)
                    return true
                }
                if isFirst, first > 1 { throw JournalError.broken(sequence: first) }
            }
        }
    }

    // MARK: Reading

    /// Hands over events in order, each checked against the chain, until `take` returns false.
    private static func read(
        _ database: Database, from first: Int, through last: Int?, _ take: (Int, Event) throws -> Bool
    ) throws {
        let coder = EventCoder()
        var previous =
            try Data.fetchOne(
                database, sql: "SELECT chain FROM event WHERE seq = ?", arguments: [first - 1]) ?? Chain.start
        let rows = try Row.fetchCursor(
            database,
            sql: "SELECT seq, day, at, kind, body, chain FROM event WHERE seq BETWEEN ? AND ? ORDER BY seq",
            arguments: [first, last ?? Int.max])
        var expected = first
        while let row = try rows.next() {
            guard let stored = StoredEvent(row), stored.sequence == expected,
                Chain.link(stored, after: previous) == stored.chain
            else {
                throw JournalError.broken(sequence: expected)
            }
            previous = stored.chain
            expected += 1
            guard try take(stored.sequence, try coder.decode(stored)) else { return }
        }
    }

    private func read<Value: Sendable>(_ value: @Sendable (Database) throws -> Value) throws -> Value {
        try readers.withLock { $0 }.read(value)
    }

    /// Of the last event; 0 and zeros for an empty journal.
    package var headSequence: Int { head.withLock { $0.sequence } }
    /// The same with its hash in hexadecimal.
    package var headPlace: (sequence: Int, chain: String) {
        head.withLock { ($0.sequence, $0.chain.hexadecimal) }
    }

    /// Events `first` through `last` at most, in order. Blocks: call it off the cooperative threads.
    package func events(
        from first: Int, through last: Int? = nil, _ take: @Sendable (Int, Event) throws -> Bool
    ) throws {
        try read { try Self.read($0, from: first, through: last, take) }
    }

    /// Days with events, oldest first, within the range.
    package func days(from first: BusinessDay, through last: BusinessDay) throws -> [BusinessDay] {
        try read { database in
            try String.fetchAll(
                database, sql: "SELECT day FROM business_day WHERE day BETWEEN ? AND ? ORDER BY day",
                arguments: ["\(first)", "\(last)"]
            ).compactMap { BusinessDay($0) }
        }
    }

    /// The events of one business day, its opening first; none where the day never opened.
    package func events(of day: BusinessDay, _ take: @Sendable (Event) throws -> Void) throws {
        try numberedEvents(of: day) { _, event in
            try take(event)
            return true
        }
    }

    /// The same with their sequences, until `take` returns false.
    package func numberedEvents(of day: BusinessDay, _ take: @Sendable (Int, Event) throws -> Bool) throws {
        try read { database in
            guard
                let first = try Int.fetchOne(
                    database, sql: "SELECT firstSeq FROM business_day WHERE day = ?", arguments: ["\(day)"])
            else { return }
            let next = try Int.fetchOne(
                database, sql: "SELECT min(firstSeq) FROM business_day WHERE day > ?", arguments: ["\(day)"])
            try Self.read(database, from: first, through: next.map { $0 - 1 }, take)
        }
    }

    /// Events of some kinds only, in order, over days; until `take` returns false. Not held to the chain, which needs
    /// all of them.
    package func events(
        ofKinds kinds: [EventKind], from first: BusinessDay, through last: BusinessDay,
        _ take: @Sendable (Int, Event) throws -> Bool
    ) throws {
        try read { database in
            guard
                let firstSequence = try Int.fetchOne(
                    database, sql: "SELECT min(firstSeq) FROM business_day WHERE day >= ?", arguments: ["\(first)"])
            else { return }
            let next = try Int.fetchOne(
                database, sql: "SELECT min(firstSeq) FROM business_day WHERE day > ?", arguments: ["\(last)"])
            let coder = EventCoder()
            let marks = kinds.map { "'\($0.rawValue)'" }.joined(separator: ", ")
            let isIndexed = kinds.allSatisfy(Self.rareKinds.contains)
            let condition = isIndexed ? "\(Self.isRare) AND +kind IN (\(marks))" : "kind IN (\(marks))"
            let rows = try Row.fetchCursor(
                database,
                sql: """
                    SELECT seq, day, at, kind, body, chain FROM event
                    WHERE seq >= ? AND seq < ? AND \(condition) ORDER BY seq
                    """,
                arguments: [firstSequence, next ?? Int.max])
            while let row = try rows.next() {
                guard let stored = StoredEvent(row) else { throw JournalError.broken(sequence: row[0]) }
                guard try take(stored.sequence, try coder.decode(stored)) else { return }
            }
        }
    }

    /// What a person wrote, of one event; nil where nobody did, or it has been erased.
    package func personalWords(besideEvent sequence: Int, _ field: String) throws -> String? {
        try read { database in
            try String.fetchOne(
                database, sql: "SELECT words FROM personal WHERE seq = ? AND field = ?", arguments: [sequence, field])
        }
    }

    /// What people wrote, by the digests that events hold; erased words are missing.
    package func personalWords(ofDigests digests: Set<String>) throws -> [String: String] {
        guard !digests.isEmpty else { return [:] }
        return try read { database in
            var found: [String: String] = [:]
            let rows = try Row.fetchCursor(database, sql: "SELECT salt, words FROM personal ORDER BY seq DESC")
            while found.count < digests.count, let row = try rows.next() {
                let words: String = row[1]
                let digest = PersonalWords.digest(of: words, salt: row[0])
                if digests.contains(digest) { found[digest] = words }
            }
            return found
        }
    }

    /// Every event with words beside it that are still there, and in how many places. Blocks.
    package func eventsWithWords() throws -> [(sequence: Int, event: Event, wordsCount: Int)] {
        try read { database in
            let coder = EventCoder()
            // CROSS keeps the order: the other way round every event of the journal would be read.
            let rows = try Row.fetchAll(
                database,
                sql: """
                    SELECT event.seq, day, at, kind, body, chain, count(*) FROM personal CROSS JOIN event USING (seq)
                    GROUP BY personal.seq ORDER BY personal.seq
                    """)
            return try rows.map { row in
                guard let stored = StoredEvent(row) else { throw JournalError.broken(sequence: row[0]) }
                return (stored.sequence, try coder.decode(stored), row[6])
            }
        }
    }

    /// Erases the words beside these events from the database; its WAL has them until `truncateLog`. What is left moves into a fresh table
    /// and the old one's pages are overwritten: pages that were ever divided may hold a copy of a row in what is free on
    /// them. Blocks.
    package func eraseWords(besideEvents sequences: [Int]) throws {
        try writer.withLock { writer in
            try writer.write { database in
                try Self.keepWords(
                    in: database, where: "seq NOT IN (SELECT value FROM json_each(?))",
                    "[" + sequences.map { "\($0)" }.joined(separator: ",") + "]")
            }
        }
    }

    /// The same of all but some, given as seq and field in JSON pairs.
    static func eraseWords(in database: Database, besides kept: [String]) throws {
        try keepWords(
            in: database, where: "json_array(seq, field) IN (SELECT value FROM json_each(?))",
            "[" + kept.joined(separator: ",") + "]")
    }

    private static func keepWords(in database: Database, where condition: String, _ list: String) throws {
        try database.execute(sql: "ALTER TABLE personal RENAME TO erased")
        try makePersonal(database)
        try database.execute(
            sql: "INSERT INTO personal SELECT * FROM erased WHERE \(condition)", arguments: [list])
        try database.execute(sql: "DROP TABLE erased")
    }

    /// Moves the log into the database and empties it. False where a reader still needs it: it does not wait for one, since
    /// nobody could write meanwhile. Blocks.
    package func truncateLog() throws -> Bool {
        try writer.withLock { writer in
            try writer.writeWithoutTransaction { database in
                try database.execute(sql: "PRAGMA busy_timeout = 0")
                let checkpoint = Result { try database.checkpoint(.truncate) }
                try database.execute(sql: "PRAGMA busy_timeout = \(Self.busyMilliseconds)")
                do {
                    _ = try checkpoint.get()
                    return true
                } catch let error as DatabaseError where error.resultCode == .SQLITE_BUSY {
                    return false
                }
            }
        }
    }

    /// From here to `releaseCopies` no copy is begun: one between an erasure's event and the erasing would have the words,
    /// and be taken for one without them. Blocks, also for another who holds them.
    package func holdCopies() { copies.wait() }
    package func releaseCopies() { copies.signal() }

    // MARK: Verifying and backing up

    package struct Verification: Sendable, Equatable {
        package let eventCount: Int
        /// The first event that is not as it was written.
        package let brokenSequence: Int?
        package let why: String?
        package let headChain: String
    }

    /// Reads the whole chain, and holds the table of days and the words beside events to it. Blocks for as long as that takes.
    package func verify() throws -> Verification {
        let count = Mutex(0)
        let openings = Mutex<[String: Int]>([:])
        var trouble: (any Error)?
        do {
            try events(from: 1) { sequence, event in
                try mayGoOn()
                count.withLock { $0 = sequence }
                if case .dayOpened(let opened) = event.body {
                    openings.withLock { $0["\(opened.day)"] = sequence }
                }
                return true
            }
            let (last, days) = (count.withLock { $0 }, openings.withLock { $0 })
            try read { [path] database in
                _ = try JournalCheck.schema(of: database, path)
                try JournalCheck.days(database, equal: days, through: last)
                try JournalCheck.words(database, through: last)
            }
        } catch  where Restoration.helps(against: error) {
            trouble = error
        }
        let checked = count.withLock { $0 }
        return Verification(
            eventCount: checked, brokenSequence: trouble.map { ($0 as? JournalError)?.sequence ?? checked + 1 },
            why: trouble.map { "\($0)" }, headChain: try chain(at: checked).hexadecimal)
    }

    private func chain(at sequence: Int) throws -> Data {
        try read { database in
            try Data.fetchOne(database, sql: "SELECT chain FROM event WHERE seq = ?", arguments: [sequence])
        } ?? Chain.start
    }

    /// A copy by SQLite's online backup, made beside `file` and renamed, so that `file` is whole or absent.
    package func backUp(to file: String) throws {
        try mayGoOn()
        let partial = file + ".partial"
        try? FileManager.default.removeItem(atPath: partial)
        do {
            let destination = try DatabaseQueue(path: partial)
            try destination.writeWithoutTransaction { try copy(to: $0) }
            try destination.close()
            try FileManager.default.moveItem(atPath: partial, toPath: file)
        } catch {
            try? FileManager.default.removeItem(atPath: partial)
            throw error
        }
    }

    private static let pagesPerStep: CInt = 1024

    private func copy(to destination: Database) throws {
        let (readers, reopenings) = readers.withLock { ($0, self.reopenings.load(ordering: .acquiring)) }
        var isHeld = true
        holdCopies()
        defer { if isHeld { releaseCopies() } }
        // One reading is of one moment, that of its first look: the copy need not begin anew with every commit.
        try readers.read { database in
            _ = try Int.fetchOne(database, sql: "SELECT max(seq) FROM event")
            isHeld = false
            releaseCopies()
            try database.backup(to: destination, pagesPerStep: Self.pagesPerStep) { _ in
                try self.mayGoOn()
                guard self.reopenings.load(ordering: .acquiring) == reopenings else {
                    throw DatabaseError(resultCode: .SQLITE_INTERRUPT)
                }
            }
        }
        // One file, whole: whoever reads it needs to write nothing beside it.
        try destination.execute(sql: "PRAGMA journal_mode = DELETE")
    }

    /// Writes events as they are stored, one JSON object a line: seq, day, at, kind, chain, body.
    package func exportLines(to file: String, from first: BusinessDay?, through last: BusinessDay?) throws {
        _ = FileManager.default.createFile(
            atPath: file, contents: nil, attributes: [.posixPermissions: 0o600])
        let output = try FileHandle(forWritingTo: URL(fileURLWithPath: file))
        defer { try? output.close() }
        try read { database in
            let rows = try Row.fetchCursor(
                database,
                sql: """
                    SELECT json_object('seq', seq, 'day', day, 'at', at, 'kind', kind, 'chain', lower(hex(chain)),
                                       'body', json(CAST(body AS TEXT)))
                    FROM event WHERE day BETWEEN ? AND ? ORDER BY seq
                    """,
                arguments: [first.map { "\($0)" } ?? "0000", last.map { "\($0)" } ?? "9999"])
            while let row = try rows.next() {
                try mayGoOn()
                let line: String = row[0]
                try output.write(contentsOf: Data((line + "\n").utf8))
            }
        }
    }

    package struct Durability: Sendable, Equatable {
        package let journalMode: String
        package let synchronous: Int
        package let pageSize: Int
    }

    /// What the writing connection runs with, asked of itself. Waits for a commit under way.
    package func durability() throws -> Durability {
        try writer.withLock { writer in
            try writer.writeWithoutTransaction { database in
                Durability(
                    journalMode: try String.fetchOne(database, sql: "PRAGMA journal_mode") ?? "",
                    synchronous: try Int.fetchOne(database, sql: "PRAGMA synchronous") ?? -1,
                    pageSize: try Int.fetchOne(database, sql: "PRAGMA page_size") ?? 0
                )
            }
        }
    }
}

extension Data {
    var hexadecimal: String {
        map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
}
