package import HallCore
import HallJournal
import Synchronization

/// Which events an audit is about; nil: any.
package struct AuditFilter: Sendable {
    package var staff: StaffID?
    package var kinds: [EventKind]?
    package var ticket: TicketNumber?
    /// Of the ticket: numbers come back each day.
    package var ticketDay: BusinessDay?
    package var window: WindowNumber?
    /// Only what a person did out of the ordinary course.
    package var manualOnly = false
    package var hidden: [EventKind] = []
    /// The last of them.
    package var countMax = 500

    package init() {}
}

extension Reports {
    /// Who did what when, in order; and whether there was more. Blocks.
    package func audit(
        from first: BusinessDay, through last: BusinessDay, _ filter: AuditFilter
    ) throws -> (events: [(sequence: Int, event: Event)], more: Bool) {
        let found = Mutex<[(sequence: Int, event: Event)]>([])
        for day in try journal.days(from: first, through: last) {
            try journal.numberedEvents(of: day) { sequence, event in
                guard filter.takes(event) else { return true }
                found.withLock { found in
                    found.append((sequence, event))
                    // Years of them would not fit: all but one more than are asked for are forgotten on the way.
                    if found.count > 2 * filter.countMax { found.removeFirst(found.count - filter.countMax - 1) }
                }
                return true
            }
        }
        let last = found.withLock { $0 }
        return (last.suffix(filter.countMax), last.count > filter.countMax)
    }
}

extension AuditFilter {
    fileprivate func takes(_ event: Event) -> Bool {
        if hidden.contains(event.body.kind) || (manualOnly && !event.isManual) { return false }
        if let kinds, !kinds.contains(event.body.kind) { return false }
        let subject = event.body.subject
        if let staff, event.actor.staff != staff, subject.staff != staff { return false }
        if let ticket, subject.ticket?.number != ticket { return false }
        if let ticketDay, subject.ticket?.day != ticketDay { return false }
        if let window, subject.window != window { return false }
        return true
    }
}

extension Event {
    /// Whether a person interfered with the ordinary course: picked a number, cancelled, brought back, printed a copy,
    /// let somebody in again.
    package var isManual: Bool {
        guard actor.door != .engine || actor.uid != nil || actor.staff != nil else { return false }
        return switch body {
        case .ticketCalled(let fields): fields.why.rule == .picked
        case .printRequested(let fields): fields.copy
        case .ticketIssued(let fields): fields.entered != nil
        case .turnedAway(let fields): fields.reason != nil
        case .callUndone, .ticketCorrected, .ticketRequeued, .ticketCancelled, .ticketVoided, .mattersCompleted,
            .printRetried, .printVoided, .windowServing, .lastCallMade, .appointmentCancelled,
            .denialSigned, .appealDecided, .followUpAssigned, .caseAssigned, .reportHandedIn, .wordsErased,
            .accessChanged, .hallConfigured:
            true
        default: false
        }
    }
}

