package import Foundation
import GRDB
import Glibc
package import HallCore

/// Which copies of the journal are kept: those of the last days, and the first of each of the last weeks and months.
package struct BackupRule: Equatable, Sendable {
    package var days = 7
    package var weeks = 5
    package var months = 12

    package init() {}

    /// Of the days of which there is a copy, those whose copy stays.
    package func kept(of days: [BusinessDay]) -> Set<BusinessDay> {
        let newestFirst = days.sorted().reversed()
        var kept = Set(newestFirst.prefix(self.days))
        func keepFirst(ofLast count: Int, _ period: (BusinessDay) -> Int) {
            var periods: [Int] = []
            var first: [Int: BusinessDay] = [:]
            for day in newestFirst {
                if periods.last != period(day) { periods.append(period(day)) }
                first[period(day)] = day
            }
            for one in periods.prefix(count) { kept.insert(first[one]!) }
        }
        // 5 January 1970 was a Monday.
        keepFirst(ofLast: weeks) { (Int($0.daysSince1970) + 3) / 7 }
        keepFirst(ofLast: months) { $0.yearMonthDay.year * 12 + $0.yearMonthDay.month }
        return kept
    }
}

/// Dated copies of the journal in a directory: journal-2026-11-21.sqlite has everything before that business day's own.
package struct Backups: Equatable, Sendable {
    private let directory: String
    private static let prefix = "journal-", suffix = ".sqlite"

    package init(in directory: String) { self.directory = directory }

    package func path(of day: BusinessDay) -> String { "\(directory)/\(Self.prefix)\(day)\(Self.suffix)" }

    package var paths: [String] { days.map { path(of: $0) } }

    /// The newest first.
    package var days: [BusinessDay] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []
        return names.compactMap { name in
            guard name.hasPrefix(Self.prefix), name.hasSuffix(Self.suffix) else { return nil }
            return BusinessDay(name.dropFirst(Self.prefix.count).dropLast(Self.suffix.count))
        }.sorted().reversed()
    }

    /// Copies the journal unless the day has a copy, opens the copy and reads its whole chain, and removes the copies that
    /// the rule does not keep. Throws where the copy is not as good as it should be; older ones stay then. Blocks; says
    /// whether the journal was read for it.
    package func make(of journal: SQLiteJournal, on day: BusinessDay, keeping rule: BackupRule) throws -> Bool {
        let path = path(of: day)
        let isNew = !FileManager.default.fileExists(atPath: path)
        if isNew {
            try prepare()
            // Hidden until it is known to be good; a start removes what a crash leaves.
            let fresh = "\(directory)/.\(Self.prefix)\(day)\(Self.suffix)"
            try? FileManager.default.removeItem(atPath: fresh)
            try journal.backUp(to: fresh)
            do {
                _ = try JournalFile(fresh).checkedHead(asking: journal.mayGoOn)
            } catch {
                try? FileManager.default.removeItem(atPath: fresh)
                throw error
            }
            try FileManager.default.moveItem(atPath: fresh, toPath: path)
        }
        let kept = rule.kept(of: days)
        for day in days where !kept.contains(day) { try FileManager.default.removeItem(atPath: self.path(of: day)) }
        return isNew
    }
}

extension Backups {
    /// Where the directory cannot be made or takes nothing, tells which one on the way to it does not.
    private func prepare() throws(WriteProbe.Failure) {
        try? FileManager.default.createDirectory(
            atPath: directory, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o750])
        var present = URL(fileURLWithPath: directory)
        while present.path != "/", access(present.path, F_OK) != 0 { present.deleteLastPathComponent() }
        try WriteProbe.run(in: present.path)
    }
}

