import HashTreeCollections

/// Where a visit took place that nobody took a ticket for on the system.
package enum EnteredChannel: String, Codable, Sendable, CaseIterable {
    /// With a pre-printed number, while the system was away (应急号).
    case emergency
    /// At the resident's home (上门服务).
    case homeVisit
}

/// A visit that is put on record afterwards (补录), with its written times.
package struct EnteredVisit: Hashable, Sendable {
    package var service: String
    package var channel: EnteredChannel
    /// The pre-printed one; nil: the next.
    package var number: TicketNumber?
    package var window: WindowNumber
    package var staff: StaffID?
    package var priority: PriorityCode?
    package var community: CommunityCode?
    /// As written, minutes of today.
    package var takenMinute: Int?
    package var calledMinute: Int?
    package var finishedMinute: Int?
    package var matters: [MatterRequest] = []

    package init(service: String, channel: EnteredChannel, window: WindowNumber) {
        (self.service, self.channel, self.window) = (service, channel, window)
    }
}

extension Deliberation {
    mutating func enter(_ visit: EnteredVisit, _ reason: String?) throws(Refusal) -> TicketID {
        try check(reason: reason)
        // Times of today belong to today's business day.
        guard let configuration = hall.configuration, let day = hall.day, day == now.civil.day else {
            throw .noBusinessDay
        }
        let service = try service(visit.service)
        let status = try window(visit.window)
        try checkNames(priority: visit.priority, community: visit.community, configuration)
        try checkLimits()
        let minutes = [visit.takenMinute, visit.calledMinute, visit.finishedMinute].compactMap { $0 }
        guard minutes == minutes.sorted(), minutes.last ?? 0 <= now.civil.minuteOfDay else { throw .timesOutOfOrder }
        let id = TicketID(day: day, number: try enteredNumber(visit, service, configuration))
        let staff = visit.staff ?? actor.staff ?? status.staff
        try check(length: staff, max: hall.limits.staffLengthMax)
        if let staff, !configuration.staff.isEmpty, configuration.staffMember(staff) == nil {
            throw .unknownStaff(staff)
        }
        var issued = TicketIssued(
            ticket: id, service: service.code, priority: visit.priority, community: visit.community,
            language: .simplifiedChinese, ahead: 0, firstAsked: staff, reason: reason)
        issued.entered = VisitEntered(
            channel: visit.channel, window: visit.window, staff: staff, taken: time(visit.takenMinute),
            called: time(visit.calledMinute), finished: time(visit.finishedMinute))
        emit(.ticketIssued(issued))
        let asked = visit.matters.isEmpty ? [MatterRequest()] : visit.matters
        return try restate(hall[id]!, asked, byDefault: visit.matters.isEmpty, reason)
    }

    private func time(_ minute: Int?) -> CivilTime? {
        minute.map {
            CivilTime(
                day: now.civil.day, millisecondOfDay: Int64($0) * 60_000, offsetMinutes: now.civil.offsetMinutes)
        }
    }

    /// Of the numbers that are kept for power cuts; a home visit gets the next.
    private func enteredNumber(
        _ visit: EnteredVisit, _ service: Service, _ configuration: HallConfiguration
    ) throws(Refusal) -> TicketNumber {
        guard let number = visit.number else { return try nextNumber(of: service, configuration) }
        let kept = configuration.category(service.category)?.emergencyNumbers
        guard service.category == String(UnicodeScalar(number.prefix)), let kept,
            (kept.first...kept.last).contains(number.ordinal)
        else { throw .notAnEmergencyNumber(number) }
        guard hall[number] == nil else { throw .numberTaken(number) }
        return number
    }
}
