package import HallCore

/// One stay of a ticket at a window: from a call or a resumption to its end there.
package struct Leg: Sendable, Equatable {
    package let window: WindowNumber
    package let staff: StaffID?
    package let service: ServiceCode
    package internal(set) var calledAt: Int64?
    /// Since when it waited for this call; nil: it was resumed, or carried in called.
    package internal(set) var waitingSince: Int64?
    /// Of the call or its last recall.
    var lastCalledAt: Int64?
    package internal(set) var startedAt: Int64?
    package internal(set) var startInferred = false
    package internal(set) var endedAt: Int64?
    /// The visit was called here for the first time.
    let isFirstCall: Bool
    /// What became of it here.
    package internal(set) var matters: [Matter] = []

    /// 等候 of this stage.
    package var waitMilliseconds: Int64? {
        guard let calledAt, let waitingSince else { return nil }
        return max(0, calledAt - waitingSince)
    }

    /// From the last call to the window; known from pressed starts only.
    package var walkMilliseconds: Int64? {
        guard let startedAt, let lastCalledAt, !startInferred, calledAt != nil else { return nil }
        return startedAt - lastCalledAt
    }

    package var serviceMilliseconds: Int64? {
        guard let startedAt, let endedAt else { return nil }
        return endedAt - startedAt
    }
}

/// What happened to one ticket in one business day, as tallies count it.
package struct Visit: Sendable, Equatable {
    package let ticket: TicketID
    package internal(set) var service: ServiceCode
    package internal(set) var priority: PriorityCode?
    package let community: CommunityCode?
    package let arrivedAt: Int64
    package let arrived: CivilTime
    package let isCarriedIn: Bool
    /// It came back with what had been missing: the day on which it was issued counts it.
    package internal(set) var isFromEarlierDay = false
    package internal(set) var cameBackToday = false
    /// Before it came back.
    var wasServed = false
    package internal(set) var state = TicketState.waiting
    package internal(set) var firstCalledAt: Int64?
    var wasCalledBefore = false
    /// How often a slip of it failed.
    package internal(set) var printFailures = 0
    package internal(set) var legs: [Leg] = []
    /// Settled on earlier days.
    var matterCountBefore = 0
    /// The later of its arrival and its appointment.
    var waitsSince: Int64
    package internal(set) var appointment: AppointmentID?
    /// 补录: its times are as somebody wrote them, and no figures of waiting.
    package internal(set) var entered: VisitEntered?
    /// 5 非常满意 to 1 非常不满意; nil: nobody said.
    package internal(set) var score: Int?
    /// Whose stay that was about.
    var ratedLeg: Int?
    /// What it was promised when it was issued.
    let promised: WaitRange?
    /// 更正事项: it had been taken for another.
    package internal(set) var wasCorrected = false
    package internal(set) var focusGroups: [FocusCode] = []
    /// When it ended unserved.
    var leftAt: Int64?
    /// Of the stage it waits in now.
    var waitingSince: Int64?
    /// 延时服务: it ended after the hall had closed.
    package internal(set) var isOvertime = false

    /// To the first call, which a recall, a transfer or a reprint never rewrites.
    /// All its stages.
    package var totalWaitMilliseconds: Int64? {
        let stages = legs.compactMap(\.waitMilliseconds)
        return stages.isEmpty ? nil : stages.reduce(0, +)
    }

    /// Of somebody who left unserved.
    package var unservedWaitMilliseconds: Int64? { leftAt.map { max(0, $0 - waitsSince) } }

    package var waitMilliseconds: Int64? { firstCalledAt.map { max(0, $0 - waitsSince) } }
}

/// What became of a day's appointments: booked = kept + missed + cancelled + still to come.
package struct AppointmentCounts: Sendable, Equatable {
    package var booked = 0
    package var kept = 0
    package var missed = 0
    package var cancelled = 0

    package init(booked: Int = 0) { self.booked = booked }

    mutating func add(_ other: AppointmentCounts) {
        booked += other.booked
        kept += other.kept
        missed += other.missed
        cancelled += other.cancelled
    }
}

