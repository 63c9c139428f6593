import HashTreeCollections

extension Hall {
    /// Makes what happened part of the state. Total for events that `decide` made; a broken invariant is a
    /// fault in our own code and stops the process, because going on could give a number twice.
    package mutating func apply(_ event: Event) {
        if let time { precondition(event.at.instant >= time.instant, "time went backwards") }
        time = event.at
        if event.at.trusted { trustedTime = event.at }
        applyBody(of: event)
        if let request = event.request { remember(request) }
    }

    mutating func remember(_ request: RememberedRequest) {
        requests.append(request)
        requestByID[request.id] = request
    }

    private mutating func applyBody(of event: Event) {
        let now = event.at.instant
        switch event.body {
        case .clockAnchored(let fields): anchor = fields
        case .hallConfigured(let fields): configure(fields.configuration)
        case .dayOpened(let fields): open(fields)
        case .hallOpened: (isOpen, isClosed, isClosedForDay, openedAt) = (true, false, false, now)
        case .hallClosed(let fields): (isOpen, isClosed, isClosedForDay) = (false, true, fields.isLast == true)
        case .turnedAway: turnedAwayCount += 1
        case .ticketIssued(let fields): issue(fields, at: event.at)
        case .ticketCalled(let fields): call(fields, at: event.at)
        case .ticketRecalled(let fields): recall(fields.ticket, event.at)
        case .callUndone(let fields): undoCall(fields.ticket, fields.window)
        case .serviceStarted(let fields): start(fields)
        case .ticketPassed(let fields): pass(fields)
        case .serviceFinished(let fields): finish(fields, now)
        case .ticketParked(let fields):
            leaveWindow(fields.ticket, fields.window, to: .parked) { ticket in
                ticket.lastCallAt = nil
                if ticket.firstAsked == nil { ticket.firstAsked = fields.staff }
            }
        case .ticketResumed(let fields): resume(fields, now)
        case .ticketTransferred(let fields): transfer(fields)
        case .ticketCorrected(let fields): correct(fields)
        case .ticketRequeued(let fields): requeue(fields)
        case .ticketCancelled(let fields): end(fields.ticket, as: .cancelled)
        case .ticketVoided(let fields): end(fields.ticket, as: .voided)
        case .visitRated(let fields): update(fields.ticket) { $0.score = fields.score }
        case .mattersCompleted(let fields): complete(fields)
        case .ticketReturned(let fields): comeBack(fields, now)
        case .appointmentBooked(let fields): book(fields.booked)
        case .appointmentCancelled(let fields): end(fields.appointment, as: .cancelled)
        case .appointmentMissed(let fields): end(fields.appointment, as: .missed)
        case .ticketNoted(let fields): update(fields.ticket) { $0.focusGroups = fields.focusGroups }
        case .lastCallMade(let fields): for id in fields.tickets { update(id) { $0.lastCallAt = now } }
        case .caseOpened(let fields): open(fields.opened)
        case .caseMoved(let fields): move(fields, at: event.at)
        case .caseAssigned(let fields): assign(fields)
        case .denialRecorded(let fields): record(fields.denial)
        case .denialSigned(let fields): sign(fields)
        case .reportHandedIn(let fields): reports.append(fields.report)
        case .followUpOpened(let fields): open(fields.opened)
        case .followUpAssigned(let fields): record(event, about: fields.followUp)
        case .followUpMoved(let fields): record(event, about: fields.followUp)
        case .appealMade(let fields): record(event, about: fields.followUp)
        case .appealDecided(let fields): record(event, about: fields.followUp)
        case .windowOpened(let fields):
            updateWindow(fields.window) { ($0.state, $0.staff, $0.pauseReason) = (.open, fields.staff, nil) }
        case .windowPaused(let fields):
            updateWindow(fields.window) { ($0.state, $0.pauseReason) = (.paused, fields.reason) }
        case .windowClosed(let fields): close(fields.window)
        case .windowServing(let fields): serve(fields)
        case .printRequested(let fields): requestPrint(fields, now)
        case .documentRequested(let fields): requestDocument(fields, now)
        case .printSending(let fields): sendPrint(fields)
        case .printFinished(let fields): finishPrint(fields)
        case .printRetried(let fields): retryPrint(fields.job, now)
        case .printVoided(let fields):
            updatePrintJob(fields.job) { $0.state = .voided }
            pendingPrintJobs.removeAll { $0 == fields.job }
        case .journalRestored(let fields):
            for id in fields.numbersUsed { skip(through: id) }
        // The journal keeps these for people.
        case .deviceChanged, .wordsErased, .accessChanged: break
        }
    }

