import Foundation
import GRDB
import HallCore

/// What a journal must have besides a chain that holds: asked alike of the daemon's own and of copies.
enum JournalCheck {
    /// ‘hall’ in ASCII, in the database header.
    static let applicationID = 0x6861_6C6C
    static let schema = 3

    /// The schema in the header; 0 where nothing has been made yet. Throws where this is no journal, a newer one, or one whose
    /// header or tables are not as they were made.
    static func schema(of database: Database, _ path: String) throws -> Int {
        let version = try Int.fetchOne(database, sql: "PRAGMA user_version") ?? 0
        let application = try Int.fetchOne(database, sql: "PRAGMA application_id") ?? 0
        let tables = Set(try String.fetchAll(database, sql: "SELECT name FROM sqlite_schema WHERE type = 'table'"))
        if tables.isEmpty, version == 0, application == 0 { return 0 }
        let isOurs = application == applicationID
        guard isOurs || tables.contains("event") else { throw JournalError.notAJournal(path: path) }
        if isOurs, version > schema { throw JournalError.newer(schema: version, known: schema) }
        let needed = version < schema ? ["event", "business_day"] : ["event", "business_day", "personal"]
        guard isOurs, tables.isSuperset(of: needed) else { throw JournalError.damagedHeader(path: path) }
        return version
    }

    /// Throws where the table of days and the events that opened them differ, up to an event.
    static func days(_ database: Database, equal openings: [String: Int], through last: Int) throws {
        let rows = try Row.fetchAll(
            database, sql: "SELECT day, firstSeq FROM business_day WHERE firstSeq <= ?", arguments: [last])
        var days: [String: Int] = [:]
        for row in rows {
            guard let day = String.fromDatabaseValue(row[0]), let first = Int.fromDatabaseValue(row[1]) else {
                throw JournalError.misplacedDay("?", sequence: last)
            }
            days[day] = first
        }
        for (day, sequence) in openings.merging(days, uniquingKeysWith: { _, row in row }).sorted(by: <) {
            guard days[day] == openings[day] else { throw JournalError.misplacedDay(day, sequence: sequence) }
        }
    }

    /// Throws at words that are not those of their event; words that were erased are no fault.
    static func words(_ database: Database, through last: Int) throws {
        let rows = try Row.fetchCursor(database, sql: wordsWithDigests, arguments: [0, last])
        while let row = try rows.next() {
            guard areThose(row) else { throw JournalError.changedWords(sequence: row[0]) }
        }
    }

    /// seq, field, salt, words, and the digest that the event has, after one event and up to another. A field may lie within
    /// another, like `opened.contact`; one that a flipped bit has made no path at all is found nowhere and fails no query.
    static let wordsWithDigests = """
        SELECT personal.seq, field, salt, words,
               (SELECT atom FROM json_tree(CAST(body AS TEXT)) WHERE fullkey = '$.' || field)
        FROM personal LEFT JOIN event USING (seq) WHERE personal.seq > ? AND personal.seq <= ? ORDER BY personal.seq
        """

    static func areThose(_ row: Row) -> Bool {
        guard let salt = Data.fromDatabaseValue(row[2]), let words = String.fromDatabaseValue(row[3]) else {
            return false
        }
        return PersonalWords.digest(of: words, salt: salt) == String.fromDatabaseValue(row[4])
    }
}

extension StoredEvent {
    /// Of seq, day, at, kind, body and chain. Nil where one is not of its type: a bit that flips may change that.
    init?(_ row: Row) {
        guard let sequence = Int.fromDatabaseValue(row[0]), let day = String.fromDatabaseValue(row[1]),
            let at = Int64.fromDatabaseValue(row[2]), let kind = String.fromDatabaseValue(row[3]),
            let body = Data.fromDatabaseValue(row[4]), let chain = Data.fromDatabaseValue(row[5])
        else { return nil }
        self.init(sequence: sequence, day: day, at: at, kind: kind, body: body, chain: chain)
    }
}
