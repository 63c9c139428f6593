package import HallCore
import HallJournal
import Synchronization

/// How full the hall was at the same time of the same weekdays before.
package struct UsualLoad: Sendable, Equatable {
    /// Those that had business, of the weeks before; the newest first.
    package private(set) var days: [BusinessDay] = []
    private var waiting: [String: Int] = [:]
    private var issued: [String: Int] = [:]

    package static let weeks = 4

    /// On average; nil where there is no such day: no data is not zero.
    package func waiting(_ category: String) -> Double? { mean(waiting[category]) }
    package func issued(_ category: String) -> Double? { mean(issued[category]) }

    private func mean(_ sum: Int?) -> Double? { days.isEmpty ? nil : Double(sum ?? 0) / Double(days.count) }

    fileprivate mutating func add(_ hall: Hall, of day: BusinessDay) {
        days.append(day)
        let category = { (id: TicketID) in
            hall[id].flatMap { hall.configuration?.service($0.service)?.category }
        }
        for one in hall.waiting { category(one.id).map { waiting[$0, default: 0] += 1 } }
        for id in hall.issued.array where id.day == day { category(id).map { issued[$0, default: 0] += 1 } }
    }
}

/// The same for whoever asks within the minute: days are read for it.
package final class UsualLoadCache: Sendable {
    private let last = Mutex<(day: BusinessDay, minute: Int, load: UsualLoad)?>(nil)

    package init() {}

    /// Blocks.
    package func load(
        at now: CivilTime, today: BusinessDay, _ reports: Reports, _ limits: HallLimits
    ) throws -> UsualLoad {
        // Held while it is read: who asks meanwhile waits for the same.
        try last.withLock { last in
            if let last, last.day == now.day, last.minute == now.minuteOfDay { return last.load }
            let load = try reports.usualLoad(at: now, today: today, limits: limits)
            last = (now.day, now.minuteOfDay, load)
            return load
        }
    }
}

extension Reports {
    /// Of the weekdays before today, as they stood at this time of the day. Blocks.
    package func usualLoad(at now: CivilTime, today: BusinessDay, limits: HallLimits) throws -> UsualLoad {
        var load = UsualLoad()
        // On days on which none opens the last one goes on: it compares with nothing.
        guard now.day == today else { return load }
        for week in 1...UsualLoad.weeks {
            let day = today.adding(days: -7 * week)
            guard try !journal.days(from: day, through: day).isEmpty else { continue }
            let replayed = Mutex(Hall(limits: limits))
            try journal.numberedEvents(of: day) { _, event in
                // What comes after the first event past the time is past it too, whatever its clock said.
                let isOver = event.at.civil.day != day || event.at.civil.minuteOfDay >= now.minuteOfDay
                if !isOver { replayed.withLock { $0.apply(event) } }
                return !isOver
            }
            load.add(replayed.withLock { $0 }, of: day)
        }
        return load
    }
}
