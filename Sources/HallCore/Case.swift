import HashTreeCollections

/// A case's number (受理编号): the business day on which it was accepted, and an ordinal. Written `20261121-001`.
package struct CaseID: DayNumber {
    package let day: BusinessDay
    package let ordinal: Int

    package init(day: BusinessDay, ordinal: Int) {
        (self.day, self.ordinal) = (day, ordinal)
    }

    package static let letter: Unicode.Scalar? = nil
    package static let expected = "a case's number like 20261121-001"
}

package enum CaseState: String, Codable, Sendable, CaseIterable {
    case accepted
    /// 已转报.
    case sentUp
    /// 调查核实.
    case investigation
    /// 公示.
    case publicNotice
    /// 待补正.
    case waitingForMaterials
    /// 待领取: decided, and the resident has not come for it yet.
    case ready
    case completed
    /// 不予办理.
    case denied
    case withdrawn

    package var isOpen: Bool {
        switch self {
        case .completed, .denied, .withdrawn: false
        case .accepted, .sentUp, .investigation, .publicNotice, .waitingForMaterials, .ready: true
        }
    }

    /// The authority has done its part: from here on the limit does not run.
    package var isDecided: Bool { self == .ready || self == .completed || self == .denied }

    /// Whoever asks later wants to know why.
    package var needsReason: Bool {
        switch self {
        case .investigation, .publicNotice, .waitingForMaterials, .denied, .withdrawn: true
        case .accepted, .sentUp, .ready, .completed: false
        }
    }
}

/// One matter accepted at the hall (办件), and its course to the end.
package struct Case: Codable, Equatable, Sendable {
    package let id: CaseID
    package let service: ServiceCode
    package let quantity: Int?
    package let ticket: TicketID?
    package let window: WindowNumber?
    package let community: CommunityCode?
    package let language: Language
    /// 首问责任: whoever was asked first.
    package let firstAsked: StaffID?
    /// 承办人.
    package internal(set) var handler: StaffID?
    package internal(set) var contact: PersonalWords?
    package let acceptedAt: CivilTime
    /// In working days, as they were when it was accepted.
    package let promisedDays: Int?
    package let statutoryDays: Int?
    package internal(set) var state = CaseState.accepted
    /// Business days on which the limit was held, and went on.
    package internal(set) var suspensions: [Suspension] = []
    package internal(set) var decidedOn: BusinessDay?
    package internal(set) var course: [CaseStep] = []

    package var count: Int { quantity ?? 1 }
    package var acceptedOn: BusinessDay { id.day }
    package var isSuspended: Bool { suspensions.last.map { $0.to == nil } ?? false }
}

package struct Suspension: Codable, Equatable, Sendable {
    package var from: BusinessDay
    package internal(set) var to: BusinessDay?
}

package struct CaseStep: Codable, Equatable, Sendable {
    package var state: CaseState
    package var at: CivilTime
    package var staff: StaffID?
    package var reason: String?
}

extension Case {
    /// When `days` working days are over that are neither before its acceptance nor in a suspension; nil without a
    /// limit, and while it is suspended in time. The day of acceptance does not count; of a suspension the day on which it begins
    /// still counts, and the day on which the case goes on does not (行政许可法 第八十二条: working days, no holidays).
    package func dueDay(of days: Int?, by calendar: WorkCalendar) -> BusinessDay? {
        guard let days else { return nil }
        var held = 0
        var due = calendar.day(days, workingDaysAfter: acceptedOn)
        // What begins after the last day gives none back: by then the promise was broken.
        for one in suspensions where one.from <= due {
            guard let to = one.to else { return nil }
            held += calendar.workingDays(after: one.from, through: to)
            due = calendar.day(days + held, workingDaysAfter: acceptedOn)
        }
        return due
    }

    /// How many working days of its limit are used up on `day`.
    package func workingDaysUsed(on day: BusinessDay, by calendar: WorkCalendar) -> Int {
        let ended = decidedOn ?? (state.isOpen ? nil : course.last?.at.day)
        let last = ended.map { min($0, day) } ?? day
        let held = suspensions.reduce(0) { sum, one in
            sum + calendar.workingDays(after: one.from, through: min(one.to ?? last, last))
        }
        return calendar.workingDays(after: acceptedOn, through: last) - held
    }
}

/// Where a case stands against its promised limit.
package enum CaseDue: String, Sendable, CaseIterable {
    case overdue, today, soon, later
    /// The limit does not run.
    case suspended
    /// There is none, or the case is decided.
    case none
}

extension Hall {
    package var calendar: WorkCalendar { configuration?.workCalendar ?? WorkCalendar() }
    package var course: CourseRules { configuration?.course ?? CourseRules() }

    package func `case`(_ id: CaseID) -> Case? { cases[id] }
    package func denial(_ id: DenialID) -> Denial? { denials[id] }

    /// The last day of the promised limit; as `Case.dueDay`.
    package func dueDay(of one: Case) -> BusinessDay? { one.dueDay(of: one.promisedDays, by: calendar) }

    package func due(_ one: Case, on today: BusinessDay) -> CaseDue {
        guard one.state.isOpen, one.decidedOn == nil else { return .none }
        guard let due = dueDay(of: one) else { return one.isSuspended ? .suspended : .none }
        if due < today { return .overdue }
        if due == today { return .today }
        return calendar.workingDays(after: today, through: due) <= course.dueSoonDays ? .soon : .later
    }
}
