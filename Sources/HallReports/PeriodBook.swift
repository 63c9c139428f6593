package import HallCore

/// Rebuilds the figures of a period from its events, in order. A visit that is carried from one of its days into another
/// is one visit; what has ended is counted when its day does and forgotten, so that a year takes no more room than a day.
struct PeriodBook {
    private var days = DayBook()
    private var attendance = AttendanceBook()
    private var course = CourseBook()
    /// One for each split, over the same events.
    private var tallies: [SplitTally]
    private(set) var suspects: [SuspectService] = []
    private(set) var dayCount = 0
    /// Ratings that an upheld appeal took out.
    private let excluded: Set<TicketID>
    private let verdicts: [DenialID: Bool]

    init(by splits: [Split?], excluded: Set<TicketID> = [], verdicts: [DenialID: Bool] = [:]) {
        tallies = splits.map { SplitTally(by: $0) }
        (self.excluded, self.verdicts) = (excluded, verdicts)
    }

    mutating func record(_ event: Event) {
        if case .dayOpened(let opened) = event.body {
            closeDay()
            dayCount += 1
            for index in tallies.indices {
                tallies[index].day = event.day
                tallies[index].list(opened.configuration)
            }
        }
        days.record(event)
        attendance.record(event)
        course.record(event)
    }

    /// `isOver`: the last day has closed; what is still open is carried out.
    mutating func close(from first: BusinessDay, through last: BusinessDay, isOver: Bool) -> [SplitTally] {
        closeDay()
        for visit in days.takeAll() { count(visit, isOver: isOver) }
        for one in days.appointments {
            change({ $0.keys(ofService: one.service, window: nil, staff: nil, community: one.community) }) {
                $0.appointments.add(one.counts)
            }
        }
        for index in tallies.indices {
            course.count(into: &tallies[index], days.configuration, from: first, through: last, verdicts: verdicts)
            tallies[index].sortTimes()
        }
        return tallies
    }

    private mutating func change(_ keys: (SplitKeys) -> [String], _ change: (inout Tally) -> Void) {
        for index in tallies.indices { tallies[index].change(keys, days.configuration, change) }
    }

    private mutating func closeDay() {
        for visit in days.takeEnded() { count(visit, isOver: false) }
        for time in attendance.times() {
            change({ $0.keys(of: time) }) { $0.count(time) }
        }
        attendance = AttendanceBook()
        for one in days.takeTurnedAway() {
            change({ $0.keys(ofTurnedAway: one.service, hour: one.hour) }) { $0.countTurnedAway() }
        }
    }

    private mutating func count(_ visit: Visit, isOver: Bool) {
        let rules = days.configuration?.course ?? CourseRules()
        let closures = days.closures
        change({ $0.keys(of: visit) }) { $0.count(visit, isOver: isOver, closures: closures) }
        if let score = visit.score, let leg = visit.ratedLeg {
            let isExcluded = excluded.contains(visit.ticket)
            change({ $0.keys(of: visit.legs[leg], in: visit) }) { $0.count(score, excluded: isExcluded) }
        }
        for leg in visit.legs {
            change({ $0.keys(of: leg, in: visit) }) { $0.count(leg, rules) }
            for matter in leg.matters {
                change({ $0.keys(of: matter, at: leg, in: visit) }) { $0.count(matter) }
            }
            if let why = leg.suspicion(rules), suspects.count < SuspectService.countMax {
                suspects.append(SuspectService(visit, leg, why))
            }
        }
    }
}

/// A service that was shorter or longer than the hall takes for usual.
package struct SuspectService: Sendable, Equatable {
    package let ticket: TicketID
    package let service: ServiceCode
    package let window: WindowNumber
    package let staff: StaffID?
    package let seconds: Int
    package let why: Suspicion

    /// More are counted, and not listed.
    static let countMax = 1000

    init(_ visit: Visit, _ leg: Leg, _ why: Suspicion) {
        (ticket, service, window, staff, self.why) = (visit.ticket, leg.service, leg.window, leg.staff, why)
        seconds = Int((leg.serviceMilliseconds ?? 0) / 1000)
    }
}
