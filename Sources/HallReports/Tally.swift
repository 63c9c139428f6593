package import HallCore

/// What a tally may be split by.
package enum Split: String, Sendable, CaseIterable {
    case service, category, window, staff, priority, community, hour
}

/// A distribution of durations, in seconds.
package struct Spread: Sendable, Equatable {
    package let count: Int
    package let mean: Double
    package let median: Double
    /// The smallest sample that nine tenths do not exceed (nearest rank).
    package let p90: Double
    package let max: Double

    /// Nil without samples: a figure of nothing is no figure.
    package init?(milliseconds samples: [Int64]) {
        guard !samples.isEmpty else { return nil }
        let sorted = samples.sorted()
        let middle = sorted.count / 2
        let twiceMedian = sorted.count % 2 == 1 ? 2 * sorted[middle] : sorted[middle - 1] + sorted[middle]
        count = sorted.count
        mean = Double(sorted.reduce(0, +)) / Double(sorted.count) / 1000
        median = Double(twiceMedian) / 2000
        p90 = Double(sorted[(sorted.count * 9 + 9) / 10 - 1]) / 1000
        max = Double(sorted[sorted.count - 1]) / 1000
    }
}

/// The figures of a day or of several, whole or of one group.
package struct Tally: Sendable, Equatable {
    package private(set) var issued = 0
    package private(set) var carriedIn = 0
    package private(set) var carriedOut = 0
    package private(set) var printFailures = 0
    /// Visits of earlier days that came back with what had been missing: counted there, served here.
    package private(set) var returned = 0
    /// Visits put on record afterwards (补录), and of those the ones at people's homes (上门).
    package private(set) var entered = 0
    package private(set) var homeVisits = 0
    /// Appointments for these days (预约).
    package private(set) var appointments = AppointmentCounts()
    /// Who came and got no number.
    package private(set) var turnedAway = 0
    /// 延时服务: visits that ended after the hall had closed.
    package private(set) var overtime = 0
    private var matters = [Int](repeating: 0, count: Outcome.allCases.count)
    /// Matters that nobody said anything about: counted as their service's default.
    package private(set) var mattersByDefault = 0
    private var states = [Int](repeating: 0, count: TicketState.allCases.count)
    private var waits: [Int64] = []
    private var services: [Int64] = []

    package init() {}

    package func count(_ state: TicketState) -> Int { states[Self.index(of: state)] }
    /// 办件, as many as were brought at once.
    package func count(_ outcome: Outcome) -> Int { matters[Self.index(of: outcome)] }
    package var wait: Spread? { Spread(milliseconds: waits) }
    package var serviceTime: Spread? { Spread(milliseconds: services) }

    /// issued + carried in = the sum of the states + carried out.
    package var balances: Bool { issued + carriedIn == states.reduce(0, +) + carriedOut }

    mutating func count(_ visit: Visit, dayIsClosed: Bool) {
        printFailures += visit.printFailures
        if visit.cameBackToday { returned += 1 }
        guard !visit.isFromEarlierDay else { return }
        if visit.isOvertime { overtime += 1 }
        if let entered = visit.entered {
            self.entered += 1
            if entered.channel == .homeVisit { homeVisits += 1 }
        }
        if visit.isCarriedIn { carriedIn += 1 } else { issued += 1 }
        if dayIsClosed, visit.state.isOpen {
            carriedOut += 1
        } else {
            states[Self.index(of: visit.state)] += 1
        }
        if let wait = visit.waitMilliseconds { waits.append(wait) }
    }

    mutating func count(_ counts: AppointmentCounts) {
        appointments.booked += counts.booked
        appointments.kept += counts.kept
        appointments.missed += counts.missed
        appointments.cancelled += counts.cancelled
    }

    mutating func countTurnedAway() { turnedAway += 1 }

    mutating func count(_ matter: Matter) {
        matters[Self.index(of: matter.outcome)] += matter.count
        if matter.byDefault == true { mattersByDefault += matter.count }
    }

    mutating func count(_ leg: Leg) {
        if let time = leg.serviceMilliseconds { services.append(time) }
    }

    /// The next day's figures. What was carried from one day into the other is neither in nor out of both.
    mutating func append(_ next: Tally, carriedBetween: Int) {
        issued += next.issued
        carriedIn += next.carriedIn - carriedBetween
        carriedOut += next.carriedOut - carriedBetween
        for index in states.indices { states[index] += next.states[index] }
        waits += next.waits
        printFailures += next.printFailures
        returned += next.returned
        entered += next.entered
        homeVisits += next.homeVisits
        turnedAway += next.turnedAway
        count(next.appointments)
        overtime += next.overtime
        for index in matters.indices { matters[index] += next.matters[index] }
        mattersByDefault += next.mattersByDefault
        services += next.services
    }

    private static func index(of state: TicketState) -> Int { TicketState.allCases.firstIndex(of: state)! }
    private static func index(of outcome: Outcome) -> Int { Outcome.allCases.firstIndex(of: outcome)! }
}

