package import HallCore
import HallJournal
import Synchronization

/// How often each level was given, from 5 (非常满意) down to 1.
package struct Ratings: Sendable, Equatable {
    package private(set) var levels = [Int](repeating: 0, count: 5)

    package init() {}

    package var count: Int { levels.reduce(0, +) }

    /// How many of a level from `min` up.
    package func count(from min: Int) -> Int { levels.prefix(6 - min).reduce(0, +) }

    package subscript(score: Int) -> Int { levels[5 - score] }

    mutating func add(_ score: Int) { levels[5 - score] += 1 }

    mutating func append(_ other: Ratings) {
        for index in levels.indices { levels[index] += other.levels[index] }
    }
}

extension Reports {
    /// Fewer could be told apart.
    private static let ratingsMin = 5
    private static let monthsBack = 6

    /// What the visits of one person were rated, by month, the last first: only months that are over.
    package func ownRatings(
        of staff: StaffID, before today: BusinessDay
    ) throws -> [(month: String, count: Int, levels: [Int])] {
        let (year, month, _) = today.yearMonthDay
        let end = BusinessDay(year: year, month: month, day: 1)!.adding(days: -1)
        var begin = end
        for _ in 0..<Self.monthsBack { begin = begin.firstOfMonth.adding(days: -1) }
        var months: [String: Ratings] = [:]
        let excluded = try verdicts(from: begin, through: today).excluded
        for day in try journal.days(from: begin.adding(days: 1), through: end) {
            for visit in try book(of: day)?.visits ?? [] where !excluded.contains(visit.ticket) {
                guard let score = visit.score, let leg = visit.ratedLeg, visit.legs[leg].staff == staff else {
                    continue
                }
                months[String("\(day)".prefix(7)), default: Ratings()].add(score)
            }
        }
        return months.filter { $0.value.count >= Self.ratingsMin }.sorted { $0.key > $1.key }
            .map { ($0.key, $0.value.count, $0.value.levels) }
    }

    /// Nil where the day never opened.
    func book(of day: BusinessDay) throws -> DayBook? {
        let book = Mutex<DayBook?>(nil)
        try journal.events(of: day) { event in
            book.withLock { book in
                if book == nil { book = DayBook() }
                book!.record(event)
            }
        }
        return book.withLock { $0 }
    }
}

extension BusinessDay {
    package var firstOfMonth: BusinessDay {
        let (year, month, _) = yearMonthDay
        return BusinessDay(year: year, month: month, day: 1)!
    }
}
