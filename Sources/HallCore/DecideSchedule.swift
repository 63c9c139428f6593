import HashTreeCollections

// The hall's hours, and who comes outside of them.

extension Deliberation {
    /// Whether a ticket for the service is given now.
    func checkOffered(_ service: Service, _ configuration: HallConfiguration) throws(Refusal) {
        let (day, minute) = (now.civil.day, now.civil.minuteOfDay)
        guard configuration.isOpen(at: now.civil) else {
            throw .hallClosed(opens: configuration.nextOpening(after: now.civil), today: day)
        }
        if let admission = service.admission, !admission.contains(day) { throw .notAdmitted(service.code) }
        guard configuration.hours(of: service, on: day).contains(where: { $0.minutes.contains(minute) }) else {
            throw .serviceClosed(
                service.code, opens: configuration.nextOpening(of: service, after: now.civil), today: day)
        }
        try checkQuota(of: service, atMinute: minute)
    }

    private func checkQuota(of service: Service, atMinute minute: Int) throws(Refusal) {
        guard let quota = service.quota else { return }
        var used = hall.quotaUsed[service.code] ?? HalfDays()
        let expected = hall.appointmentsExpected(of: service.code, at: now.civil)
        used.morning += expected.morning
        used.afternoon += expected.afternoon
        try check(quota, of: service, used, atMinute: minute)
    }

    func check(_ quota: Quota, of service: Service, _ used: HalfDays, atMinute minute: Int) throws(Refusal) {
        let half = DayPart.half(atMinute: minute)
        if let max = quota.day, used.morning + used.afternoon >= max {
            throw .quotaReached(service.code, max: max, part: .day)
        }
        let (max, count) = half == .morning ? (quota.morning, used.morning) : (quota.afternoon, used.afternoon)
        if let max, count >= max { throw .quotaReached(service.code, max: max, part: half) }
    }

    // MARK: Opening and closing

    /// Openings and closings are events: waits are told with and without closures, and what was done after the last one
    /// is overtime (延时服务).
    mutating func noteHours() {
        guard let configuration = hall.configuration, hall.day != nil, now.trusted else { return }
        // A hall whose file no longer has hours opens again.
        guard configuration.hasHours || hall.isClosed else { return }
        if configuration.isOpen(at: now.civil) {
            return hall.isOpen ? () : emit(.hallOpened(HoursReached(waiting: hall.waiting.count)))
        }
        let isLast = configuration.nextOpening(after: now.civil)?.day != now.civil.day
        // The last one is told even where the system was away in between.
        guard hall.isOpen || (isLast && !hall.isClosedForDay) else { return }
        emit(.hallClosed(HoursReached(waiting: hall.waiting.count, isLast: isLast)))
        // Whom the day's end may void is told so first, while they are there to hear it.
        if isLast, configuration.dayEnd == .void, hasJustClosed(configuration) { callLast(nil) }
    }

    private static let justMinutes = 10

    private func hasJustClosed(_ configuration: HallConfiguration) -> Bool {
        let minute = now.civil.minuteOfDay
        return configuration.hours(on: now.civil.day).contains { minute - Self.justMinutes...minute ~= $0.toMinute }
    }

    mutating func lastCall(_ reason: String?) throws(Refusal) {
        try check(reason: reason)
        guard !hall.ticketsForLastCall.isEmpty else { throw .nobodyWaits }
        callLast(reason)
    }

    private mutating func callLast(_ reason: String?) {
        let tickets = hall.ticketsForLastCall
        if !tickets.isEmpty { emit(.lastCallMade(LastCallMade(tickets: tickets, reason: reason))) }
    }

    /// Whoever was called before the hall stood still, for lunch or because the daemon did, gets time to come back.
    func secondsOfGrace(for ticket: Ticket) -> Int {
        guard let called = ticket.lastCalledAt else { return 0 }
        let pauses = [hall.anchor?.instant, hall.openedAt].compactMap { $0 }.filter { $0 > called }
        return pauses.map { secondsLeft(of: rules.noShowGraceSeconds, since: $0) }.max() ?? 0
    }

    // MARK: Turned away

    /// Somebody came for a service and got no number: that is counted, by what stood in the way now.
    mutating func turnAway(_ text: String, _ reason: String?) throws(Refusal) {
        try check(reason: reason)
        let service = try service(text)
        guard let configuration = hall.configuration else { throw .noBusinessDay }
        guard hall.turnedAwayCount < hall.limits.turnedAwayADayMax else {
            throw .limitReached(limit: "turnedAwayADay", max: hall.limits.turnedAwayADayMax)
        }
        var why: String?
        do throws(Refusal) {
            try checkOffered(service, configuration)
            try checkLimits()
        } catch {
            why = error.description.name
        }
        if let reason, why == nil { why = reason }
        guard let why else { throw .isOffered(service.code) }
        emit(.turnedAway(TurnedAway(service: service.code, why: why, reason: reason)))
    }

    // MARK: Tides (潮汐窗口)

    /// Another choice of services from the window's next call on, until the day closes or the file is changed.
    mutating func serve(
        _ number: WindowNumber, primary: [String], secondary: [String], backup: [String], _ reason: String?
    ) throws(Refusal) {
        try check(reason: reason)
        _ = try window(number)
        let first = try codes(primary)
        let second = try codes(secondary).filter { !first.contains($0) }
        let last = try codes(backup).filter { !first.contains($0) && !second.contains($0) }
        guard !first.isEmpty || !second.isEmpty || !last.isEmpty else {
            throw .fieldMissing(of: "window", field: "primary")
        }
        emit(
            .windowServing(
                WindowServing(window: number, primary: first, secondary: second, backup: last, reason: reason)))
    }

    /// A category's letter stands for all of its services.
    private func codes(_ texts: [String]) throws(Refusal) -> [ServiceCode] {
        let services = hall.configuration?.services ?? []
        var codes: [ServiceCode] = []
        for text in texts {
            let meant =
                services.contains { $0.code == text }
                ? [text] : services.filter { $0.category == text.uppercased() }.map(\.code)
            guard !meant.isEmpty else { throw .unknownService(text) }
            codes += meant.filter { !codes.contains($0) }
        }
        return codes
    }
}

extension Hall {
    /// Whom a window has not got, in order of issue.
    var ticketsForLastCall: [TicketID] {
        issued.array.filter { id in tickets[id]!.state == .waiting || tickets[id]!.state == .parked }
    }
}
