package import HallCore
package import HallJournal
import Synchronization

/// Tallies from the journal. Everything here blocks while it reads.
package struct Reports: Sendable {
    let journal: SQLiteJournal

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

extension Reports {
    /// The day as its closing slip shows it: headings of the catalogue, and figures. Throws where the day never opened.
    package func closingFigures(of day: BusinessDay) throws -> [(heading: String, figure: String)] {
        guard let tally = try tally(of: day, by: nil, today: day)?.whole else { throw NoSuchDay(day: day) }
        var figures = [
            ("issued", tally.issued), ("carriedIn", tally.carriedIn), ("served", tally.count(.served)),
            ("noShow", tally.count(.noShow)), ("cancelled", tally.count(.cancelled)),
            ("voided", tally.count(.voided)),
        ].map { (heading: $0.0, figure: "\($0.1)") }
        let open = TicketState.allCases.filter(\.isOpen).reduce(0) { $0 + tally.count($1) }
        figures.append((heading: "stillOpen", figure: "\(open + tally.carriedOut)"))
        if let wait = tally.wait {
            figures.append((heading: "waitMeanMinutes", figure: minutes(wait.mean)))
            figures.append((heading: "waitLongestMinutes", figure: minutes(wait.max)))
        }
        figures.append((heading: "printFailures", figure: "\(tally.printFailures)"))
        return figures
    }

    package struct NoSuchDay: Error, CustomStringConvertible {
        let day: BusinessDay
        package var description: String { "no business day opened on \(day)" }
    }

    private func minutes(_ seconds: Double) -> String {
        let tenths = Int((seconds / 6).rounded())
        return "\(tenths / 10).\(tenths % 10)"
    }
}
