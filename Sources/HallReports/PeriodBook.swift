package import HallCore

/// Rebuilds the figures of a period from its events, in order. A visit that is carried from one of its days into another
/// is one visit; what has ended is counted when its day does and forgotten, so that a year takes no more room than a day.
struct PeriodBook {
    private var days = DayBook()
    private var attendance = AttendanceBook()
    private var course = CourseBook()
    private(set) var tally: SplitTally
    private(set) var suspects: [SuspectService] = []
    private(set) var dayCount = 0
    /// Ratings that an upheld appeal took out.
    private let excluded: Set<TicketID>
    private let verdicts: [DenialID: Bool]

    init(by split: Split?, excluded: Set<TicketID> = [], verdicts: [DenialID: Bool] = [:]) {
        tally = SplitTally(by: split)
        (self.excluded, self.verdicts) = (excluded, verdicts)
    }

    mutating func record(_ event: Event) {
        if case .dayOpened(let opened) = event.body {
            closeDay()
            dayCount += 1
            tally.list(opened.configuration)
        }
        days.record(event)
        attendance.record(event)
        course.record(event)
    }

    /// `isOver`: the last day has closed; what is still open is carried out.
    mutating func close(from first: BusinessDay, through last: BusinessDay, isOver: Bool) -> SplitTally {
        closeDay()
        for visit in days.takeAll() { count(visit, isOver: isOver) }
        for one in days.appointments {
            tally.change(
                { $0.keys(ofService: one.service, window: nil, staff: nil, community: one.community) },
                days.configuration
            ) { $0.appointments.add(one.counts) }
        }
        course.count(
            into: &tally, days.configuration, from: first, through: last, verdicts: verdicts)
        tally.sortHours()
        return tally
    }

    private mutating func closeDay() {
        for visit in days.takeEnded() { count(visit, isOver: false) }
        for time in attendance.times() {
            tally.change({ $0.keys(of: time) }, days.configuration) { $0.count(time) }
        }
        attendance = AttendanceBook()
        for one in days.takeTurnedAway() {
            tally.change({ $0.keys(ofTurnedAway: one.service, hour: one.hour) }, days.configuration) {
                $0.countTurnedAway()
            }
        }
    }

    private mutating func count(_ visit: Visit, isOver: Bool) {
        let configuration = days.configuration
        let rules = configuration?.course ?? CourseRules()
        tally.change({ $0.keys(of: visit) }, configuration) {
            $0.count(visit, isOver: isOver, closures: days.closures)
        }
        if let score = visit.score, let leg = visit.ratedLeg {
            let isExcluded = excluded.contains(visit.ticket)
            tally.change({ $0.keys(of: visit.legs[leg], in: visit) }, configuration) {
                $0.count(score, excluded: isExcluded)
            }
        }
        for leg in visit.legs {
            tally.change({ $0.keys(of: leg, in: visit) }, configuration) { $0.count(leg, rules) }
            for matter in leg.matters {
                tally.change({ $0.keys(of: matter, at: leg, in: visit) }, configuration) { $0.count(matter) }
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
