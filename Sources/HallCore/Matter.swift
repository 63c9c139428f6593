/// What became of a matter at a window (办理结果).
package enum Outcome: String, Codable, Sendable, CaseIterable {
    /// 即办.
    case done
    /// 受理: a case begins.
    case accepted
    /// 材料不全: a one-time notice, and the right to return with the same number.
    case materialsIncomplete
    /// 不予受理: reason, basis, and the supervisor's sign-off.
    case denied
    /// 转介 to a named place.
    case referred
    /// 咨询.
    case consulted
    /// 领证.
    case handedOut
    /// 未办.
    case unserved

    /// What nobody has to be told about: it can stand for a visit whose clerk said nothing.
    package var needsNothing: Bool {
        switch self {
        case .done, .consulted, .handedOut, .unserved: true
        case .accepted, .materialsIncomplete, .denied, .referred: false
        }
    }
}

/// One matter of a visit, and what became of it.
package struct Matter: Codable, Equatable, Sendable {
    package var service: ServiceCode
    package var outcome: Outcome
    /// How many of them were brought at once; nil for one.
    package var quantity: Int?
    /// Indices into the service's materials.
    package var missing: [Int]?
    package var reason: String?
    /// 依据, of a denial.
    package var basis: String?
    /// Where to, of a referral.
    package var destination: String?
    package var opened: CaseID?
    package var denial: DenialID?
    /// Nobody said it: it is the service's default.
    package var byDefault: Bool?

    package init(service: ServiceCode, outcome: Outcome) {
        (self.service, self.outcome) = (service, outcome)
    }

    package var count: Int { quantity ?? 1 }
    /// Once somebody holds a paper about it, it stays.
    package var isFixed: Bool { opened != nil || denial != nil }
}

/// A matter as a clerk states it.
package struct MatterRequest: Hashable, Sendable {
    /// A code, or a category's letter; nil: what the ticket is for.
    package var service: String?
    /// Nil: the service's default.
    package var outcome: Outcome?
    package var quantity = 1
    package var missing: [Int]?
    package var reason: String?
    package var basis: String?
    package var destination: String?
    /// Where the resident can be reached about the case.
    package var contact: PersonalWords?

    package init(_ outcome: Outcome? = nil, service: String? = nil) {
        (self.outcome, self.service) = (outcome, service)
    }
}

extension Service {
    /// What a visit counts as whose clerk said nothing (one-key keypads).
    package var outcomeByDefault: Outcome { defaultOutcome ?? (kind == .immediate ? .done : .consulted) }
}

/// How the whole course of a matter is kept (全程服务).
package struct CourseRules: Codable, Equatable, Sendable {
    /// Who had not everything may come back with the same number on that day and so many working days after it; 0:
    /// on that day alone.
    package var returnDays = 5
    /// Of so many calls at a window at most one goes to somebody whose turn it is out of order: a return, or an
    /// appointment whose time has come.
    package var dueEveryCount = 3
    /// A case is due soon so many working days before it is due.
    package var dueSoonDays = 3
    /// A denial that no supervisor has looked at after so many working days is an alarm.
    package var signOffDays = 2

    /// Services shorter than this many seconds, or longer than so many minutes, are listed as suspect, never dropped;
    /// nil in journals of before that was a rule.
    package var shortServiceSeconds: Int?
    package var longServiceMinutes: Int?

    package var shortServiceSecondsMax: Int { shortServiceSeconds ?? 30 }
    /// A visit in hand for longer is an alarm.
    package var longServiceMinutesMin: Int { longServiceMinutes ?? 60 }

    package init() {}
}
