import Foundation
import GRDB
package import HallCore

/// Puts a damaged journal together again: moves it aside, begins with the newest copy that is good, and takes over what can
/// be read after that, for as long as the chain holds. Nothing is thrown away.
package struct Restoration {
    private let state: StateDirectory
    private let backups: [Backups]

    package init(_ state: StateDirectory, backups: [Backups]) {
        (self.state, self.backups) = (state, backups)
    }

    /// Whether an error of opening or reading says that the journal itself is damaged, and a copy may help.
    package static func helps(against error: any Error) -> Bool {
        switch error {
        // Not `unreadable`: such an event holds to the chain, and a newer halld knows it.
        case JournalError.broken, JournalError.misplacedDay, JournalError.changedWords, JournalError.damagedHeader,
            JournalError.gone:
            true
        case let error as DatabaseError:
            // SQLite says the same of a sector that cannot be read.
            [.SQLITE_CORRUPT, .SQLITE_NOTADB].contains(error.resultCode)
        default: false
        }
    }

    package typealias GoodBackup = (day: BusinessDay, path: String, head: JournalFile.Head)

    /// The copies that are good, the newest first. Each is read whole when it is asked for.
    package var goodBackups: some Sequence<GoodBackup> {
        let all = backups.flatMap { backups in backups.days.map { (day: $0, path: backups.path(of: $0)) } }
        return all.sorted { $0.day > $1.day }.lazy.compactMap { one -> GoodBackup? in
            (try? JournalFile(one.path).checkedHead()).map { (one.day, one.path, $0) }
        }
    }

    /// Whole, and told of in restored.json.
    private var freshPath: String { state.journalPath + ".restoring" }
    private var unfinishedPath: String { state.journalPath + ".unfinished" }

    /// Throws `gone` where there was a journal: SQLite would begin a new one without a word, and numbers would come twice.
    package func expectJournal() throws {
        let attributes = try? FileManager.default.attributesOfItem(atPath: state.journalPath)
        let isThere = (attributes?[.size] as? Int ?? 0) > 0
        guard state.hasHadJournal else { return }
        // Its tables may have been in a log that is gone.
        guard isThere, (try? JournalFile(state.journalPath).isEmpty) != true else {
            throw JournalError.gone(path: state.journalPath)
        }
    }

    /// After a crash between moving the old journal aside and putting the new one, whole by then, in its place.
    package func finishInterrupted() throws {
        let files = FileManager.default
        removeUnfinished()
        guard !files.fileExists(atPath: state.journalPath), files.fileExists(atPath: freshPath) else { return }
        guard let aside = pending?.quarantine else { return try files.removeItem(atPath: freshPath) }
        try replaceJournal(movingAsideTo: state.path + "/" + aside)
    }

    private func replaceJournal(movingAsideTo aside: String) throws {
        let files = FileManager.default
        // The old one's log must not be there any more when the new one is: it would be written into it.
        for suffix in ["", "-wal", "-shm"] where files.fileExists(atPath: state.journalPath + suffix) {
            try files.moveItem(atPath: state.journalPath + suffix, toPath: "\(aside)/journal.sqlite\(suffix)")
        }
        try synchronize(aside)
        try files.moveItem(atPath: freshPath, toPath: state.journalPath)
        try synchronize(state.path)
    }

    /// `stamp` names the directory in quarantine/, like 20261121-093000. Without a good copy, what is kept is what the
    /// damaged journal has from its first event on.
    package func run(stamp: String) throws -> JournalRestored {
        let fresh = unfinishedPath
        removeUnfinished()
        // It may have taken the last room there was.
        defer { removeUnfinished() }
        let backup = goodBackups.first { _ in true }
        if let backup { try FileManager.default.copyItem(atPath: backup.path, toPath: fresh) }
        let copy = try SQLiteJournal.openWriter(fresh)
        var found = try takeOver(into: copy, after: backup?.head ?? JournalFile.Head())
        // All of it into the file that will be moved: to close does not tell what it could not write.
        try copy.writeWithoutTransaction { _ = try $0.checkpoint(.truncate) }
        try copy.close()
        var restored = JournalRestored(eventsKept: found.kept)
        (restored.backup, restored.quarantine) = (backup?.day, "quarantine/\(stamp)")
        restored.eventsLost = found.lost
        found.addMarks(NumberMarks(in: state.path))
        restored.numbersUsed = found.numbers
        let aside = "\(state.quarantinePath)/\(stamp)"
        try FileManager.default.createDirectory(
            atPath: aside, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o750])
        do {
            try report(on: restored, found.mayBringErasedWordsBack, in: aside)
            try keep(restored)
            try synchronize(fresh)
            try? FileManager.default.removeItem(atPath: freshPath)
            try FileManager.default.moveItem(atPath: fresh, toPath: freshPath)
        } catch {
            // Nothing has come of it: there is nothing to tell.
            forgetPending()
            try? FileManager.default.removeItem(atPath: aside)
            throw error
        }
        try replaceJournal(movingAsideTo: aside)
        state.keepDamage(nil)
        return restored
    }

    /// What a restoration left that did not come to its end.
    private func removeUnfinished() {
        for suffix in ["", "-wal", "-shm"] { unlink(unfinishedPath + suffix) }
    }

    /// Until the journal itself tells of it.
    package var pending: JournalRestored? {
        FileManager.default.contents(atPath: state.restoredPath)
            .flatMap { try? JSONDecoder().decode(JournalRestored.self, from: $0) }
    }

    package func forgetPending() { try? FileManager.default.removeItem(atPath: state.restoredPath) }

    /// Until `forgetPending`: a start tells of it.
    package func keep(_ restored: JournalRestored) throws {
        try JSONEncoder().encode(restored).write(to: URL(fileURLWithPath: state.restoredPath), options: .atomic)
        try synchronize(state.restoredPath)
    }

    /// For a journal whose log is gone: it is whole, and what it lacks nobody knows.
    package func numbersAfterLoss(_ journal: SQLiteJournal) -> JournalRestored {
        var found = FoundEvents()
        found.addMarks(NumberMarks(in: state.path))
        var restored = JournalRestored(eventsKept: journal.headSequence)
        restored.numbersUsed = found.numbers
        return restored
    }

    // MARK: Taking over

    private func takeOver(into copy: DatabaseQueue, after head: JournalFile.Head) throws -> FoundEvents {
        var found = FoundEvents()
        found.kept = head.sequence
        // SQLite would throw the log of an empty file away.
        guard (try? expectJournal()) != nil, let old = try? JournalFile(state.journalPath) else {
            found.mayBringErasedWordsBack = head.sequence > 0
            return found
        }
        try copy.write { database in
            var fault: (any Error)?
            // Whatever ends the reading: what was read before holds together. What ends the writing ends it all.
            try? old.follow(head) { row in
                do { try Self.insert(row, into: database) } catch { fault = error; throw error }
                found.kept = row.sequence
                found.add([row])
            }
            if let fault { throw fault }
            for words in (try? old.words(after: head.sequence, through: found.kept)) ?? [] {
                try database.execute(
                    sql: "INSERT OR REPLACE INTO personal (seq, field, salt, words) VALUES (?, ?, ?, ?)",
                    arguments: words)
            }
            let lost = try? old.readable(after: found.kept)
            lost.map { found.addLost($0.rows) }
            // The copy has the words still.
            guard head.sequence > 0, found.hasErasures || lost?.isWhole != true else { return }
            let left = try? old.placesOfWords()
            found.mayBringErasedWordsBack = left == nil
            if let left { try SQLiteJournal.eraseWords(in: database, besides: left) }
        }
        return found
    }

    private static func insert(_ row: StoredEvent, into database: Database) throws {
        try database.cachedStatement(
            sql: "INSERT INTO event (seq, day, at, kind, body, chain) VALUES (?, ?, ?, ?, ?, ?)"
        ).execute(arguments: [row.sequence, row.day, row.at, row.kind, row.body, row.chain])
        guard row.kind == EventKind.dayOpened.rawValue else { return }
        try database.execute(
            sql: "INSERT OR REPLACE INTO business_day (day, firstSeq) VALUES (?, ?)",
            arguments: [row.day, row.sequence])
    }

    private func report(
        on restored: JournalRestored, _ mayBringErasedWordsBack: Bool, in directory: String
    ) throws {
        var lines = [
            "The journal was damaged and has been put together again.",
            "Copy that it began with: \(restored.backup.map { "\($0)" } ?? "none")",
            "Last event of before: \(restored.eventsKept)",
            "Events after it that could be read but not trusted: \(restored.eventsLost.map { "\($0)" } ?? "unknown")",
            "Numbers up to these are not given again: "
                + restored.numbersUsed.map { "\($0)" }.joined(separator: ", "),
            "The old journal lies here. Once everything is in order, remove this directory.",
        ]
        if mayBringErasedWordsBack {
            lines.append(
                "Words that were erased since the copy may be there again: erase them anew (hallctl journal erase).")
        }
        try Data((lines.joined(separator: "\n") + "\n").utf8).write(to: URL(fileURLWithPath: directory + "/report.txt"))
    }
}