extension EventBody {
    /// What it is about, where it is about one of them.
    package var subject: (ticket: TicketID?, window: WindowNumber?, staff: StaffID?, other: String?) {
        switch self {
        case .ticketIssued(let fields):
            (fields.ticket, fields.entered?.window, fields.entered?.staff, fields.service)
        case .ticketCalled(let fields): (fields.ticket, fields.window, fields.staff, nil)
        case .ticketRecalled(let fields), .callUndone(let fields), .ticketParked(let fields),
            .ticketResumed(let fields):
            (fields.ticket, fields.window, fields.staff, nil)
        case .serviceStarted(let fields): (fields.ticket, fields.window, nil, nil)
        case .ticketPassed(let fields): (fields.ticket, fields.window, fields.staff, nil)
        case .serviceFinished(let fields):
            (fields.ticket, fields.window, fields.staff, outcomes(fields.matters ?? [], or: fields.outcome))
        case .ticketTransferred(let fields): (fields.ticket, fields.window, fields.staff, fields.service)
        case .ticketCorrected(let fields): (fields.ticket, nil, nil, fields.service)
        case .ticketRequeued(let fields): (fields.ticket, nil, nil, nil)
        case .ticketCancelled(let fields), .ticketVoided(let fields): (fields.ticket, nil, nil, nil)
        case .visitRated(let fields): (fields.ticket, fields.window, nil, "\(fields.score)")
        case .mattersCompleted(let fields): (fields.ticket, nil, fields.staff, outcomes(fields.matters, or: nil))
        case .ticketReturned(let fields): (fields.ticket, nil, nil, fields.service)
        case .ticketNoted(let fields): (fields.ticket, nil, nil, nil)
        case .printRequested(let fields): (fields.ticket, nil, nil, fields.printer)
        case .caseOpened(let fields):
            (fields.opened.ticket, fields.opened.window, fields.opened.handler, "\(fields.opened.id)")
        case .caseMoved(let fields): (nil, nil, fields.staff, "\(fields.case) \(fields.state)")
        case .caseAssigned(let fields): (nil, nil, fields.handler, "\(fields.case)")
        case .denialRecorded(let fields):
            (fields.denial.ticket, fields.denial.window, fields.denial.staff, "\(fields.denial.id)")
        case .denialSigned(let fields):
            (nil, nil, fields.verdict.staff, "\(fields.denial) \(fields.verdict.upheld ? "upheld" : "overturned")")
        case .followUpOpened(let fields): (nil, nil, nil, "\(fields.opened.id)")
        case .followUpAssigned(let fields): (nil, nil, fields.officer, "\(fields.followUp)")
        case .followUpMoved(let fields): (nil, nil, fields.staff, "\(fields.followUp) \(fields.state)")
        case .appealMade(let fields): (nil, nil, nil, "\(fields.followUp)")
        case .appealDecided(let fields): (nil, nil, fields.staff, "\(fields.followUp)")
        case .appointmentBooked(let fields): (nil, nil, nil, "\(fields.booked.id)")
        case .appointmentCancelled(let fields), .appointmentMissed(let fields):
            (nil, nil, nil, "\(fields.appointment)")
        case .windowOpened(let fields): (nil, fields.window, fields.staff, nil)
        case .windowPaused(let fields), .windowClosed(let fields):
            (nil, fields.window, fields.staff, fields.pause?.rawValue)
        case .windowServing(let fields): (nil, fields.window, nil, fields.primary.joined(separator: ","))
        case .turnedAway(let fields): (nil, nil, nil, "\(fields.service) \(fields.why)")
        case .reportHandedIn(let fields): (nil, nil, fields.report.staff, "\(fields.report.month)")
        case .wordsErased(let fields): (nil, nil, nil, fields.subject)
        case .accessChanged(let fields): (nil, nil, nil, "\(fields.kind) \(fields.subject)")
        case .journalRestored(let fields): (nil, nil, nil, fields.quarantine)
        case .printSending(let fields): (nil, nil, nil, "\(fields.job)")
        case .printFinished(let fields): (nil, nil, nil, "\(fields.job)")
        case .printRetried(let fields), .printVoided(let fields): (nil, nil, nil, "\(fields.job)")
        case .deviceChanged, .documentRequested, .lastCallMade, .clockAnchored, .hallConfigured, .dayOpened,
            .hallOpened, .hallClosed:
            (nil, nil, nil, nil)
        }
    }

    private func outcomes(_ matters: [Matter], or first: Outcome?) -> String? {
        let all = matters.isEmpty ? [first].compactMap { $0 } : matters.map(\.outcome)
        return all.isEmpty ? nil : all.map(\.rawValue).joined(separator: " ")
    }

    /// What whoever did it gave as their reason.
    package var reason: String? {
        switch self {
        case .turnedAway(let fields): fields.reason
        case .ticketIssued(let fields): fields.reason
        case .ticketCalled(let fields): fields.reason
        case .ticketRecalled(let fields), .callUndone(let fields), .ticketParked(let fields),
            .ticketResumed(let fields):
            fields.reason
        case .serviceStarted(let fields): fields.reason
        case .ticketPassed(let fields): fields.reason
        case .serviceFinished(let fields): fields.reason
        case .ticketTransferred(let fields): fields.reason
        case .ticketCorrected(let fields): fields.reason
        case .ticketRequeued(let fields): fields.reason
        case .ticketCancelled(let fields), .ticketVoided(let fields): fields.reason
        case .mattersCompleted(let fields): fields.reason
        case .ticketReturned(let fields): fields.reason
        case .ticketNoted(let fields): fields.reason
        case .lastCallMade(let fields): fields.reason
        case .appointmentBooked(let fields): fields.reason
        case .appointmentCancelled(let fields), .appointmentMissed(let fields): fields.reason
        case .caseMoved(let fields): fields.reason
        case .caseAssigned(let fields): fields.reason
        case .denialRecorded(let fields): fields.denial.reason
        case .denialSigned(let fields): fields.verdict.remark
        case .followUpOpened(let fields): fields.reason
        case .followUpAssigned(let fields): fields.reason
        case .followUpMoved(let fields): fields.reason
        case .appealMade(let fields): fields.reason
        case .appealDecided(let fields): fields.reason
        case .reportHandedIn(let fields): fields.reason
        case .wordsErased(let fields): fields.reason
        case .windowOpened(let fields): fields.reason
        case .windowPaused(let fields), .windowClosed(let fields): fields.reason
        case .windowServing(let fields): fields.reason
        case .printRequested(let fields): fields.reason
        case .documentRequested(let fields): fields.reason
        case .printRetried(let fields), .printVoided(let fields): fields.reason
        case .visitRated(let fields): fields.reason
        case .caseOpened, .clockAnchored, .hallConfigured, .dayOpened, .hallOpened, .hallClosed, .printSending,
            .printFinished, .deviceChanged, .accessChanged, .journalRestored:
            nil
        }
    }
}
