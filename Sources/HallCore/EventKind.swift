/// How an event body is stored: its kind, and its fields beside the envelope's in one flat JSON object.
package enum EventKind: String, Sendable, CaseIterable {
    case clockAnchored
    case hallConfigured
    case dayOpened
    case hallOpened
    case hallClosed
    case turnedAway
    case ticketIssued
    case ticketCalled
    case ticketRecalled
    case callUndone
    case serviceStarted
    case ticketPassed
    case serviceFinished
    case ticketParked
    case ticketResumed
    case ticketTransferred
    case ticketCorrected
    case ticketRequeued
    case ticketCancelled
    case ticketVoided
    case visitRated
    case mattersCompleted
    case ticketReturned
    case ticketNoted
    case appointmentBooked
    case appointmentCancelled
    case appointmentMissed
    case lastCallMade
    case caseOpened
    case caseMoved
    case caseAssigned
    case denialRecorded
    case denialSigned
    case followUpOpened
    case followUpAssigned
    case followUpMoved
    case appealMade
    case appealDecided
    case reportHandedIn
    case wordsErased
    case accessChanged
    case journalRestored
    case windowOpened
    case windowPaused
    case windowClosed
    case windowServing
    case printRequested
    case documentRequested
    case printSending
    case printFinished
    case printRetried
    case printVoided
    case deviceChanged
}

extension EventBody {
    package var kind: EventKind {
        switch self {
        case .clockAnchored: .clockAnchored
        case .hallConfigured: .hallConfigured
        case .dayOpened: .dayOpened
        case .hallOpened: .hallOpened
        case .hallClosed: .hallClosed
        case .turnedAway: .turnedAway
        case .ticketIssued: .ticketIssued
        case .ticketCalled: .ticketCalled
        case .ticketRecalled: .ticketRecalled
        case .callUndone: .callUndone
        case .serviceStarted: .serviceStarted
        case .ticketPassed: .ticketPassed
        case .serviceFinished: .serviceFinished
        case .ticketParked: .ticketParked
        case .ticketResumed: .ticketResumed
        case .ticketTransferred: .ticketTransferred
        case .ticketCorrected: .ticketCorrected
        case .ticketRequeued: .ticketRequeued
        case .ticketCancelled: .ticketCancelled
        case .ticketVoided: .ticketVoided
        case .visitRated: .visitRated
        case .mattersCompleted: .mattersCompleted
        case .ticketReturned: .ticketReturned
        case .ticketNoted: .ticketNoted
        case .appointmentBooked: .appointmentBooked
        case .appointmentCancelled: .appointmentCancelled
        case .appointmentMissed: .appointmentMissed
        case .lastCallMade: .lastCallMade
        case .caseOpened: .caseOpened
        case .caseMoved: .caseMoved
        case .caseAssigned: .caseAssigned
        case .denialRecorded: .denialRecorded
        case .denialSigned: .denialSigned
        case .followUpOpened: .followUpOpened
        case .followUpAssigned: .followUpAssigned
        case .followUpMoved: .followUpMoved
        case .appealMade: .appealMade
        case .appealDecided: .appealDecided
        case .reportHandedIn: .reportHandedIn
        case .wordsErased: .wordsErased
        case .accessChanged: .accessChanged
        case .journalRestored: .journalRestored
        case .windowOpened: .windowOpened
        case .windowPaused: .windowPaused
        case .windowClosed: .windowClosed
        case .windowServing: .windowServing
        case .printRequested: .printRequested
        case .documentRequested: .documentRequested
        case .printSending: .printSending
        case .printFinished: .printFinished
        case .printRetried: .printRetried
        case .printVoided: .printVoided
        case .deviceChanged: .deviceChanged
        }
    }

