import HallCore
import HallReports
import HallWire

// How figures travel.

extension WireTally {
    init(_ tally: Tally, _ rules: AppraisalRules) {
        self.init()
        (issued, carriedIn, carriedOut) = (tally.issued, tally.carriedIn, tally.carriedOut)
        (waiting, called) = (tally.count(.waiting), tally.count(.called))
        (serving, parked) = (tally.count(.serving), tally.count(.parked))
        (served, noShow) = (tally.count(.served), tally.count(.noShow))
        (cancelled, voided) = (tally.count(.cancelled), tally.count(.voided))
        printFailures = tally.printFailures
        (returned, entered, homeVisits) = (tally.returned, tally.entered, tally.homeVisits)
        byAppointment = tally.byAppointment
        (turnedAway, overtime, corrected) = (tally.turnedAway, tally.overtime, tally.corrected)
        (appointments.booked, appointments.kept) = (tally.appointments.booked, tally.appointments.kept)
        (appointments.missed, appointments.cancelled) = (tally.appointments.missed, tally.appointments.cancelled)
        matters = WireOutcomes(tally)
        wait = tally.wait.map { WireSpread($0) }
        waits = WireWaits(tally.waits)
        walk = tally.walk.map { WireSpread($0) }
        serviceTime = tally.serviceTime.map { WireSpread($0) }
        (suspects.short, suspects.long) = (tally.shortServices, tally.longServices)
        windowTime = WireWindowTime(tally.windowTime)
        (promise.given, promise.kept) = (tally.promised, tally.promiseKept)
        ratings = WireRatings(tally, rules)
        cases = WireCaseCounts(tally.cases)
        (denials.recorded, denials.upheld) = (tally.denials.recorded, tally.denials.upheld)
        (denials.overturned, denials.unsigned) = (tally.denials.overturned, tally.denials.unsigned)
        followUps = WireFollowUpCounts(tally.followUps)
    }

    init(_ tally: SplitTally, _ rules: AppraisalRules) {
        self.init(tally.whole, rules)
        (formula, broken) = (formulaVersion, tally.brokenEquations)
        guard tally.split != nil else { return }
        groups = tally.groups.map { key, tally in
            var group = WireTally(tally, rules)
            group.key = key
            return group
        }
    }
}

extension WireSpread {
    init(_ spread: Spread) {
        self.init(count: spread.count, mean: spread.mean, median: spread.median, p90: spread.p90, max: spread.max)
    }

    init?(_ samples: [Int64]) {
        guard let spread = Spread(milliseconds: samples) else { return nil }
        self.init(spread)
    }
}

extension WireOutcomes {
    fileprivate init(_ tally: Tally) {
        self.init()
        (done, accepted) = (tally.count(.done), tally.count(.accepted))
        (materialsIncomplete, denied) = (tally.count(.materialsIncomplete), tally.count(.denied))
        (referred, consulted) = (tally.count(.referred), tally.count(.consulted))
        (handedOut, unserved) = (tally.count(.handedOut), tally.count(.unserved))
        byDefault = tally.mattersByDefault
    }
}

extension WireWaits {
    fileprivate init(_ waits: Waits) {
        self.init()
        (within15, within30) = (waits.countWithin(minutes: 15), waits.countWithin(minutes: 30))
        (open, stages) = (WireSpread(waits.open), WireSpread(waits.stages))
        (total, unserved) = (WireSpread(waits.total), WireSpread(waits.unserved))
    }
}

extension WireWindowTime {
    fileprivate init(_ time: WindowSeconds) {
        func seconds(_ milliseconds: Int64) -> Int { Int((milliseconds + 500) / 1000) }
        self.init()
        (open, occupied, serving) = (seconds(time.open), seconds(time.occupied), seconds(time.serving))
        (idle, work) = (seconds(time.idle), seconds(time.work))
        (`break`, unstated) = (seconds(time.break), seconds(time.unstated))
    }
}

extension WireRatings {
    fileprivate init(_ tally: Tally, _ rules: AppraisalRules) {
        self.init()
        (levels, excluded, unrated) = (tally.ratings.levels, tally.excludedRatings.levels, tally.unrated)
        (satisfiedMin, unratedCountsAs) = (rules.satisfiedMin, rules.unratedCountsAs)
        satisfied = tally.ratings.count(from: rules.satisfiedMin)
        ofRated = share(satisfied, of: tally.ratings.count)
        let counted = (rules.unratedCountsAs ?? 0) >= rules.satisfiedMin ? unrated : 0
        ofAll = share(satisfied + counted, of: tally.ratings.count + unrated)
    }
}

private func share(_ part: Int, of whole: Int) -> Double? { whole == 0 ? nil : Double(part) / Double(whole) }

extension WireCaseCounts {
    fileprivate init(_ cases: CaseCounts) {
        self.init()
        (opening, accepted, completed) = (cases.opening, cases.accepted, cases.completed)
        (withdrawn, denied, closing) = (cases.withdrawn, cases.denied, cases.closing)
        (due, kept, overdue) = (cases.due, cases.kept, cases.overdue)
    }
}

extension WireFollowUpCounts {
    fileprivate init(_ counts: FollowUpCounts) {
        self.init()
        (opening, opened, answered) = (counts.opening, counts.opened, counts.answered)
        (closing, due, kept) = (counts.closing, counts.due, counts.kept)
    }
}
