import HashTreeCollections

/// A follow-up's number (回访整改编号): the business day on which it began, and an ordinal. Written `F20261121-001`.
package struct FollowUpID: DayNumber {
    package let day: BusinessDay
    package let ordinal: Int

    package init(day: BusinessDay, ordinal: Int) {
        (self.day, self.ordinal) = (day, ordinal)
    }

    package static let letter: Unicode.Scalar? = "F"
    package static let expected = "a follow-up's number like F20261121-001"
}

/// What somebody has to look into and answer.
package enum FollowUpOrigin: String, Codable, Sendable, CaseIterable {
    /// A poor rating of a visit (差评).
    case rating
    /// A residents' committee's periodic appraisal (居委会评议).
    case committee
    /// 意见建议, without a ticket.
    case suggestion
}

package enum FollowUpState: String, Codable, Sendable, CaseIterable {
    case open
    /// 核实: it is known whether it was so.
    case verified
    /// 整改.
    case remedied
    /// 反馈: whoever said it has been answered.
    case answered

    package var isOpen: Bool { self != .answered }

    /// Whether the second may follow the first: what was not so needs no remedy.
    static func leads(from one: FollowUpState, to next: FollowUpState, founded: Bool) -> Bool {
        switch (one, next) {
        case (.open, .verified), (.remedied, .answered): true
        case (.verified, .remedied): founded
        case (.verified, .answered): !founded
        default: false
        }
    }
}

/// Something said about the hall's service, and its course until it is answered (评议整改).
package struct FollowUp: Codable, Equatable, Sendable {
    package let id: FollowUpID
    package let origin: FollowUpOrigin
    /// 5 非常满意 to 1 非常不满意.
    package let score: Int?
    package let service: ServiceCode?
    /// Whose visit it was.
    package let ticket: TicketID?
    package let window: WindowNumber?
    package let staff: StaffID?
    /// Whose committee.
    package let community: CommunityCode?
    package internal(set) var words: PersonalWords?
    package internal(set) var contact: PersonalWords?
    package let openedAt: CivilTime
    /// The last day on which it is answered in time.
    package let dueOn: BusinessDay
    package internal(set) var officer: StaffID?
    package internal(set) var state = FollowUpState.open
    /// Whether it was so; nil until it has been verified.
    package internal(set) var founded: Bool?
    package internal(set) var answeredOn: BusinessDay?
    package internal(set) var course: [FollowUpStep] = []
    package internal(set) var appeal: Appeal?

    /// Until when its own day's state knows of it: so long an appeal may be made.
    func matters(on day: BusinessDay) -> Bool {
        state.isOpen || dueOn >= day || (appeal.map { $0.verdict == nil } ?? false)
    }
}

package struct FollowUpStep: Codable, Equatable, Sendable {
    package var state: FollowUpState
    package var at: CivilTime
    package var staff: StaffID?
    package var words: String
}

/// A clerk's word against a rating of theirs (申诉). Upheld, the rating counts for nothing and stands beside what does.
package struct Appeal: Codable, Equatable, Sendable {
    package var staff: StaffID?
    package var at: CivilTime
    package var reason: String
    package internal(set) var verdict: AppealVerdict?
}

package struct AppealVerdict: Codable, Equatable, Sendable {
    package var upheld: Bool
    package var staff: StaffID?
    package var at: CivilTime
    package var reason: String
}

/// Something said without a ticket.
package struct RemarkRequest: Hashable, Sendable {
    package var origin: FollowUpOrigin
    package var score: Int?
    package var service: String?
    package var community: CommunityCode?
    package var words: PersonalWords?
    package var contact: PersonalWords?

    package init(_ origin: FollowUpOrigin) { self.origin = origin }
}

/// How the hall is appraised (评议, 好差评).
package struct AppraisalRules: Codable, Equatable, Sendable {
    /// Who sees whose visit was rated poorly and looks into it; without any, every administrator.
    package var officers: [StaffID] = []
    /// Ratings up to this one are poor.
    package var poorMax = 2
    /// Ratings from this one on count as satisfied.
    package var satisfiedMin = 3
    /// Working days until whoever rated poorly is answered.
    package var followUpDays = 5
    /// As what a report counts who did not rate: a level; nil: as nothing, they stand apart. Named on the report.
    package var unratedCountsAs: Int?
    /// Rating pads with fewer keys than levels: which level each key stands for.
    package var pads: [PadLevels]?

    package init() {}
}

package struct PadLevels: Codable, Equatable, Sendable {
    package var name: String
    package var levels: [Int]

    package init(name: String, levels: [Int]) { (self.name, self.levels) = (name, levels) }
}

extension Hall {
    package var appraisal: AppraisalRules { configuration?.appraisal ?? AppraisalRules() }

    package func followUp(_ id: FollowUpID) -> FollowUp? { followUps[id] }

    /// Those that are still to be answered or may be appealed.
    func followUps(on day: BusinessDay) -> [FollowUp] {
        followUpIDs.compactMap { followUps[$0] }.filter { $0.matters(on: day) }
    }

    var nextFollowUpOrdinal: Int { 1 + (followUpIDs.last.map { $0.day == day ? $0.ordinal : 0 } ?? 0) }

    // MARK: As part of the state

    mutating func open(_ opened: FollowUp) {
        precondition(followUps[opened.id] == nil, "follow-up \(opened.id) opened twice")
        var one = opened
        (one.words, one.contact) = (opened.words?.withoutWords, opened.contact?.withoutWords)
        takeOver([one])
    }

    mutating func takeOver(_ followUps: [FollowUp]) {
        for one in followUps {
            self.followUps[one.id] = one
            followUpIDs.append(one.id)
        }
    }

    mutating func record(_ event: Event, about id: FollowUpID) {
        guard var one = followUps[id] else { preconditionFailure("no follow-up \(id)") }
        one.record(event)
        followUps[id] = one
    }
}

extension FollowUp {
    /// Rebuilds the course of one follow-up from its events, wherever they are read from.
    package mutating func record(_ event: Event) {
        switch event.body {
        case .followUpMoved(let fields) where fields.followUp == id:
            state = fields.state
            if let founded = fields.founded { self.founded = founded }
            if state == .answered { answeredOn = event.day }
            course.append(
                FollowUpStep(state: fields.state, at: event.at.civil, staff: fields.staff, words: fields.reason))
        case .followUpAssigned(let fields) where fields.followUp == id: officer = fields.officer
        case .appealMade(let fields) where fields.followUp == id:
            appeal = Appeal(staff: fields.staff, at: event.at.civil, reason: fields.reason)
        case .appealDecided(let fields) where fields.followUp == id:
            appeal?.verdict = AppealVerdict(
                upheld: fields.upheld, staff: fields.staff, at: event.at.civil, reason: fields.reason)
        default: break
        }
    }
}