/// What a damaged journal still tells.
private struct FoundEvents {
    var kept = 0
    var lost: Int?
    var hasErasures = false
    var mayBringErasedWordsBack = false
    private var highest: [TicketID] = []

    /// A bit that flips makes a day of its own: it must not hide the day that it was.
    private static let daysMax = 3

    var numbers: [TicketID] { highest.sorted { ($0.day, $0.number) < ($1.day, $1.number) } }

    mutating func add(_ rows: [StoredEvent]) {
        if rows.contains(where: { $0.kind == EventKind.wordsErased.rawValue }) { hasErasures = true }
        for row in rows where row.kind == EventKind.ticketIssued.rawValue {
            // `2026-11-21/A001`, wherever the rest of the body has come to.
            guard let body = String(validating: row.body, as: UTF8.self),
                let match = body.firstMatch(of: /"ticket":"(\d{4}-\d{2}-\d{2})\/([A-Z]\d+)"/),
                let day = BusinessDay(match.1), let number = TicketNumber(match.2)
            else { continue }
            note(TicketID(day: day, number: number))
        }
    }

    mutating func addLost(_ rows: [StoredEvent]) {
        lost = rows.count
        add(rows)
    }

    mutating func addMarks(_ marks: NumberMarks) {
        for id in marks.used { note(id) }
    }

    private mutating func note(_ id: TicketID) {
        guard let index = highest.firstIndex(where: { $0.day == id.day && $0.number.prefix == id.number.prefix }) else {
            highest.append(id)
            let days = Set(highest.map(\.day)).sorted().suffix(Self.daysMax)
            highest.removeAll { !days.contains($0.day) }
            return
        }
        if highest[index].number < id.number { highest[index] = id }
    }
}