    // MARK: Configuration and day

    private mutating func configure(_ new: HallConfiguration) {
        (configuration, fileConfiguration) = (new, new)
        serviceMap = ServiceMap(new)
        windows = new.windows.map { self.window($0.number) ?? openingStatus(of: $0) }
        waiting = waiting.map { waitingTicket(for: tickets[$0.id]!) }
    }

    private mutating func open(_ opened: DayOpened) {
        precondition(day.map { $0 < opened.day } ?? true, "the business day went backwards")
        var next = Hall(limits: limits)
        next.trustedTime = time?.trusted == true ? time : opened.trustedTime
        (next.time, next.anchor, next.day) = (time, opened.anchor, opened.day)
        (next.configuration, next.fileConfiguration) = (opened.configuration, opened.configuration)
        next.serviceMap = ServiceMap(opened.configuration)
        next.windows = opened.windows
        for carried in opened.carried {
            var ticket = carried
            // Of the evening before.
            ticket.lastCallAt = nil
            next.release(&ticket)
            next.tickets[ticket.id] = ticket
            next.ticketByNumber[ticket.number] = ticket.id
            next.issued.append(ticket.id)
            if ticket.state == .waiting { next.waiting.append(next.waitingTicket(for: ticket)) }
        }
        next.takeOver(
            returnable: opened.returnable ?? [], opened.cases ?? [], opened.denials ?? [])
        next.takeOver(opened.appointments ?? [])
        next.takeOver(opened.followUps ?? [])
        next.reports = opened.reports ?? []
        for id in opened.numbersUsed ?? [] { next.skip(through: id) }
        for request in opened.requests { next.requestByID[request.id] = request }
        for job in opened.printJobs {
            next.printJobs.append(job.number)
            next.printJobByNumber[job.number] = job
            if job.state.isPending { next.pendingPrintJobs.append(job.number) }
        }
        (next.printJobNext, next.orderNext) = (opened.printJobNext, opened.orderNext)
        for pace in opened.paces { next.paces[pace.service] = pace }
        self = next
    }

    /// None of its category up to it is given on its day, which may not have opened yet.
    private mutating func skip(through id: TicketID) {
        if id.day == day {
            ordinals[id.number.prefix] = max(ordinals[id.number.prefix] ?? 0, id.number.ordinal)
        } else if day.map({ $0 < id.day }) ?? true {
            numbersUsed.append(id)
        }
    }

    // MARK: Tickets

    func newTicket(_ fields: TicketIssued, at now: HallTime) -> Ticket {
        Ticket(
            id: fields.ticket, service: fields.service, priority: fields.priority, needs: fields.needs ?? [],
            community: fields.community, language: fields.language, issuedAt: now.civil, arrivedAt: now.instant,
            promised: fields.promised,
            // Who comes before the time has no better place than who comes at it.
            place: Place(rank: max(now.instant, fields.dueAt ?? now.instant), order: orderNext),
            largePrint: fields.largePrint, firstAsked: fields.firstAsked, remaining: fields.remaining,
            dueAt: fields.dueAt, takenFor: fields.service, appointment: fields.appointment)
    }

    private mutating func issue(_ fields: TicketIssued, at now: HallTime) {
        let id = fields.ticket
        precondition(tickets[id] == nil && ticketByNumber[id.number] == nil, "\(id) given twice")
        let ticket = newTicket(fields, at: now)
        tickets[id] = ticket
        ticketByNumber[id.number] = id
        issued.append(id)
        if fields.entered == nil || !isEmergency(id.number) { ordinals[id.number.prefix] = id.number.ordinal }
        orderNext += 1
        if let appointment = fields.appointment { end(appointment, as: .checkedIn, ticket: id) }
        if let entered = fields.entered { return putOnRecord(id, entered) }
        waiting.append(waitingTicket(for: ticket))
        countQuota(of: ticket, 1)
    }

    /// It is over already; its matters follow.
    private mutating func putOnRecord(_ id: TicketID, _ entered: VisitEntered) {
        update(id) { ticket in
            (ticket.state, ticket.window, ticket.handler) = (.served, entered.window, entered.staff)
            // Its written times are no waits, and neither is what comes after a return.
            ticket.firstCalledAt = ticket.arrivedAt
        }
    }

