// What is answered about cases and denials. org.halld.Case says what each field means.

package struct WireCase: Codable, Sendable, Equatable {
    package struct Step: Codable, Sendable, Equatable {
        package var state: String
        package var at: String
        package var staff: String?
        package var reason: String?

        package init(state: String, at: String, staff: String?, reason: String?) {
            (self.state, self.at, self.staff, self.reason) = (state, at, staff, reason)
        }
    }

    package var `case`: String
    package var service: String
    package var serviceName: WireText
    package var department: String?
    package var quantity: Int
    package var number: String?
    package var day: String
    package var window: Int?
    package var community: String?
    package var state: String
    package var acceptedAt: String
    package var promisedDays: Int?
    package var statutoryDays: Int?
    package var daysUsed: Int
    package var dueOn: String?
    package var statutoryDueOn: String?
    package var due: String
    package var decidedOn: String?
    package var kept: Bool?
    package var firstAsked: String?
    package var handler: String?
    package var contact: String?
    package var code: String?
    package var course: [Step]?

    package init(
        case id: String, service: String, serviceName: WireText, quantity: Int, day: String, state: String,
        acceptedAt: String, daysUsed: Int, due: String
    ) {
        (self.case, self.service, self.serviceName) = (id, service, serviceName)
        (self.quantity, self.day, self.state) = (quantity, day, state)
        (self.acceptedAt, self.daysUsed, self.due) = (acceptedAt, daysUsed, due)
    }
}

package struct CaseReply: Codable, Sendable {
    package var `case`: WireCase

    package init(case one: WireCase) { self.case = one }
}

package struct CasesReply: Codable, Sendable {
    package var cases: [WireCase]

    package init(cases: [WireCase]) { self.cases = cases }
}

package struct WireDenial: Codable, Sendable, Equatable {
    package struct Verdict: Codable, Sendable, Equatable {
        package var upheld: Bool
        package var staff: String?
        package var at: String
        package var remark: String?

        package init(upheld: Bool, staff: String?, at: String, remark: String?) {
            (self.upheld, self.staff, self.at, self.remark) = (upheld, staff, at, remark)
        }
    }

    package var denial: String
    package var service: String
    package var serviceName: WireText
    package var number: String?
    package var day: String?
    package var `case`: String?
    package var staff: String?
    package var window: Int?
    package var at: String
    package var reason: String
    package var basis: String
    package var verdict: Verdict?

    package init(
        denial: String, service: String, serviceName: WireText, at: String, reason: String, basis: String
    ) {
        (self.denial, self.service, self.serviceName) = (denial, service, serviceName)
        (self.at, self.reason, self.basis) = (at, reason, basis)
    }
}

package struct DenialReply: Codable, Sendable {
    package var denial: WireDenial

    package init(denial: WireDenial) { self.denial = denial }
}

package struct DenialsReply: Codable, Sendable {
    package var denials: [WireDenial]

    package init(denials: [WireDenial]) { self.denials = denials }
}
