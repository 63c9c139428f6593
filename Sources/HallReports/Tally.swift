package import HallCore

/// The version of the formulas behind every figure, named on every report. It changes whenever a figure of the same
/// events would.
package let formulaVersion = 1

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

/// How long people waited, in milliseconds each.
package struct Waits: Sendable, Equatable {
    /// To the first call, of everybody who was called.
    package fileprivate(set) var first: [Int64] = []
    /// The same without the hours at which the hall was closed in between; not of tickets that were carried in.
    package fileprivate(set) var open: [Int64] = []
    /// Of each stage: to the first call, and after each transfer, return or pass to the next.
    package fileprivate(set) var stages: [Int64] = []
    /// All stages of a visit together.
    package fileprivate(set) var total: [Int64] = []
    /// Of those who left unserved, until they did.
    package fileprivate(set) var unserved: [Int64] = []

    package func countWithin(minutes: Int) -> Int { first.count { $0 <= Int64(minutes) * 60_000 } }
}

/// Time at windows, in milliseconds.
package struct WindowSeconds: Sendable, Equatable {
    package fileprivate(set) var open: Int64 = 0
    /// Of that, with a resident called or served.
    package fileprivate(set) var occupied: Int64 = 0
    package fileprivate(set) var serving: Int64 = 0
    package fileprivate(set) var work: Int64 = 0
    package fileprivate(set) var `break`: Int64 = 0
    package fileprivate(set) var unstated: Int64 = 0

    /// Ready, and nobody there.
    package var idle: Int64 { max(0, open - occupied) }
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
    /// Who came and got no number.
    package private(set) var turnedAway = 0
    /// 延时服务: visits that ended after the hall had closed.
    package private(set) var overtime = 0
    /// Visits that came with an appointment.
    package private(set) var byAppointment = 0
    /// Visits that had been taken for another service (更正事项).
    package private(set) var corrected = 0
    /// Visits that were promised a wait, and were called, and those of them that waited no longer.
    package private(set) var promised = 0
    package private(set) var promiseKept = 0
    /// Services under the hall's shortest, and over its longest.
    package private(set) var shortServices = 0
    package private(set) var longServices = 0
    private var matters = [Int](repeating: 0, count: Outcome.allCases.count)
    /// Matters that nobody said anything about: counted as their service's default.
    package private(set) var mattersByDefault = 0
    private var states = [Int](repeating: 0, count: TicketState.allCases.count)
    package private(set) var waits = Waits()
    private var walks: [Int64] = []
    private var services: [Int64] = []
    package private(set) var windowTime = WindowSeconds()
    /// Those that count; and those that an upheld appeal took out.
    package private(set) var ratings = Ratings()
    package private(set) var excludedRatings = Ratings()
    package internal(set) var appointments = AppointmentCounts()
    package internal(set) var cases = CaseCounts()
    package internal(set) var denials = DenialCounts()
    package internal(set) var followUps = FollowUpCounts()

    package init() {}

    package func count(_ state: TicketState) -> Int { states[Self.index(of: state)] }
    /// 办件, as many as were brought at once.
    package func count(_ outcome: Outcome) -> Int { matters[Self.index(of: outcome)] }
    package var matterCount: Int { matters.reduce(0, +) }
    package var wait: Spread? { Spread(milliseconds: waits.first) }
    package var walk: Spread? { Spread(milliseconds: walks) }
    package var serviceTime: Spread? { Spread(milliseconds: services) }
    /// Visits that ended here and were served: those who could have rated.
    package var unrated: Int { max(0, count(.served) - ratings.count - excludedRatings.count) }

    /// issued + carried in = the sum of the states + carried out.
    package var balances: Bool { issued + carriedIn == states.reduce(0, +) + carriedOut }

    // MARK: Counting

    /// `isOver`: the last of its days has closed.
    mutating func count(_ visit: Visit, isOver: Bool, closures: [Range<Int64>]) {
        printFailures += visit.printFailures
        if visit.cameBackToday { returned += 1 }
        guard !visit.isFromEarlierDay else { return }
        if visit.isOvertime { overtime += 1 }
        if visit.wasCorrected { corrected += 1 }
        if visit.appointment != nil { byAppointment += 1 }
        if let entered = visit.entered {
            self.entered += 1
            if entered.channel == .homeVisit { homeVisits += 1 }
        }
        if visit.isCarriedIn { carriedIn += 1 } else { issued += 1 }
        if isOver, visit.state.isOpen {
            carriedOut += 1
        } else {
            states[Self.index(of: visit.state)] += 1
        }
        countWaits(of: visit, closures)
    }

    mutating func count(_ score: Int, excluded: Bool) {
        if excluded { excludedRatings.add(score) } else { ratings.add(score) }
    }

    private mutating func countWaits(of visit: Visit, _ closures: [Range<Int64>]) {
        if let total = visit.totalWaitMilliseconds { waits.total.append(total) }
        if let unserved = visit.unservedWaitMilliseconds { waits.unserved.append(unserved) }
        guard let wait = visit.waitMilliseconds, let called = visit.firstCalledAt else { return }
        waits.first.append(wait)
        if !visit.isCarriedIn {
            // Whoever is called before the hall opens again waited for those who still serve.
            let closed = closures.filter { $0.upperBound <= called }.reduce(0) { sum, one in
                sum + max(0, one.upperBound - max(one.lowerBound, visit.waitsSince))
            }
            waits.open.append(wait - closed)
        }
        guard let promise = visit.promised else { return }
        promised += 1
        if wait <= Int64(promise.highMinutes) * 60_000 { promiseKept += 1 }
    }

    mutating func count(_ leg: Leg, _ rules: CourseRules) {
        if let wait = leg.waitMilliseconds { waits.stages.append(wait) }
        if let walk = leg.walkMilliseconds { walks.append(walk) }
        if let time = leg.serviceMilliseconds { services.append(time) }
        switch leg.suspicion(rules) {
        case .short: shortServices += 1
        case .long: longServices += 1
        case nil: break
        }
    }

    mutating func count(_ matter: Matter) {
        matters[Self.index(of: matter.outcome)] += matter.count
        if matter.byDefault == true { mattersByDefault += matter.count }
    }

    mutating func count(_ time: WindowTime) {
        windowTime.open += time.openMilliseconds
        windowTime.occupied += time.occupiedMilliseconds
        windowTime.serving += time.servingMilliseconds
        windowTime.work += time.workMilliseconds
        windowTime.break += time.breakMilliseconds
        windowTime.unstated += time.unstatedMilliseconds
    }

    mutating func countTurnedAway() { turnedAway += 1 }

    private static func index(of state: TicketState) -> Int { TicketState.allCases.firstIndex(of: state)! }
    private static func index(of outcome: Outcome) -> Int { Outcome.allCases.firstIndex(of: outcome)! }
}

/// A service that somebody should look at: listed, never dropped.
package enum Suspicion: String, Sendable { case short, long }

extension Leg {
    package func suspicion(_ rules: CourseRules) -> Suspicion? {
        guard let time = serviceMilliseconds else { return nil }
        if time < Int64(rules.shortServiceSecondsMax) * 1000 { return .short }
        return time > Int64(rules.longServiceMinutesMin) * 60_000 ? .long : nil
    }
}