    /// Under the service that it was taken for, whatever became of that.
    private mutating func countQuota(of ticket: Ticket, _ difference: Int) {
        let service = ticket.takenFor ?? ticket.service
        guard ticket.returnedOn == nil else { return }
        var used = quotaUsed[service] ?? HalfDays()
        used.count(difference, atMinute: ticket.issuedAt.minuteOfDay)
        quotaUsed[service] = used
    }

    private mutating func serve(_ fields: WindowServing) {
        guard let index = configuration?.windows.firstIndex(where: { $0.number == fields.window }) else {
            preconditionFailure("no window \(fields.window)")
        }
        configuration!.windows[index].primary = fields.primary
        configuration!.windows[index].secondary = fields.secondary
        configuration!.windows[index].backup = fields.backup
        serviceMap = ServiceMap(configuration!)
        waiting = waiting.map { waitingTicket(for: tickets[$0.id]!) }
    }

    private func isEmergency(_ number: TicketNumber) -> Bool {
        let kept = configuration?.category(String(UnicodeScalar(number.prefix)))?.emergencyNumbers
        return kept.map { ($0.first...$0.last).contains(number.ordinal) } ?? false
    }

    private mutating func correct(_ fields: TicketCorrected) {
        update(fields.ticket) { ticket in
            ticket.service = fields.service
            if let priority = fields.priority { ticket.priority = priority }
        }
        if let index = waiting.firstIndex(where: { $0.id == fields.ticket }) {
            waiting[index] = waitingTicket(for: tickets[fields.ticket]!)
        }
    }

    private mutating func requeue(_ fields: TicketRequeued) {
        var wasCancelled = false
        update(fields.ticket) { ticket in
            precondition(ticket.state != .called && ticket.state != .serving, "requeued from a window")
            wasCancelled = ticket.state == .cancelled
            if ticket.state != .parked { (ticket.passCount, ticket.dueAt) = (ticket.passCount + 1, nil) }
            (ticket.place, ticket.lastCallAt) = (fields.place, nil)
        }
        orderNext += 1
        if wasCancelled, fields.ticket.day == day, let ticket = tickets[fields.ticket] { countQuota(of: ticket, 1) }
        wait(fields.ticket)
    }

    private mutating func end(_ id: TicketID, as state: TicketState) {
        update(id) { ticket in
            precondition(ticket.state == .waiting || ticket.state == .parked, "ended at a window")
            ticket.state = state
        }
        waiting.removeAll { $0.id == id }
        if state == .cancelled, id.day == day, let ticket = tickets[id] { countQuota(of: ticket, -1) }
    }

    // MARK: Calling

    private mutating func call(_ fields: TicketCalled, at now: HallTime) {
        let index = windowIndex(fields.window)
        precondition(windows[index].current == nil, "two tickets at window \(fields.window)")
        let before = tickets[fields.ticket]!
        calls.append(
            CallRecord(
                ticket: fields.ticket, window: fields.window, at: now, why: fields.why, service: before.service,
                isFirstCall: before.firstCalledAt == nil, silent: fields.silent ?? false,
                ratioTurnBefore: windows[index].ratioTurn,
                callsSinceDueBefore: windows[index].callsSinceDue,
                lastWaitSecondsBefore: paces[before.service]?.lastWaitSeconds, lastAt: now))
        windows[index].callsSinceDue = fields.why.rule == .due ? 0 : windows[index].callsSinceDue.map { $0 + 1 }
        if fields.why.policy == .ratio, fields.why.rule != .picked, fields.why.rule != .due,
            let order = CallingOrder(self, now: now.instant)
        {
            windows[index].ratioTurn = order.ratioTurn(after: before.isPrivileged, from: windows[index].ratioTurn)
        }
        windows[index].current = fields.ticket
        waiting.removeAll { $0.id == fields.ticket }
        update(fields.ticket) { ticket in
            precondition(ticket.state == .waiting, "\(ticket.id) called while \(ticket.state)")
            ticket.state = .called
            ticket.window = fields.window
            ticket.callCount = 1
            ticket.calledAt = now.instant
            ticket.lastCalledAt = now.instant
            if ticket.firstCalledAt == nil { ticket.firstCalledAt = now.instant }
        }
        updatePace(of: before.service) { pace in
            pace.calledCount += 1
            if before.firstCalledAt == nil {
                pace.lastWaitSeconds = max(0, Int((now.instant - before.waitsSince) / 1000))
            }
        }
    }