/// A journal that nobody writes: a copy, or one that was moved aside. Opened for reading only.
package struct JournalFile {
    private let path: String
    private let database: DatabaseQueue

    package init(_ path: String) throws {
        self.path = path
        var configuration = GRDB.Configuration()
        configuration.readonly = true
        configuration.label = "journal.file"
        database = try DatabaseQueue(path: path, configuration: configuration)
    }

    package struct Head: Equatable, Sendable {
        package var sequence = 0
        package var chain = Chain.start
    }

    /// Whether nothing has been made in it yet.
    var isEmpty: Bool {
        get throws { try database.read { try JournalCheck.schema(of: $0, path) } == 0 }
    }

    /// The last event, after every link of the chain has been reckoned anew: no event is decoded for it. What is not as it
    /// was written throws what a verification would tell, and what cannot be read SQLite's own errors. `mayGoOn` ends it by
    /// throwing.
    package func checkedHead(asking mayGoOn: () throws -> Void = {}) throws -> Head {
        let schema = try database.read { try JournalCheck.schema(of: $0, path) }
        guard schema > 0 else { throw JournalError.gone(path: path) }
        var head = Head()
        var openings: [String: Int] = [:]
        try follow(Head()) { stored in
            try mayGoOn()
            head = Head(sequence: stored.sequence, chain: stored.chain)
            if stored.kind == EventKind.dayOpened.rawValue { openings[stored.day] = stored.sequence }
        }
        try database.read { database in
            try JournalCheck.days(database, equal: openings, through: head.sequence)
            if schema > 1 { try JournalCheck.words(database, through: head.sequence) }
        }
        return head
    }

    /// Hands over rows after `head`, each held to the chain.
    func follow(_ head: Head, _ take: (StoredEvent) throws -> Void) throws {
        var previous = head
        try database.read { database in
            let rows = try Row.fetchCursor(
                database, sql: "SELECT seq, day, at, kind, body, chain FROM event WHERE seq > ? ORDER BY seq",
                arguments: [head.sequence])
            while let row = try rows.next() {
                guard let stored = StoredEvent(row), stored.sequence == previous.sequence + 1,
                    Chain.link(stored, after: previous.chain) == stored.chain
                else { throw JournalError.broken(sequence: previous.sequence + 1) }
                previous = Head(sequence: stored.sequence, chain: stored.chain)
                try take(stored)
            }
        }
    }

    /// Rows after an event that can be read at all, whatever their chain says, and whether those are all.
    func readable(after sequence: Int) throws -> (rows: [StoredEvent], isWhole: Bool) {
        var found: [StoredEvent] = []
        var isWhole = true
        try database.read { database in
            let rows = try Row.fetchCursor(
                database, sql: "SELECT seq, day, at, kind, body, chain FROM event WHERE seq > ? ORDER BY seq",
                arguments: [sequence])
            // A damaged page ends it; what came before counts.
            do {
                while let row = try rows.next() {
                    guard let day = String.fromDatabaseValue(row[1]), let kind = String.fromDatabaseValue(row[3]),
                        let body = Data.fromDatabaseValue(row[4])
                    else { continue }
                    found.append(
                        StoredEvent(sequence: row[0], day: day, at: 0, kind: kind, body: body, chain: Data()))
                }
            } catch {
                isWhole = false
            }
        }
        return (found, isWhole)
    }

    /// Of all words that are there, seq and field as JSON pairs. Throws where one cannot be read.
    func placesOfWords() throws -> [String] {
        try database.read { try String.fetchAll($0, sql: "SELECT json_array(seq, field) FROM personal") }
    }

    /// What people wrote beside these events, as far as it is what they wrote: seq, field, salt, words.
    func words(after first: Int, through last: Int) throws -> [StatementArguments] {
        var found: [StatementArguments] = []
        try database.read { database in
            let rows = try Row.fetchCursor(database, sql: JournalCheck.wordsWithDigests, arguments: [first, last])
            // A damaged page ends it; what came before counts.
            while let row = try? rows.next() {
                if JournalCheck.areThose(row) { found.append(StatementArguments(row.databaseValues.prefix(4))) }
            }
        }
        return found
    }
}
