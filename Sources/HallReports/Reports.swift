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
        try figures(from: day, through: day, by: split, today: today)?.tally
    }

    /// Over the days that opened within the range; nil where none did.
    package func figures(
        from first: BusinessDay, through last: BusinessDay, by split: Split?, today: BusinessDay?
    ) throws -> PeriodFigures? {
        try figures(from: first, through: last, bySeveral: [split], today: today)?[0]
    }

    /// By several splits, from one reading of the events.
    package func figures(
        from first: BusinessDay, through last: BusinessDay, bySeveral splits: [Split?], today: BusinessDay?
    ) throws -> [PeriodFigures]? {
        let days = try journal.days(from: first, through: last)
        guard let firstOpened = days.first, let lastOpened = days.last else { return nil }
        let later = try verdicts(from: firstOpened, through: max(lastOpened, today ?? lastOpened))
        let book = Mutex(PeriodBook(by: splits, excluded: later.excluded, verdicts: later.denials))
        for day in days { try journal.events(of: day) { event in book.withLock { $0.record(event) } } }
        return book.withLock { book in
            book.close(from: first, through: last, isOver: lastOpened != today).map { tally in
                PeriodFigures(tally: tally, days: book.dayCount, suspects: book.suspects)
            }
        }
    }

    /// From the first to the last day that opened within the range; nil where none did.
    package func opened(from first: BusinessDay, through last: BusinessDay) throws -> DaySpan? {
        let days = try journal.days(from: first, through: last)
        return days.first.map { DaySpan(first: $0, last: days.last!) }
    }

    /// What was decided later about ratings and denials of these days.
    func verdicts(
        from first: BusinessDay, through today: BusinessDay
    ) throws -> (excluded: Set<TicketID>, denials: [DenialID: Bool]) {
        let found = Mutex<(excluded: Set<TicketID>, denials: [DenialID: Bool])>(([], [:]))
        try journal.events(ofKinds: [.appealDecided, .denialSigned], from: first, through: today) { _, event in
            found.withLock { found in
                switch event.body {
                case .appealDecided(let fields):
                    if fields.upheld, let ticket = fields.ticket { found.excluded.insert(ticket) }
                case .denialSigned(let fields): found.denials[fields.denial] = fields.verdict.upheld
                default: break
                }
            }
            return true
        }
        return found.withLock { $0 }
    }
}

/// The figures of a period, and over how many business days.
package struct PeriodFigures: Sendable {
    package let tally: SplitTally
    package let days: Int
    package let suspects: [SuspectService]
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