    private mutating func recall(_ id: TicketID, _ now: HallTime) {
        update(id) { ticket in
            ticket.callCount += 1
            ticket.lastCalledAt = now.instant
        }
        // A call from before the day's opening is not on today's list.
        if let index = openCall(of: id) { calls[index].lastAt = now }
    }

    private mutating func undoCall(_ id: TicketID, _ window: WindowNumber) {
        guard let index = openCall(of: id) else { preconditionFailure("no call of \(id) to undo") }
        calls[index].undone = true
        let call = calls[index]
        leaveWindow(id, window, to: .waiting) { ticket in
            if call.isFirstCall { ticket.firstCalledAt = nil }
        }
        updateWindow(window) { status in
            (status.ratioTurn, status.callsSinceDue) = (call.ratioTurnBefore, call.callsSinceDueBefore)
        }
        updatePace(of: call.service) { pace in
            pace.calledCount -= 1
            pace.lastWaitSeconds = call.lastWaitSecondsBefore
        }
    }

    private mutating func pass(_ fields: TicketPassed) {
        updatePace(of: tickets[fields.ticket]!.service) { $0.passedCount += 1 }
        leaveWindow(fields.ticket, fields.window, to: fields.returnsTo == nil ? .noShow : .waiting) { ticket in
            ticket.passCount += 1
            ticket.dueAt = nil
            if let place = fields.returnsTo { ticket.place = place }
        }
        orderNext += 1
    }

    // MARK: Serving

    private mutating func start(_ fields: ServiceStarted) {
        let staff = window(fields.window)?.staff
        update(fields.ticket) { ticket in
            precondition(ticket.state == .called, "\(ticket.id) started while \(ticket.state)")
            ticket.state = .serving
            if ticket.firstAsked == nil, !fields.inferred { ticket.firstAsked = staff }
            ticket.startedAt = fields.startedAt
            ticket.startInferred = fields.inferred
            if !fields.inferred { ticket.lastCallAt = nil }
        }
    }

    private mutating func finish(_ fields: ServiceFinished, _ now: Int64) {
        let startedAt = tickets[fields.ticket]!.startedAt!
        updatePace(of: tickets[fields.ticket]!.service) { $0.served(seconds: Int((now - startedAt) / 1000)) }
        leaveWindow(fields.ticket, fields.window, to: fields.next == nil ? .served : .waiting) { ticket in
            ticket.matterCountBefore = ticket.matters?.count
            if let matters = fields.matters { ticket.matters = (ticket.matters ?? []) + matters }
            (ticket.handler, ticket.lastCallAt) = (fields.staff, nil)
            if ticket.firstAsked == nil { ticket.firstAsked = fields.staff }
            ticket.returnUntil = fields.returnUntil
            ticket.remaining = fields.remaining
            guard let next = fields.next else { return }
            ticket.service = next
            (ticket.targetWindow, ticket.dueAt) = (nil, nil)
        }
        updateWindow(fields.window) { ($0.lastFinished, $0.lastFinishedAt) = (fields.ticket, now) }
    }

    private mutating func resume(_ fields: TicketAtWindow, _ now: Int64) {
        let index = windowIndex(fields.window)
        precondition(windows[index].current == nil, "two tickets at window \(fields.window)")
        windows[index].current = fields.ticket
        update(fields.ticket) { ticket in
            precondition(ticket.state == .parked, "\(ticket.id) resumed while \(ticket.state)")
            ticket.state = .serving
            ticket.window = fields.window
            ticket.startedAt = now
            ticket.startInferred = false
        }
    }

    private mutating func transfer(_ fields: TicketTransferred) {
        leaveWindow(fields.ticket, fields.window, to: .waiting) { ticket in
            if ticket.firstAsked == nil { ticket.firstAsked = fields.staff }
            ticket.service = fields.service
            (ticket.targetWindow, ticket.lastCallAt) = (fields.targetWindow, nil)
        }
    }

    /// Takes the ticket from its window into `state`; what belonged to the visit there is forgotten.
    private mutating func leaveWindow(
        _ id: TicketID, _ window: WindowNumber, to state: TicketState, change: (inout Ticket) -> Void = { _ in }
    ) {
        updateWindow(window) { status in
            precondition(status.current == id, "\(id) is not at window \(window)")
            status.current = nil
        }
        update(id) { ticket in
            ticket.state = state
            ticket.callCount = 0
            (ticket.calledAt, ticket.lastCalledAt, ticket.startedAt) = (nil, nil, nil)
            ticket.startInferred = false
            change(&ticket)
        }
        if state == .waiting { wait(id) }
    }

