import HashTreeCollections

/// An appointment's number (预约号): the business day it is for, and an ordinal. Written `Y20261201-001`.
package struct AppointmentID: DayNumber {
    package let day: BusinessDay
    package let ordinal: Int

    package init(day: BusinessDay, ordinal: Int) {
        (self.day, self.ordinal) = (day, ordinal)
    }

    package static let letter: Unicode.Scalar? = "Y"
    package static let expected = "an appointment's number like Y20261201-001"
}

package enum AppointmentState: String, Codable, Sendable, CaseIterable {
    case booked
    /// 已取号: there is a ticket.
    case checkedIn
    /// 爽约: the day closed without them.
    case missed
    case cancelled
}

/// Somebody's time at the hall (预约).
package struct Appointment: Codable, Equatable, Sendable {
    package let id: AppointmentID
    package let service: ServiceCode
    /// Of the day, when it begins.
    package let minute: Int
    package let priority: PriorityCode?
    package let needs: [String]?
    package let community: CommunityCode?
    package let language: Language
    /// Its number in the system that it came from.
    package let reference: String?
    package internal(set) var name: PersonalWords?
    package internal(set) var contact: PersonalWords?
    package internal(set) var state = AppointmentState.booked
    package internal(set) var ticket: TicketID?
}

package struct AppointmentRequest: Hashable, Sendable {
    package var service: String
    package var day: BusinessDay
    package var minute: Int
    package var priority: PriorityCode?
    package var needs: [String] = []
    package var community: CommunityCode?
    package var language = Language.simplifiedChinese
    package var reference: String?
    package var name: PersonalWords?
    package var contact: PersonalWords?

    package init(service: String, day: BusinessDay, minute: Int) {
        (self.service, self.day, self.minute) = (service, day, minute)
    }
}

/// How appointments are kept.
package struct AppointmentRules: Codable, Equatable, Sendable {
    package var aheadDaysMax = 60
    /// Who comes later than this after the time waits as everybody does.
    package var lateMinutesMax = 30

    package init() {}
}

extension Hall {
    package var appointmentRules: AppointmentRules { configuration?.appointments ?? AppointmentRules() }

    package func appointment(_ id: AppointmentID) -> Appointment? { appointments[id] }

    package func appointment(withReference reference: String) -> Appointment? {
        appointmentByReference[reference].flatMap { appointments[$0] }
    }

    /// How many appointments of the day still keep a place in a service's quota: nobody who booked is sent away because
    /// others came first.
    func appointmentsExpected(of service: ServiceCode, at now: CivilTime) -> HalfDays {
        var expected = HalfDays()
        for id in appointmentIDs where id.day == day {
            guard let one = appointments[id], one.state == .booked, one.service == service,
                one.minute + appointmentRules.lateMinutesMax >= now.minuteOfDay
            else { continue }
            expected.count(1, atMinute: one.minute)
        }
        return expected
    }

    /// Booked for a time at which the service is not offered after all.
    package var appointmentsOutsideHours: [AppointmentID] {
        guard let configuration else { return [] }
        return appointmentIDs.filter { id in
            guard let one = appointments[id], one.state == .booked else { return false }
            guard let service = configuration.service(one.service), service.admission?.contains(id.day) ?? true else {
                return true
            }
            return !configuration.hours(of: service, on: id.day).contains { $0.minutes.contains(one.minute) }
        }
    }

    // MARK: As part of the state

    mutating func book(_ booked: Appointment) {
        precondition(appointments[booked.id] == nil, "appointment \(booked.id) booked twice")
        var one = booked
        (one.name, one.contact) = (booked.name?.withoutWords, booked.contact?.withoutWords)
        add(one)
    }

    mutating func end(_ id: AppointmentID, as state: AppointmentState, ticket: TicketID? = nil) {
        guard var one = appointments[id] else { preconditionFailure("no appointment \(id)") }
        precondition(one.state == .booked, "\(id) ended twice")
        (one.state, one.ticket) = (state, ticket)
        appointments[id] = one
    }

    mutating func takeOver(_ appointments: [Appointment]) {
        for one in appointments { add(one) }
    }

    private mutating func add(_ one: Appointment) {
        appointments[one.id] = one
        appointmentIDs.append(one.id)
        // A cancelled one's is known too: a table that is imported again must not bring it back.
        if let reference = one.reference { appointmentByReference[reference] = one.id }
    }

    /// Today's, and those of days to come.
    func appointments(from day: BusinessDay) -> [Appointment] {
        appointmentIDs.filter { $0.day >= day }.compactMap { appointments[$0] }
    }
}
