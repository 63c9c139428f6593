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

extension Reports {
    /// Of the weekdays before today, as they stood at this time of the day. Blocks.
    package func usualLoad(at now: CivilTime, today: BusinessDay, limits: HallLimits) throws -> UsualLoad {
        var load = UsualLoad()
        for week in 1...UsualLoad.weeks {
            let day = today.adding(days: -7 * week)
            guard try !journal.days(from: day, through: day).isEmpty else { continue }
            let replayed = Mutex((hall: Hall(limits: limits), isOver: false))
            try journal.events(of: day) { event in
                replayed.withLock { replayed in
                    // What comes after the first event past the time is past it too, whatever its clock said.
                    let civil = event.at.civil
                    replayed.isOver = replayed.isOver || civil.day != day || civil.minuteOfDay >= now.minuteOfDay
                    if !replayed.isOver { replayed.hall.apply(event) }
                }
            }
            load.add(replayed.withLock { $0.hall }, of: day)
        }
        return load
    }
}