    package init(kind: EventKind, from decoder: any Decoder) throws {
        switch kind {
        case .clockAnchored: self = .clockAnchored(try ClockAnchored(from: decoder))
        case .hallConfigured: self = .hallConfigured(try HallConfigured(from: decoder))
        case .dayOpened: self = .dayOpened(try DayOpened(from: decoder))
        case .hallOpened: self = .hallOpened(try HoursReached(from: decoder))
        case .hallClosed: self = .hallClosed(try HoursReached(from: decoder))
        case .turnedAway: self = .turnedAway(try TurnedAway(from: decoder))
        case .ticketIssued: self = .ticketIssued(try TicketIssued(from: decoder))
        case .ticketCalled: self = .ticketCalled(try TicketCalled(from: decoder))
        case .ticketRecalled: self = .ticketRecalled(try TicketAtWindow(from: decoder))
        case .callUndone: self = .callUndone(try TicketAtWindow(from: decoder))
        case .serviceStarted: self = .serviceStarted(try ServiceStarted(from: decoder))
        case .ticketPassed: self = .ticketPassed(try TicketPassed(from: decoder))
        case .serviceFinished: self = .serviceFinished(try ServiceFinished(from: decoder))
        case .ticketParked: self = .ticketParked(try TicketAtWindow(from: decoder))
        case .ticketResumed: self = .ticketResumed(try TicketAtWindow(from: decoder))
        case .ticketTransferred: self = .ticketTransferred(try TicketTransferred(from: decoder))
        case .ticketCorrected: self = .ticketCorrected(try TicketCorrected(from: decoder))
        case .ticketRequeued: self = .ticketRequeued(try TicketRequeued(from: decoder))
        case .ticketCancelled: self = .ticketCancelled(try TicketEnded(from: decoder))
        case .ticketVoided: self = .ticketVoided(try TicketEnded(from: decoder))
        case .visitRated: self = .visitRated(try VisitRated(from: decoder))
        case .mattersCompleted: self = .mattersCompleted(try MattersCompleted(from: decoder))
        case .ticketReturned: self = .ticketReturned(try TicketReturned(from: decoder))
        case .ticketNoted: self = .ticketNoted(try TicketNoted(from: decoder))
        case .appointmentBooked: self = .appointmentBooked(try AppointmentBooked(from: decoder))
        case .appointmentCancelled: self = .appointmentCancelled(try AppointmentEnded(from: decoder))
        case .appointmentMissed: self = .appointmentMissed(try AppointmentEnded(from: decoder))
        case .lastCallMade: self = .lastCallMade(try LastCallMade(from: decoder))
        case .caseOpened: self = .caseOpened(try CaseOpened(from: decoder))
        case .caseMoved: self = .caseMoved(try CaseMoved(from: decoder))
        case .caseAssigned: self = .caseAssigned(try CaseAssigned(from: decoder))
        case .denialRecorded: self = .denialRecorded(try DenialRecorded(from: decoder))
        case .denialSigned: self = .denialSigned(try DenialSigned(from: decoder))
        case .followUpOpened: self = .followUpOpened(try FollowUpOpened(from: decoder))
        case .followUpAssigned: self = .followUpAssigned(try FollowUpAssigned(from: decoder))
        case .followUpMoved: self = .followUpMoved(try FollowUpMoved(from: decoder))
        case .appealMade: self = .appealMade(try AppealMade(from: decoder))
        case .appealDecided: self = .appealDecided(try AppealDecided(from: decoder))
        case .reportHandedIn: self = .reportHandedIn(try ReportHandedIn(from: decoder))
        case .wordsErased: self = .wordsErased(try WordsErased(from: decoder))
        case .accessChanged: self = .accessChanged(try AccessChanged(from: decoder))
        case .journalRestored: self = .journalRestored(try JournalRestored(from: decoder))
        case .windowOpened: self = .windowOpened(try WindowOpened(from: decoder))
        case .windowPaused: self = .windowPaused(try WindowChanged(from: decoder))
        case .windowClosed: self = .windowClosed(try WindowChanged(from: decoder))
        case .windowServing: self = .windowServing(try WindowServing(from: decoder))
        case .printRequested: self = .printRequested(try PrintRequested(from: decoder))
        case .documentRequested: self = .documentRequested(try DocumentRequested(from: decoder))
        case .printSending: self = .printSending(try PrintSending(from: decoder))
        case .printFinished: self = .printFinished(try PrintFinished(from: decoder))
        case .printRetried: self = .printRetried(try PrintJobChanged(from: decoder))
        case .printVoided: self = .printVoided(try PrintJobChanged(from: decoder))
        case .deviceChanged: self = .deviceChanged(try DeviceChanged(from: decoder))
        }
    }

