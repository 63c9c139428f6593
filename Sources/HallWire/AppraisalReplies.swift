// What is asked and answered about appraisals. org.halld.Appraisal says what each field means.

package struct FollowUpListParameters: Codable, Sendable {
    package var open: Bool?

    package init(open: Bool?) { self.open = open }
}

package struct RemarkParameters: ChangingRequest {
    package var origin: String
    package var score: Int?
    package var service: String?
    package var community: String?
    package var words: String?
    package var contact: String?
    package var requestId: String?
    package var reason: String?

    package init(origin: String) { self.origin = origin }
}

package struct AssignFollowUpParameters: ChangingRequest {
    package var followUp: String
    package var officer: String
    package var requestId: String?
    package var reason: String?

    package init(followUp: String, officer: String) { (self.followUp, self.officer) = (followUp, officer) }
}

package struct MoveFollowUpParameters: ChangingRequest {
    package var followUp: String
    package var state: String
    package var founded: Bool?
    package var requestId: String?
    package var reason: String?

    package init(followUp: String, state: String) { (self.followUp, self.state) = (followUp, state) }
}

package struct AppealParameters: ChangingRequest {
    package var followUp: String
    package var requestId: String?
    package var reason: String?

    package init(followUp: String) { self.followUp = followUp }
}

package struct DecideAppealParameters: ChangingRequest {
    package var followUp: String
    package var upheld: Bool
    package var requestId: String?
    package var reason: String?

    package init(followUp: String, upheld: Bool) { (self.followUp, self.upheld) = (followUp, upheld) }
}

package struct OwnRatingsParameters: Codable, Sendable {
    package var staff: String?

    package init(staff: String?) { self.staff = staff }
}

package struct WireFollowUp: Codable, Sendable, Equatable {
    package struct Step: Codable, Sendable, Equatable {
        package var state: String
        package var at: String
        package var staff: String?
        package var words: String

        package init(state: String, at: String, staff: String?, words: String) {
            (self.state, self.at, self.staff, self.words) = (state, at, staff, words)
        }
    }

    package struct Verdict: Codable, Sendable, Equatable {
        package var upheld: Bool
        package var staff: String?
        package var at: String
        package var reason: String

        package init(upheld: Bool, staff: String?, at: String, reason: String) {
            (self.upheld, self.staff, self.at, self.reason) = (upheld, staff, at, reason)
        }
    }

    package struct Appeal: Codable, Sendable, Equatable {
        package var staff: String?
        package var at: String
        package var reason: String
        package var verdict: Verdict?

        package init(staff: String?, at: String, reason: String, verdict: Verdict?) {
            (self.staff, self.at, self.reason, self.verdict) = (staff, at, reason, verdict)
        }
    }

    package var followUp: String
    package var origin: String
    package var score: Int?
    package var service: String?
    package var community: String?
    package var openedAt: String
    package var dueOn: String
    package var due: String
    package var state: String
    package var founded: Bool?
    package var answeredOn: String?
    package var officer: String?
    package var words: String?
    package var contact: String?
    package var number: String?
    package var day: String?
    package var window: Int?
    package var staff: String?
    package var course: [Step] = []
    package var appeal: Appeal?

    package init(followUp: String, origin: String, openedAt: String, dueOn: String, due: String, state: String) {
        (self.followUp, self.origin, self.openedAt) = (followUp, origin, openedAt)
        (self.dueOn, self.due, self.state) = (dueOn, due, state)
    }
}

package struct FollowUpReply: Codable, Sendable {
    package var followUp: WireFollowUp

    package init(followUp: WireFollowUp) { self.followUp = followUp }
}

package struct FollowUpsReply: Codable, Sendable {
    package var followUps: [WireFollowUp]

    package init(followUps: [WireFollowUp]) { self.followUps = followUps }
}

package struct OwnRatingsReply: Codable, Sendable {
    package struct Month: Codable, Sendable {
        package var month: String
        package var ratings: Int
        package var levels: [Int]

        package init(month: String, ratings: Int, levels: [Int]) {
            (self.month, self.ratings, self.levels) = (month, ratings, levels)
        }
    }

    package var months: [Month]

    package init(months: [Month]) { self.months = months }
}
