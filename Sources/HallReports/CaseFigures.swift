import HallCore

/// opening + accepted = completed + withdrawn + denied + closing. As many as were brought at once.
package struct CaseCounts: Sendable, Equatable {
    package internal(set) var opening = 0
    package internal(set) var accepted = 0
    package internal(set) var completed = 0
    package internal(set) var withdrawn = 0
    package internal(set) var denied = 0
    package internal(set) var closing = 0
    /// Whose promise ended within the period, and of those the ones decided in time.
    package internal(set) var due = 0
    package internal(set) var kept = 0
    /// Open and past their promise when the period closed.
    package internal(set) var overdue = 0

    package var balances: Bool { opening + accepted == completed + withdrawn + denied + closing }
}

/// What denials of the period became, as far as is known now.
package struct DenialCounts: Sendable, Equatable {
    package internal(set) var recorded = 0
    package internal(set) var upheld = 0
    package internal(set) var overturned = 0
    package var unsigned: Int { recorded - upheld - overturned }
}

/// opening + opened = answered + closing.
package struct FollowUpCounts: Sendable, Equatable {
    package internal(set) var opening = 0
    package internal(set) var opened = 0
    package internal(set) var answered = 0
    package internal(set) var closing = 0
    /// Whose deadline was within the period, and of those the ones answered in time.
    package internal(set) var due = 0
    package internal(set) var kept = 0

    package var balances: Bool { opening + opened == answered + closing }
}

/// Cases, denials and follow-ups over a period: what was open when its first day did, and what happened to them.
struct CourseBook {
    private var cases: [Case] = []
    private var caseIndex: [CaseID: Int] = [:]
    private var carriedCases: Set<CaseID> = []
    private var followUps: [FollowUp] = []
    private var followUpIndex: [FollowUpID: Int] = [:]
    private var carriedFollowUps: Set<FollowUpID> = []
    private var denials: [(denial: Denial, community: CommunityCode?)] = []
    /// Over before the period began: it counts them only where their time was to end in it.
    private var endedBefore: Set<CaseID> = []
    private var answeredBefore: Set<FollowUpID> = []
    private var hasBegun = false

    mutating func record(_ event: Event) {
        switch event.body {
        case .dayOpened(let day) where !hasBegun:
            hasBegun = true
            for one in day.cases ?? [] { add(one) }
            carriedCases = Set(caseIndex.keys)
            for one in day.followUps ?? [] { add(one) }
            carriedFollowUps = Set(followUpIndex.keys)
            endedBefore = Set((day.cases ?? []).filter { !$0.state.isOpen }.map(\.id))
            answeredBefore = Set((day.followUps ?? []).filter { !$0.state.isOpen }.map(\.id))
        case .caseOpened(let fields): add(fields.opened)
        case .caseMoved(let fields): if let index = caseIndex[fields.case] { cases[index].record(event) }
        case .caseAssigned(let fields): if let index = caseIndex[fields.case] { cases[index].record(event) }
        case .followUpOpened(let fields): add(fields.opened)
        case .followUpMoved(let fields):
            if let index = followUpIndex[fields.followUp] { followUps[index].record(event) }
        case .denialRecorded(let fields):
            let community = fields.denial.case.flatMap { caseIndex[$0] }.flatMap { cases[$0].community }
            denials.append((fields.denial, community))
        default: break
        }
    }

    private mutating func add(_ one: Case) {
        caseIndex[one.id] = cases.count
        cases.append(one)
    }

    private mutating func add(_ one: FollowUp) {
        followUpIndex[one.id] = followUps.count
        followUps.append(one)
    }

    /// Adds what has become of them by the end of `last`.
    func count(
        into tally: inout SplitTally, _ configuration: HallConfiguration?, from first: BusinessDay,
        through last: BusinessDay, verdicts: [DenialID: Bool]
    ) {
        let calendar = configuration?.workCalendar ?? WorkCalendar()
        for one in cases {
            tally.change(
                { $0.keys(ofService: one.service, window: one.window, staff: one.handler, community: one.community) },
                configuration
            ) { tally in
                if !endedBefore.contains(one.id) { tally.cases.count(one, isCarried: carriedCases.contains(one.id)) }
                tally.cases.countDue(one, calendar, from: first, through: last)
            }
        }
        for (denial, community) in denials {
            tally.change(
                {
                    $0.keys(
                        ofService: denial.service, window: denial.window, staff: denial.staff, community: community)
                }, configuration
            ) { $0.denials.count(verdicts[denial.id]) }
        }
        for one in followUps {
            tally.change(
                { $0.keys(ofService: one.service, window: one.window, staff: one.staff, community: one.community) },
                configuration
            ) { tally in
                if !answeredBefore.contains(one.id) {
                    tally.followUps.count(one, isCarried: carriedFollowUps.contains(one.id))
                }
                tally.followUps.countDue(one, from: first, through: last)
            }
        }
    }
}

extension CaseCounts {
    fileprivate mutating func count(_ one: Case, isCarried: Bool) {
        if isCarried { opening += one.count } else { accepted += one.count }
        switch one.state {
        case .completed: completed += one.count
        case .withdrawn: withdrawn += one.count
        case .denied: denied += one.count
        default: closing += one.count
        }
    }

    fileprivate mutating func countDue(
        _ one: Case, _ calendar: WorkCalendar, from first: BusinessDay, through last: BusinessDay
    ) {
        // What somebody took back is nobody's promise any more.
        guard one.state != .withdrawn, let dueDay = one.dueDay(of: one.promisedDays, by: calendar) else { return }
        if (first...last).contains(dueDay) {
            due += one.count
            if let decided = one.decidedOn, decided <= dueDay { kept += one.count }
        }
        if dueDay < last, one.decidedOn == nil { overdue += one.count }
    }
}

extension DenialCounts {
    fileprivate mutating func count(_ verdict: Bool?) {
        recorded += 1
        switch verdict {
        case true?: upheld += 1
        case false?: overturned += 1
        case nil: break
        }
    }
}

extension FollowUpCounts {
    fileprivate mutating func count(_ one: FollowUp, isCarried: Bool) {
        if isCarried { opening += 1 } else { opened += 1 }
        if one.state == .answered { answered += 1 } else { closing += 1 }
    }

    fileprivate mutating func countDue(_ one: FollowUp, from first: BusinessDay, through last: BusinessDay) {
        guard (first...last).contains(one.dueOn) else { return }
        due += 1
        if let answered = one.answeredOn, answered <= one.dueOn { kept += 1 }
    }
}