    package func encode(to encoder: any Encoder) throws {
        switch self {
        case .clockAnchored(let fields): try fields.encode(to: encoder)
        case .hallConfigured(let fields): try fields.encode(to: encoder)
        case .dayOpened(let fields): try fields.encode(to: encoder)
        case .hallOpened(let fields): try fields.encode(to: encoder)
        case .hallClosed(let fields): try fields.encode(to: encoder)
        case .turnedAway(let fields): try fields.encode(to: encoder)
        case .ticketIssued(let fields): try fields.encode(to: encoder)
        case .ticketCalled(let fields): try fields.encode(to: encoder)
        case .ticketRecalled(let fields): try fields.encode(to: encoder)
        case .callUndone(let fields): try fields.encode(to: encoder)
        case .serviceStarted(let fields): try fields.encode(to: encoder)
        case .ticketPassed(let fields): try fields.encode(to: encoder)
        case .serviceFinished(let fields): try fields.encode(to: encoder)
        case .ticketParked(let fields): try fields.encode(to: encoder)
        case .ticketResumed(let fields): try fields.encode(to: encoder)
        case .ticketTransferred(let fields): try fields.encode(to: encoder)
        case .ticketCorrected(let fields): try fields.encode(to: encoder)
        case .ticketRequeued(let fields): try fields.encode(to: encoder)
        case .ticketCancelled(let fields): try fields.encode(to: encoder)
        case .ticketVoided(let fields): try fields.encode(to: encoder)
        case .visitRated(let fields): try fields.encode(to: encoder)
        case .mattersCompleted(let fields): try fields.encode(to: encoder)
        case .ticketReturned(let fields): try fields.encode(to: encoder)
        case .ticketNoted(let fields): try fields.encode(to: encoder)
        case .appointmentBooked(let fields): try fields.encode(to: encoder)
        case .appointmentCancelled(let fields): try fields.encode(to: encoder)
        case .appointmentMissed(let fields): try fields.encode(to: encoder)
        case .lastCallMade(let fields): try fields.encode(to: encoder)
        case .caseOpened(let fields): try fields.encode(to: encoder)
        case .caseMoved(let fields): try fields.encode(to: encoder)
        case .caseAssigned(let fields): try fields.encode(to: encoder)
        case .denialRecorded(let fields): try fields.encode(to: encoder)
        case .denialSigned(let fields): try fields.encode(to: encoder)
        case .followUpOpened(let fields): try fields.encode(to: encoder)
        case .followUpAssigned(let fields): try fields.encode(to: encoder)
        case .followUpMoved(let fields): try fields.encode(to: encoder)
        case .appealMade(let fields): try fields.encode(to: encoder)
        case .appealDecided(let fields): try fields.encode(to: encoder)
        case .reportHandedIn(let fields): try fields.encode(to: encoder)
        case .wordsErased(let fields): try fields.encode(to: encoder)
        case .accessChanged(let fields): try fields.encode(to: encoder)
        case .journalRestored(let fields): try fields.encode(to: encoder)
        case .windowOpened(let fields): try fields.encode(to: encoder)
        case .windowPaused(let fields): try fields.encode(to: encoder)
        case .windowClosed(let fields): try fields.encode(to: encoder)
        case .windowServing(let fields): try fields.encode(to: encoder)
        case .printRequested(let fields): try fields.encode(to: encoder)
        case .documentRequested(let fields): try fields.encode(to: encoder)
        case .printSending(let fields): try fields.encode(to: encoder)
        case .printFinished(let fields): try fields.encode(to: encoder)
        case .printRetried(let fields): try fields.encode(to: encoder)
        case .printVoided(let fields): try fields.encode(to: encoder)
        case .deviceChanged(let fields): try fields.encode(to: encoder)
        }
    }
}
