package import HallCore
package import HallJournal
import Synchronization

/// Tallies from the journal. Everything here blocks while it reads.
package struct Reports: Sendable {
    private let journal: SQLiteJournal

    package init(_ journal: SQLiteJournal) {
        self.journal = journal
    }

    /// Nil where the day never opened: no data is not zero.
    package func tally(of day: BusinessDay, by split: Split?, today: BusinessDay?) throws -> SplitTally? {
        let book = Mutex(DayBook())
        let known = Mutex(false)
        try journal.events(of: day) { event in
            known.withLock { $0 = true }
            book.withLock { $0.record(event) }
        }
        guard known.withLock({ $0 }) else { return nil }
        return SplitTally(of: book.withLock { $0 }, by: split, dayIsClosed: day != today)
    }

    /// Over the days that opened within the range, and how many those are; nil where none did.
    package func tally(
        from first: BusinessDay, through last: BusinessDay, by split: Split?, today: BusinessDay?
    ) throws -> (tally: SplitTally, days: Int)? {
        let days = try journal.days(from: first, through: last)
        var sum: SplitTally?
        for day in days {
            guard let tally = try tally(of: day, by: split, today: today) else { continue }
            if sum == nil { sum = tally } else { sum!.append(tally) }
        }
        return sum.map { ($0, days.count) }
    }
}
