import HashTreeCollections

// The hall's calendar and configuration: what nobody presses.

extension Deliberation {
    mutating func tick() {
        openDayIfDue()
        noteHours()
        inferStarts()
    }

    /// A business day opens when the trusted calendar reaches it, and never goes backwards. The very first one
    /// opens by whatever the clock says, because a hall without a day could serve nobody.
    private mutating func openDayIfDue() {
        guard let configuration = hall.fileConfiguration, dayIsDue else { return }
        if hall.day != nil, configuration.dayEnd == .void { voidOpenTickets() }
        noteMissedAppointments(before: now.civil.day)
        voidSlipsOfEndedTickets()
        emit(.dayOpened(hall.opening(of: now.civil.day, configuration)))
    }

    /// On a day on which the hall stays closed no business day opens: no data is not zero.
    private var dayIsDue: Bool {
        guard let day = hall.day else { return true }
        let isOpenDay = hall.fileConfiguration?.hours(on: now.civil.day).isEmpty == false
        return now.civil.day > day && now.trusted && isOpenDay
    }

    private mutating func voidOpenTickets() {
        for id in hall.issued.array {
            let ticket = hall[id]!
            switch ticket.state {
            // Only who did not answer a last call.
            case .waiting where ticket.lastCallAt != nil, .parked where ticket.lastCallAt != nil:
                emit(.ticketVoided(TicketEnded(ticket: id, reason: "day end")))
            case .waiting, .parked, .called, .serving, .served, .noShow, .cancelled, .voided: break
            }
        }
    }

    /// What nobody waits for is not carried, and that is on record. One on its way to paper goes on.
    private mutating func voidSlipsOfEndedTickets() {
        for number in hall.pendingPrintJobs {
            guard let job = hall.printJob(number), job.state == .requested, let ticket = job.ticket,
                hall[ticket]?.state.isOpen != true
            else { continue }
            emit(.printVoided(PrintJobChanged(job: number, reason: "day end")))
        }
    }

    /// One-key clerks do not press start: after a while the service counts as begun.
    private mutating func inferStarts() {
        for window in hall.windows {
            guard let id = window.current, let ticket = hall[id], ticket.state == .called,
                now.instant - ticket.lastCalledAt! >= Int64(rules.startInferredAfterSeconds) * 1000
            else { continue }
            inferStart(of: ticket, at: window.number)
        }
    }

    /// Service then counts from the last call: how long the walk took is known from pressed starts only.
    mutating func inferStart(of ticket: Ticket, at window: WindowNumber) {
        emit(
            .serviceStarted(
                ServiceStarted(
                    ticket: ticket.id, window: window, startedAt: ticket.lastCalledAt!, inferred: true)))
    }

    mutating func configure(_ configuration: HallConfiguration) throws(Refusal) {
        guard configuration != hall.fileConfiguration else { return tick() }
        // Yesterday's tickets must not stand in the way of a change that was made overnight.
        if dayIsDue, hall.configuration?.dayEnd == .void { voidOpenTickets() }
        try refuseRemovals(by: configuration)
        try refuseOrphans(of: configuration)
        emit(.hallConfigured(HallConfigured(configuration: configuration)))
        tick()
    }

    /// A window or service that open tickets need stays.
    private func refuseRemovals(by configuration: HallConfiguration) throws(Refusal) {
        for window in hall.windows where configuration.window(window.number) == nil {
            if let id = window.current { throw .windowInUse(window.number, ticket: id.number) }
        }
        for id in hall.issued.array {
            guard let ticket = hall[id], ticket.state.isOpen else { continue }
            if configuration.service(ticket.service) == nil {
                throw .serviceInUse(ticket.service, tickets: openTickets(of: ticket.service))
            }
            for code in ticket.remaining ?? [] where configuration.service(code) == nil {
                throw .serviceInUse(code, tickets: 1)
            }
            if let target = ticket.targetWindow, configuration.window(target) == nil {
                throw .windowInUse(target, ticket: ticket.number)
            }
        }
    }

    /// A case must be found under its service's name to its end.
    private func refuseOrphans(of configuration: HallConfiguration) throws(Refusal) {
        let open = hall.openCases
        if let one = open.first(where: { configuration.service($0.service) == nil }) {
            throw .serviceHasCases(one.service, cases: open.count { $0.service == one.service })
        }
    }

    private func openTickets(of service: ServiceCode) -> Int {
        hall.issued.array.count { hall[$0]!.state.isOpen && hall[$0]!.service == service }
    }
}

extension Hall {
    /// Everything that outlives the day now closing.
    func opening(of day: BusinessDay, _ configuration: HallConfiguration) -> DayOpened {
        let known = issued.array
        let open = known.filter { tickets[$0]!.state.isOpen }
        let openIDs = Set(open)
        return DayOpened(
            day: day, anchor: anchor, trustedTime: trustedTime, configuration: configuration,
            carried: open.map { tickets[$0]! },
            windows: configuration.windows.map { openingStatus(of: $0) },
            requests: requests.array,
            printJobs: printJobs.array.map { printJobByNumber[$0]! }.filter {
                $0.state.isPending || ($0.state == .failed && $0.ticket.map(openIDs.contains) == true)
            },
            printJobNext: printJobNext, orderNext: orderNext,
            paces: configuration.services.compactMap { paces[$0.code] },
            returnable: nothing(returnable(on: day)), cases: nothing(casesThatMatter(on: day)),
            denials: nothing(openDenials),
            reports: nothing(reports), followUps: nothing(followUps(on: day)),
            appointments: nothing(appointments(from: day)),
            numbersUsed: nothing(numbersUsed.filter { $0.day >= day }))
    }

    /// An empty list is not written.
    private func nothing<Element>(_ list: [Element]) -> [Element]? { list.isEmpty ? nil : list }

    /// Windows open each day with who is signed in by configuration, unless that person is at work elsewhere; one in
    /// the middle of a visit stays as it is.
    func openingStatus(of window: Window) -> WindowStatus {
        var status = WindowStatus(number: window.number)
        if let before = self.window(window.number), before.current != nil { status = before }
        let isElsewhere = windows.contains {
            $0.number != window.number && $0.current != nil && $0.staff == window.signedIn
        }
        if status.current == nil, !isElsewhere, let staff = window.signedIn {
            status.state = .open
            status.staff = staff
        }
        return status
    }
}