    mutating func wait(_ id: TicketID) {
        let hall = self
        update(id) { ticket in
            ticket.state = .waiting
            ticket.window = nil
            hall.release(&ticket)
        }
        waiting.append(waitingTicket(for: tickets[id]!))
    }

    /// A ticket must not wait for a window that will not call it.
    private func release(_ ticket: inout Ticket) {
        if let target = ticket.targetWindow, window(target)?.state ?? .closed == .closed { ticket.targetWindow = nil }
    }

    /// Tickets sent to a window that closes go back to their service's queue.
    private mutating func close(_ number: WindowNumber) {
        updateWindow(number) { status in
            precondition(status.current == nil, "window \(number) closed during a visit")
            (status.state, status.staff, status.pauseReason) = (.closed, nil, nil)
        }
        for index in waiting.indices where waiting[index].targetWindow == Int32(number) {
            update(waiting[index].id) { $0.targetWindow = nil }
            waiting[index] = waitingTicket(for: tickets[waiting[index].id]!)
        }
    }

    // MARK: Slips

    private mutating func requestPrint(_ fields: PrintRequested, _ now: Int64) {
        var job = PrintJob(
            number: fields.job, ticket: fields.ticket, isCopy: fields.copy, ahead: fields.ahead, wait: fields.wait)
        job.printer = fields.printer
        add(job, now)
        update(fields.ticket) { ticket in
            ticket.slip = fields.job
            if fields.copy { ticket.copyCount += 1 }
        }
    }

    private mutating func requestDocument(_ fields: DocumentRequested, _ now: Int64) {
        var job = PrintJob(number: fields.job, ticket: nil, isCopy: false, ahead: 0, wait: nil)
        (job.document, job.printer, job.language) = (fields.document, fields.printer, fields.language)
        add(job, now)
    }

    private mutating func add(_ requested: PrintJob, _ now: Int64) {
        precondition(requested.number == printJobNext, "print jobs are numbered in order")
        var job = requested
        job.requestedAt = now
        printJobNext += 1
        printJobs.append(job.number)
        printJobByNumber[job.number] = job
        pendingPrintJobs.append(job.number)
    }

    private mutating func sendPrint(_ fields: PrintSending) {
        updatePrintJob(fields.job) { job in
            (job.state, job.isMarked, job.wasSent) = (.sending, fields.marked, true)
            job.printer = fields.printer
            if fields.again { job.attempts += 1 }
        }
    }

    private mutating func finishPrint(_ fields: PrintFinished) {
        updatePrintJob(fields.job) { job in
            switch fields.outcome {
            case .printed: job.state = .printed
            case .failed(let reason, let trouble): (job.state, job.failure, job.trouble) = (.failed, reason, trouble)
            }
        }
        pendingPrintJobs.removeAll { $0 == fields.job }
    }

    private mutating func retryPrint(_ number: PrintJobNumber, _ now: Int64) {
        updatePrintJob(number) { job in
            (job.state, job.failure, job.trouble, job.requestedAt) = (.requested, nil, nil, now)
            job.attempts += 1
        }
        // In its old place: slips come out in the order of their numbers.
        let place = pendingPrintJobs.firstIndex { $0 > number } ?? pendingPrintJobs.count
        pendingPrintJobs.insert(number, at: place)
    }

    // MARK: Access

    mutating func update(_ id: TicketID, _ change: (inout Ticket) -> Void) {
        guard var ticket = tickets[id] else { preconditionFailure("no ticket \(id)") }
        change(&ticket)
        tickets[id] = ticket
    }

    private func windowIndex(_ number: WindowNumber) -> Int {
        guard let index = windows.firstIndex(where: { $0.number == number }) else {
            preconditionFailure("no window \(number)")
        }
        return index
    }

    private mutating func updateWindow(_ number: WindowNumber, _ change: (inout WindowStatus) -> Void) {
        change(&windows[windowIndex(number)])
    }

    private mutating func updatePrintJob(_ number: PrintJobNumber, _ change: (inout PrintJob) -> Void) {
        guard var job = printJobByNumber[number] else { preconditionFailure("no print job \(number)") }
        change(&job)
        printJobByNumber[number] = job
    }

    private mutating func updatePace(of service: ServiceCode, _ change: (inout ServicePace) -> Void) {
        var pace = paces[service] ?? ServicePace(service: service)
        change(&pace)
        paces[service] = pace
    }
}