/// Rebuilds the visits of one business day from its events. Nothing else decides a figure.
package struct DayBook: Sendable {
    package private(set) var configuration: HallConfiguration?
    /// In order of issue.
    package private(set) var visits: [Visit] = []
    private var index: [TicketID: Int] = [:]
    private var ticketByPrintJob: [PrintJobNumber: TicketID] = [:]
    /// Ended on earlier days, and free to come back.
    private var returnable: [Ticket] = []
    private var isClosed = false
    /// Since when the hall is closed, and earlier times of the day at which it was: lunch.
    private var closedSince: Int64?
    package private(set) var closures: [Range<Int64>] = []
    /// Who came for a service and got no number, and in which hour.
    package private(set) var turnedAway: [(service: ServiceCode, why: String, hour: Int)] = []

    /// Appointments for these days.
    private(set) var appointments: [(service: ServiceCode, community: CommunityCode?, counts: AppointmentCounts)] = []
    private var appointmentIndex: [AppointmentID: Int] = [:]

    package init() {}

    private mutating func note(_ booked: Appointment) {
        guard appointmentIndex[booked.id] == nil else { return }
        appointmentIndex[booked.id] = appointments.count
        appointments.append((booked.service, booked.community, AppointmentCounts(booked: 1)))
    }

    private mutating func note(_ id: AppointmentID, _ change: (inout AppointmentCounts) -> Void) {
        if let index = appointmentIndex[id] { change(&appointments[index].counts) }
    }

    /// Visits that have ended, which are forgotten here.
    mutating func takeEnded() -> [Visit] { take { !$0.state.isOpen } }
    mutating func takeAll() -> [Visit] { take { _ in true } }

    private mutating func take(_ wanted: (Visit) -> Bool) -> [Visit] {
        let taken = visits.filter(wanted)
        visits.removeAll(where: wanted)
        index = Dictionary(uniqueKeysWithValues: visits.indices.map { (visits[$0].ticket, $0) })
        return taken
    }

    mutating func takeTurnedAway() -> [(service: ServiceCode, why: String, hour: Int)] {
        defer { turnedAway = [] }
        return turnedAway
    }

    package mutating func record(_ event: Event) {
        let at = event.at.instant
        switch event.body {
        case .dayOpened(let day):
            configuration = day.configuration
            // Within a period, whoever is carried over is known.
            for ticket in day.carried where index[ticket.id] == nil { carryIn(ticket) }
            isClosed = false
            returnable = day.returnable ?? []
            for one in day.appointments ?? [] where one.id.day == day.day {
                note(one)
                // Taken back before its day.
                if one.state == .cancelled { note(one.id) { $0.cancelled += 1 } }
            }
            for job in day.printJobs { ticketByPrintJob[job.number] = job.ticket }
        case .hallConfigured(let fields): configuration = fields.configuration
        case .ticketIssued(let fields): issue(fields, event.at)
        case .hallOpened:
            isClosed = false
            if let since = closedSince, since < at { closures.append(since..<at) }
            closedSince = nil
        case .hallClosed(let fields): (isClosed, closedSince) = (fields.isLast == true, at)
        case .turnedAway(let fields):
            turnedAway.append((fields.service, fields.why, event.at.civil.minuteOfDay / 60))
        case .ticketCalled(let fields): call(fields, at)
        case .callUndone(let fields): undoCall(fields.ticket)
        case .ticketRecalled(let fields):
            update(fields.ticket) { $0.legs[$0.legs.count - 1].lastCalledAt = at }
        case .serviceStarted(let fields):
            update(fields.ticket) { visit in
                visit.state = .serving
                visit.legs[visit.legs.count - 1].startedAt = fields.startedAt
                visit.legs[visit.legs.count - 1].startInferred = fields.inferred
            }
        case .ticketPassed(let fields):
            endLeg(of: fields.ticket, at, served: false, .waiting)
            if fields.returnsTo == nil { end(fields.ticket, .noShow, at) }
        case .serviceFinished(let fields): finish(fields, at)
        case .mattersCompleted(let fields): complete(fields)
        case .ticketNoted(let fields): update(fields.ticket) { $0.focusGroups = fields.focusGroups }
        case .ticketReturned(let fields): comeBack(fields, at)
        case .appointmentBooked(let fields) where fields.booked.id.day == event.day: note(fields.booked)
        case .appointmentCancelled(let fields) where fields.appointment.day == event.day:
            note(fields.appointment) { $0.cancelled += 1 }
        // Of a day on which the hall never opened nobody missed anything.
        case .appointmentMissed(let fields) where fields.appointment.day == event.day:
            note(fields.appointment) { $0.missed += 1 }
        case .visitRated(let fields):
            update(fields.ticket) { visit in
                visit.score = fields.score
                visit.ratedLeg = visit.legs.lastIndex { $0.window == fields.window } ?? visit.legs.indices.last
            }
        case .ticketParked(let fields): endLeg(of: fields.ticket, at, .parked)
        case .ticketResumed(let fields): resume(fields, at)
        case .ticketTransferred(let fields):
            endLeg(of: fields.ticket, at, .waiting)
            update(fields.ticket) { $0.service = fields.service }
        case .ticketCorrected(let fields):
            update(fields.ticket) { visit in
                if visit.service != fields.service { visit.wasCorrected = true }
                visit.service = fields.service
                if let priority = fields.priority { visit.priority = priority }
            }
        case .ticketRequeued(let fields):
            update(fields.ticket) { ($0.state, $0.waitingSince, $0.leftAt) = (.waiting, at, nil) }
        case .ticketCancelled(let fields): end(fields.ticket, .cancelled, at)
        // Voided when the next day opens; nobody waited through the night.
        case .ticketVoided(let fields): end(fields.ticket, .voided, closedSince ?? at)
        case .printRequested(let fields): ticketByPrintJob[fields.job] = fields.ticket
        case .printFinished(let fields):
            guard case .failed = fields.outcome, let ticket = ticketByPrintJob[fields.job] else { return }
            update(ticket) { $0.printFailures += 1 }
        case .reportHandedIn, .wordsErased, .accessChanged, .journalRestored, .followUpOpened, .followUpAssigned,
            .followUpMoved,
            .appealMade, .appealDecided,
            .appointmentBooked, .appointmentCancelled, .appointmentMissed, .lastCallMade, .caseOpened,
            .caseMoved, .caseAssigned, .denialRecorded, .denialSigned,
            .windowServing,
            .clockAnchored, .windowOpened, .windowPaused, .windowClosed,
            .documentRequested, .printSending, .printRetried, .printVoided, .deviceChanged:
            break
        }
    }

    private mutating func issue(_ fields: TicketIssued, _ at: HallTime) {
        var visit = Visit(
            ticket: fields.ticket, service: fields.service, priority: fields.priority, community: fields.community,
            arrivedAt: at.instant, arrived: fields.entered?.taken ?? at.civil, isCarriedIn: false,
            waitsSince: max(at.instant, fields.dueAt ?? at.instant), appointment: fields.appointment,
            promised: fields.promised, waitingSince: max(at.instant, fields.dueAt ?? at.instant))
        if let appointment = fields.appointment { note(appointment) { $0.kept += 1 } }
        if let entered = fields.entered {
            (visit.state, visit.entered, visit.wasCalledBefore) = (.served, entered, true)
            visit.legs.append(
                Leg(window: entered.window, staff: entered.staff, service: fields.service, isFirstCall: false))
        }
        add(visit)
    }

    private mutating func add(_ visit: Visit) {
        index[visit.ticket] = visits.count
        visits.append(visit)
    }

    private mutating func carryIn(_ ticket: Ticket) {
        var visit = Visit(
            ticket: ticket.id, service: ticket.service, priority: ticket.priority, community: ticket.community,
            arrivedAt: ticket.arrivedAt, arrived: ticket.issuedAt, isCarriedIn: true,
            waitsSince: ticket.waitsSince, appointment: ticket.appointment, promised: ticket.promised,
            waitingSince: ticket.firstCalledAt == nil ? ticket.waitsSince : nil)
        visit.focusGroups = ticket.focusGroups ?? []
        visit.state = ticket.state
        visit.isFromEarlierDay = ticket.isFromEarlierDay
        visit.matterCountBefore = ticket.matters?.count ?? 0
        // Called on an earlier day: its wait was that day's.
        visit.wasCalledBefore = ticket.firstCalledAt != nil
        if let window = ticket.window, ticket.state != .waiting {
            visit.legs.append(
                Leg(
                    window: window, staff: nil, service: ticket.service, calledAt: ticket.calledAt,
                    startedAt: ticket.startedAt, startInferred: ticket.startInferred, isFirstCall: false))
        }
        add(visit)
    }

    private mutating func call(_ fields: TicketCalled, _ at: Int64) {
        update(fields.ticket) { visit in
            let isFirst = visit.firstCalledAt == nil && !visit.wasCalledBefore
            if isFirst { visit.firstCalledAt = at }
            visit.state = .called
            visit.legs.append(
                Leg(
                    window: fields.window, staff: fields.staff, service: visit.service, calledAt: at,
                    waitingSince: visit.waitingSince, lastCalledAt: at, isFirstCall: isFirst))
            visit.waitingSince = nil
        }
    }

    private mutating func undoCall(_ ticket: TicketID) {
        update(ticket) { visit in
            visit.state = .waiting
            let undone = visit.legs.removeLast()
            if undone.isFirstCall { visit.firstCalledAt = nil }
            visit.waitingSince = undone.waitingSince
        }
    }

    private mutating func resume(_ fields: TicketAtWindow, _ at: Int64) {
        update(fields.ticket) { visit in
            visit.state = .serving
            visit.legs.append(
                Leg(
                    window: fields.window, staff: fields.staff, service: visit.service, startedAt: at,
                    isFirstCall: false))
        }
    }

    private mutating func finish(_ fields: ServiceFinished, _ at: Int64) {
        endLeg(of: fields.ticket, at, fields.next == nil ? .served : .waiting)
        let isOvertime = isClosed
        update(fields.ticket) { visit in
            visit.isOvertime = isOvertime
            // Before there were cases, an outcome was all that was said.
            visit.legs[visit.legs.count - 1].matters =
                fields.matters ?? [Matter(service: visit.service, outcome: fields.outcome)]
            if let next = fields.next { visit.service = next }
        }
    }

    /// All matters of the visit; what earlier windows settled is theirs.
    private mutating func complete(_ fields: MattersCompleted) {
        update(fields.ticket) { visit in
            let before = visit.legs.dropLast().reduce(visit.matterCountBefore) { $0 + $1.matters.count }
            visit.legs[visit.legs.count - 1].matters = Array(fields.matters.dropFirst(before))
        }
    }

    private mutating func comeBack(_ fields: TicketReturned, _ at: Int64) {
        let isOfEarlierDay = index[fields.ticket] == nil
        if isOfEarlierDay, let ticket = returnable.first(where: { $0.id == fields.ticket }) { carryIn(ticket) }
        update(fields.ticket) { visit in
            if isOfEarlierDay { (visit.isFromEarlierDay, visit.cameBackToday) = (true, true) }
            (visit.state, visit.service, visit.wasServed) = (.waiting, fields.service, true)
            visit.waitingSince = at
        }
    }

    /// It stays one visit, and was served: who comes back and leaves again takes nothing of that away.
    private mutating func end(_ ticket: TicketID, _ state: TicketState, _ at: Int64) {
        update(ticket) { visit in
            visit.state = visit.wasServed ? .served : state
            if !visit.wasServed { visit.leftAt = at }
        }
    }

    private mutating func endLeg(of ticket: TicketID, _ at: Int64, served: Bool = true, _ state: TicketState) {
        update(ticket) { visit in
            visit.state = state
            if state == .waiting { visit.waitingSince = at }
            let last = visit.legs.count - 1
            visit.legs[last].endedAt = at
            // A start that the clock inferred before nobody came was none.
            if !served { visit.legs[last].startedAt = nil }
        }
    }

    private mutating func update(_ ticket: TicketID, _ change: (inout Visit) -> Void) {
        guard let position = index[ticket] else { return }
        change(&visits[position])
    }
}
