import HashTreeCollections

// Appointments: booking, coming, and not coming.

extension Deliberation {
    /// All of them, or none.
    mutating func book(_ requests: [AppointmentRequest], _ reason: String?) throws(Refusal) {
        try check(reason: reason)
        for request in requests { try book(request, reason) }
    }

    private mutating func book(_ request: AppointmentRequest, _ reason: String?) throws(Refusal) {
        guard let configuration = hall.configuration else { throw .noBusinessDay }
        let service = try service(request.service)
        try checkNames(priority: request.priority, community: request.community, configuration)
        try check(needs: request.needs)
        try check(length: request.reference, max: hall.limits.requestIDLengthMax)
        for words in [request.name, request.contact] {
            try check(length: words?.sealed?.words, max: hall.limits.contactLengthMax)
        }
        try checkTime(of: request, service, configuration)
        try checkQuota(of: service, for: request)
        if let reference = request.reference, let known = hall.appointment(withReference: reference),
            known.state != .cancelled
        {
            throw .alreadyBooked(reference: reference, known.id)
        }
        let ordinal = 1 + (hall.appointmentIDs.last { $0.day == request.day }?.ordinal ?? 0)
        guard ordinal <= hall.limits.appointmentsADayMax else {
            throw .limitReached(limit: "appointmentsADay", max: hall.limits.appointmentsADayMax)
        }
        guard hall.appointmentIDs.count < hall.limits.appointmentsMax else {
            throw .limitReached(limit: "appointments", max: hall.limits.appointmentsMax)
        }
        emit(
            .appointmentBooked(
                AppointmentBooked(
                    booked: Appointment(
                        id: AppointmentID(day: request.day, ordinal: ordinal), service: service.code,
                        minute: request.minute, priority: request.priority,
                        needs: request.needs.isEmpty ? nil : request.needs, community: request.community,
                        language: request.language, reference: request.reference, name: request.name,
                        contact: request.contact),
                    reason: reason)))
    }

    /// Of a service's quota no more is booked than there is, or, today, than is left.
    private func checkQuota(of service: Service, for request: AppointmentRequest) throws(Refusal) {
        guard let quota = service.quota else { return }
        var taken = request.day == hall.day ? hall.quotaUsed[service.code] ?? HalfDays() : HalfDays()
        for id in hall.appointmentIDs where id.day == request.day {
            guard let one = hall.appointment(id), one.service == service.code, one.state == .booked else { continue }
            taken.count(1, atMinute: one.minute)
        }
        try check(quota, of: service, taken, atMinute: request.minute)
    }

    private func checkTime(
        of request: AppointmentRequest, _ service: Service, _ configuration: HallConfiguration
    ) throws(Refusal) {
        let today = max(hall.day ?? now.civil.day, now.civil.day)
        let isPast = request.day < today || (request.day == today && request.minute < now.civil.minuteOfDay)
        guard !isPast else { throw .timeIsPast }
        let max = hall.appointmentRules.aheadDaysMax
        guard request.day.daysSince1970 - today.daysSince1970 <= max else { throw .tooFarAhead(daysMax: max) }
        if let admission = service.admission, !admission.contains(request.day) { throw .notAdmitted(service.code) }
        guard configuration.hours(of: service, on: request.day).contains(where: { $0.minutes.contains(request.minute) })
        else {
            let asked = CivilTime(
                day: request.day, millisecondOfDay: Int64(request.minute) * 60_000,
                offsetMinutes: now.civil.offsetMinutes)
            throw .serviceClosed(
                service.code, opens: configuration.nextOpening(of: service, after: asked), today: today)
        }
    }

    mutating func cancelAppointment(_ id: AppointmentID, _ reason: String?) throws(Refusal) {
        try check(reason: reason)
        _ = try booked(id)
        emit(.appointmentCancelled(AppointmentEnded(appointment: id, reason: reason)))
    }

    private func booked(_ id: AppointmentID) throws(Refusal) -> Appointment {
        guard let one = hall.appointment(id) else { throw .unknownAppointment(id) }
        guard one.state == .booked else { throw .appointmentEnded(id, state: one.state) }
        return one
    }

    // MARK: Coming

    /// A ticket whose turn comes at its time, before those who only wait. A quota is no matter: the place was kept.
    mutating func checkIn(_ id: AppointmentID, _ request: TakeRequest) throws(Refusal) -> TicketID {
        guard let configuration = hall.configuration, let day = hall.day else { throw .noBusinessDay }
        try check(reason: request.reason)
        let one = try booked(id)
        guard id.day == day else { throw .appointmentNotToday(id, day: id.day) }
        guard configuration.isOpen(at: now.civil) else {
            throw .hallClosed(opens: configuration.nextOpening(after: now.civil), today: day)
        }
        try checkLimits()
        let service = try self.service(one.service)
        var fields = TicketIssued(
            ticket: TicketID(day: day, number: try nextNumber(of: service, configuration)), service: one.service,
            priority: one.priority, needs: one.needs, community: one.community, language: one.language, ahead: 0,
            firstAsked: actor.staff, reason: request.reason)
        fields.appointment = id
        fields.dueAt = dueAt(one)
        return try issue(fields, request, configuration)
    }

    /// The instant of its time, or now where that is over; nil for who comes too late.
    private func dueAt(_ one: Appointment) -> Int64? {
        let untilMilliseconds = Int64(one.minute) * 60_000 - now.civil.millisecondOfDay
        guard untilMilliseconds >= -Int64(hall.appointmentRules.lateMinutesMax) * 60_000 else { return nil }
        return now.instant + max(0, untilMilliseconds)
    }

    /// When the next day opens, whoever has not come will not come.
    mutating func noteMissedAppointments(before day: BusinessDay) {
        for id in hall.appointmentIDs where id.day < day && hall.appointment(id)?.state == .booked {
            emit(.appointmentMissed(AppointmentEnded(appointment: id, reason: nil)))
        }
    }
}
