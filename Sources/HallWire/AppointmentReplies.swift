// What is asked and answered about appointments. org.halld.Appointment says what each field means.

package struct BookParameters: ChangingRequest {
    package var service: String
    package var day: String
    package var time: String
    package var priority: String?
    package var needs: [String]?
    package var community: String?
    package var language: String?
    package var reference: String?
    package var name: String?
    package var contact: String?
    package var requestId: String?
    package var reason: String?

    package init(service: String, day: String, time: String) {
        (self.service, self.day, self.time) = (service, day, time)
    }
}

package struct ImportParameters: ChangingRequest {
    package var table: String
    package var language: String?
    package var requestId: String?
    package var reason: String?

    package init(table: String, language: String?) { (self.table, self.language) = (table, language) }
}

package struct AppointmentListParameters: Codable, Sendable {
    package var day: String?

    package init(day: String?) { self.day = day }
}

package struct CancelAppointmentParameters: ChangingRequest {
    package var appointment: String
    package var code: String?
    package var requestId: String?
    package var reason: String?

    package init(appointment: String) { self.appointment = appointment }
}

package struct CheckInParameters: ChangingRequest {
    package var appointment: String?
    package var code: String?
    package var language: String?
    package var print: Bool?
    package var printer: String?
    package var largePrint: Bool?
    package var requestId: String?
    package var reason: String?

    package init(appointment: String?, code: String?) { (self.appointment, self.code) = (appointment, code) }
}

package struct ReasonParameters: ChangingRequest {
    package var requestId: String?
    package var reason: String?

    package init() {}
}

package struct NumbersReply: Codable, Sendable {
    package var numbers: [String]

    package init(numbers: [String]) { self.numbers = numbers }
}

package struct WireAppointment: Codable, Sendable, Equatable {
    package var appointment: String
    package var day: String
    package var time: String
    package var service: String
    package var serviceName: WireText
    package var priority: String
    package var needs: [String]?
    package var community: String?
    package var language: String
    package var state: String
    package var reference: String?
    package var name: String?
    package var contact: String?
    package var number: String?
    package var code: String

    package init(
        appointment: String, day: String, time: String, service: String, serviceName: WireText, priority: String,
        language: String, state: String, code: String
    ) {
        (self.appointment, self.day, self.time, self.service) = (appointment, day, time, service)
        (self.serviceName, self.priority, self.language) = (serviceName, priority, language)
        (self.state, self.code) = (state, code)
    }
}

package struct AppointmentReply: Codable, Sendable {
    package var appointment: WireAppointment

    package init(appointment: WireAppointment) { self.appointment = appointment }
}

package struct AppointmentsReply: Codable, Sendable {
    package var appointments: [WireAppointment]

    package init(appointments: [WireAppointment]) { self.appointments = appointments }
}

package struct ImportReply: Codable, Sendable {
    package var booked: [WireAppointment]
    package var known: Int
    package var past: Int

    package init(booked: [WireAppointment], known: Int, past: Int) {
        (self.booked, self.known, self.past) = (booked, known, past)
    }
}