/// A tally and, where asked for, its groups in the order in which a table shows them.
package struct SplitTally: Sendable, Equatable {
    package var whole = Tally()
    package var groups: [(key: String, tally: Tally)] = []

    package static func == (left: SplitTally, right: SplitTally) -> Bool {
        left.whole == right.whole && left.groups.map(\.key) == right.groups.map(\.key)
            && left.groups.map(\.tally) == right.groups.map(\.tally)
    }

    package init() {}

    package init(of book: DayBook, by split: Split?, dayIsClosed: Bool) {
        if let split, let configuration = book.configuration {
            groups = split.keys(in: configuration).map { ($0, Tally()) }
        }
        whole.count(book.appointments)
        for one in book.turnedAway {
            whole.countTurnedAway()
            guard let split, let key = split.key(of: one, in: book.configuration) else { continue }
            change(key) { $0.countTurnedAway() }
        }
        for visit in book.visits {
            whole.count(visit, dayIsClosed: dayIsClosed)
            for leg in visit.legs {
                whole.count(leg)
                for matter in leg.matters { whole.count(matter) }
            }
            guard let split else { continue }
            change(split.key(of: visit, in: book.configuration)) { $0.count(visit, dayIsClosed: dayIsClosed) }
            for leg in visit.legs {
                change(split.key(of: leg, in: visit, book.configuration)) { $0.count(leg) }
                for matter in leg.matters {
                    change(split.key(of: matter, at: leg, in: visit, book.configuration)) { $0.count(matter) }
                }
            }
        }
    }

    package mutating func append(_ next: SplitTally) {
        whole.append(next.whole, carriedBetween: min(whole.carriedOut, next.whole.carriedIn))
        for (key, tally) in next.groups {
            change(key) { $0.append(tally, carriedBetween: min($0.carriedOut, tally.carriedIn)) }
        }
    }

    /// Keys that the configuration no longer has come last, in order of appearance.
    private mutating func change(_ key: String, _ change: (inout Tally) -> Void) {
        let index = groups.firstIndex { $0.key == key } ?? groups.count
        if index == groups.count { groups.append((key, Tally())) }
        change(&groups[index].tally)
    }
}

extension Split {
    /// Of tickets that never reached a window, that have no community, and so on.
    package static let none = "none"

    /// What a table lists even where nothing happened.
    fileprivate func keys(in configuration: HallConfiguration) -> [String] {
        switch self {
        case .service: configuration.services.map(\.code)
        case .category: configuration.categories.map(\.prefix)
        case .window: configuration.windows.map { String($0.number) }
        case .staff: configuration.staff.map(\.id)
        case .priority: ["normal"] + configuration.priorityGroups.map(\.code)
        case .community: configuration.communities.map(\.code)
        case .hour: []
        }
    }

    fileprivate func key(of visit: Visit, in configuration: HallConfiguration?) -> String {
        switch self {
        case .service: visit.service
        case .category: configuration?.service(visit.service)?.category ?? Self.none
        case .window: visit.legs.last.map { String($0.window) } ?? Self.none
        case .staff: visit.legs.last?.staff ?? Self.none
        case .priority: visit.priority ?? "normal"
        case .community: visit.community ?? Self.none
        case .hour: padded(visit.arrived.minuteOfDay / 60, digits: 2)
        }
    }

    /// Nil where nobody knows: of somebody who got no number.
    fileprivate func key(
        of one: (service: ServiceCode, why: String, hour: Int), in configuration: HallConfiguration?
    ) -> String? {
        switch self {
        case .service: one.service
        case .category: configuration?.service(one.service)?.category ?? Self.none
        case .hour: padded(one.hour, digits: 2)
        case .window, .staff, .priority, .community: nil
        }
    }

    fileprivate func key(
        of matter: Matter, at leg: Leg, in visit: Visit, _ configuration: HallConfiguration?
    ) -> String {
        switch self {
        case .service: matter.service
        case .category: configuration?.service(matter.service)?.category ?? Self.none
        default: key(of: leg, in: visit, configuration)
        }
    }

    fileprivate func key(of leg: Leg, in visit: Visit, _ configuration: HallConfiguration?) -> String {
        switch self {
        case .window: String(leg.window)
        case .staff: leg.staff ?? Self.none
        case .service: leg.service
        case .category: configuration?.service(leg.service)?.category ?? Self.none
        case .priority, .community, .hour: key(of: visit, in: configuration)
        }
    }
}
