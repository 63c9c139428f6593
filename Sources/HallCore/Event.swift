/// One thing that happened, as the journal keeps it.
package struct Event: Sendable, Equatable {
    package var at: HallTime
    package var actor: Actor
    /// The business day it belongs to: the one that is open after it.
    package var day: BusinessDay
    /// On the last event of a submission that named a request id.
    package var request: RememberedRequest?
    package var body: EventBody

    package init(at: HallTime, actor: Actor, day: BusinessDay, request: RememberedRequest?, body: EventBody) {
        self.at = at
        self.actor = actor
        self.day = day
        self.request = request
        self.body = body
    }
}

/// The catalogue of events. Journals of every released version replay for ever: a body may gain optional
/// fields; a change of meaning is a new case, and the old one stays.
package enum EventBody: Sendable, Equatable {
    case clockAnchored(ClockAnchored)
    case hallConfigured(HallConfigured)
    case dayOpened(DayOpened)
    case hallOpened(HoursReached)
    case hallClosed(HoursReached)
    case turnedAway(TurnedAway)

    case ticketIssued(TicketIssued)
    case ticketCalled(TicketCalled)
    case ticketRecalled(TicketAtWindow)
    case callUndone(TicketAtWindow)
    case serviceStarted(ServiceStarted)
    case ticketPassed(TicketPassed)
    case serviceFinished(ServiceFinished)
    case ticketParked(TicketAtWindow)
    case ticketResumed(TicketAtWindow)
    case ticketTransferred(TicketTransferred)
    case ticketCorrected(TicketCorrected)
    case ticketRequeued(TicketRequeued)
    case ticketCancelled(TicketEnded)
    case ticketVoided(TicketEnded)
    case visitRated(VisitRated)
    case mattersCompleted(MattersCompleted)
    case ticketReturned(TicketReturned)
    case ticketNoted(TicketNoted)
    case appointmentBooked(AppointmentBooked)
    case appointmentCancelled(AppointmentEnded)
    case appointmentMissed(AppointmentEnded)
    case lastCallMade(LastCallMade)

    case caseOpened(CaseOpened)
    case caseMoved(CaseMoved)
    case caseAssigned(CaseAssigned)
    case denialRecorded(DenialRecorded)
    case denialSigned(DenialSigned)
    case followUpOpened(FollowUpOpened)
    case followUpAssigned(FollowUpAssigned)
    case followUpMoved(FollowUpMoved)
    case appealMade(AppealMade)
    case appealDecided(AppealDecided)
    case reportHandedIn(ReportHandedIn)
    case wordsErased(WordsErased)
    case accessChanged(AccessChanged)
    case journalRestored(JournalRestored)

    case windowOpened(WindowOpened)
    case windowPaused(WindowChanged)
    case windowClosed(WindowChanged)
    case windowServing(WindowServing)

    case printRequested(PrintRequested)
    case documentRequested(DocumentRequested)
    case printSending(PrintSending)
    case printFinished(PrintFinished)
    case printRetried(PrintJobChanged)
    case printVoided(PrintJobChanged)

    case deviceChanged(DeviceChanged)
}

/// Ties `HallTime.instant` to the machine's clocks, so that a restart within one boot loses no time.
package struct ClockAnchored: Codable, Sendable, Equatable {
    package var bootID: String
    /// CLOCK_BOOTTIME at `instant`.
    package var bootMilliseconds: Int64
    package var instant: Int64

    package init(bootID: String, bootMilliseconds: Int64, instant: Int64) {
        self.bootID = bootID
        self.bootMilliseconds = bootMilliseconds
        self.instant = instant
    }
}

package struct HallConfigured: Codable, Sendable, Equatable {
    package var configuration: HallConfiguration
}

/// Opens a business day and carries everything that outlives the one before, so that a start reads no
/// further back than this.
package struct DayOpened: Codable, Sendable, Equatable {
    package var day: BusinessDay
    package var anchor: ClockAnchored?
    package var trustedTime: HallTime?
    package var configuration: HallConfiguration
    /// Tickets still open, in order of issue.
    package var carried: [Ticket]
    package var windows: [WindowStatus]
    package var requests: [RememberedRequest]
    package var printJobs: [PrintJob]
    package var printJobNext: PrintJobNumber
    package var orderNext: Int
    package var paces: [ServicePace]
    /// Ended tickets of earlier days that may come back.
    package var returnable: [Ticket]?
    package var cases: [Case]?
    package var denials: [Denial]?
    package var reports: [HandedIn]?
    /// To be answered, or open to an appeal.
    package var followUps: [FollowUp]?
    /// For this day and later.
    package var appointments: [Appointment]?
    /// Of this day and later, as a restoration told.
    package var numbersUsed: [TicketID]?
}

package struct TicketIssued: Codable, Sendable, Equatable {
    package var ticket: TicketID
    package var service: ServiceCode
    package var priority: PriorityCode?
    package var needs: [String]?
    package var community: CommunityCode?
    package var language: Language
    package var ahead: Int
    package var promised: WaitRange?
    package var largePrint: Bool?
    /// The member of the staff who gave it out.
    package var firstAsked: StaffID?
    /// What it is for besides, in order.
    package var remaining: [ServiceCode]?
    /// 补录: it was over before the system knew of it.
    package var entered: VisitEntered?
    /// With which it came, and the instant of its time; nil for who came too late for that.
    package var appointment: AppointmentID?
    package var dueAt: Int64?
    package var reason: String?
}

/// What is known of a visit that was put on record afterwards. Times as they were written.
package struct VisitEntered: Codable, Sendable, Equatable {
    package var channel: EnteredChannel
    package var window: WindowNumber
    package var staff: StaffID?
    package var taken: CivilTime?
    package var called: CivilTime?
    package var finished: CivilTime?
}

/// The hall's hours began or ended.
package struct HoursReached: Codable, Sendable, Equatable {
    /// Who holds a number: after the last hours they are served all the same.
    package var waiting: Int
    /// Of a closing: the day has no further hours.
    package var isLast: Bool?
}

package struct TurnedAway: Codable, Sendable, Equatable {
    package var service: ServiceCode
    /// The refusal's name, or what a member of the staff said.
    package var why: String
    package var reason: String?
}

/// A window's services for the rest of the day.
package struct WindowServing: Codable, Sendable, Equatable {
    package var window: WindowNumber
    package var primary: [ServiceCode]
    package var secondary: [ServiceCode]
    package var backup: [ServiceCode]
    package var reason: String?
}

package struct TicketCalled: Codable, Sendable, Equatable {
    package var ticket: TicketID
    package var window: WindowNumber
    package var staff: StaffID?
    package var why: CallReason
    package var silent: Bool?
    package var reason: String?
}

package struct TicketAtWindow: Codable, Sendable, Equatable {
    package var ticket: TicketID
    package var window: WindowNumber
    package var staff: StaffID?
    package var reason: String?
}

package struct ServiceStarted: Codable, Sendable, Equatable {
    package var ticket: TicketID
    package var window: WindowNumber
    /// When it started: at the last call, if inferred.
    package var startedAt: Int64
    package var inferred: Bool
    package var reason: String?
}

package struct TicketPassed: Codable, Sendable, Equatable {
    package var ticket: TicketID
    package var window: WindowNumber
    package var staff: StaffID?
    /// Where it waits again; nil: it has ended as a no-show.
    package var returnsTo: Place?
    package var reason: String?
}

package struct ServiceFinished: Codable, Sendable, Equatable {
    package var ticket: TicketID
    package var window: WindowNumber
    package var staff: StaffID?
    /// Of the first matter.
    package var outcome: Outcome
    /// Absent from journals of before there were cases.
    package var matters: [Matter]?
    /// It waits again, for this.
    package var next: ServiceCode?
    /// What it is for after that.
    package var remaining: [ServiceCode]?
    package var returnUntil: BusinessDay?
    package var reason: String?
}

/// What a clerk had no time to say before; all matters of the visit.
package struct MattersCompleted: Codable, Sendable, Equatable {
    package var ticket: TicketID
    package var matters: [Matter]
    package var staff: StaffID?
    package var returnUntil: BusinessDay?
    package var reason: String?
}

package struct TicketReturned: Codable, Sendable, Equatable {
    package var ticket: TicketID
    /// The one whose materials were missing.
    package var service: ServiceCode
    package var place: Place
    package var reason: String?
}

/// 服务重点对象: what a member of the staff noted of whoever is served; for the tallies, not for the order.
package struct TicketNoted: Codable, Sendable, Equatable {
    package var ticket: TicketID
    package var focusGroups: [FocusCode]
    package var reason: String?
}

package struct AppointmentBooked: Codable, Sendable, Equatable {
    package var booked: Appointment
    package var reason: String?
}

/// Cancelled, or missed.
package struct AppointmentEnded: Codable, Sendable, Equatable {
    package var appointment: AppointmentID
    package var reason: String?
}

/// 末次呼叫: whoever does not answer may be voided when the day ends.
package struct LastCallMade: Codable, Sendable, Equatable {
    package var tickets: [TicketID]
    package var reason: String?
}

package struct CaseOpened: Codable, Sendable, Equatable {
    package var opened: Case
}

package struct CaseMoved: Codable, Sendable, Equatable {
    package var `case`: CaseID
    package var state: CaseState
    package var staff: StaffID?
    package var reason: String?
    /// Whether the limits do not run in this state.
    package var suspends: Bool
    /// As they stand after it.
    package var dueOn: BusinessDay?
    package var statutoryDueOn: BusinessDay?
}

package struct CaseAssigned: Codable, Sendable, Equatable {
    package var `case`: CaseID
    package var handler: StaffID
    package var staff: StaffID?
    package var reason: String?
}

package struct DenialRecorded: Codable, Sendable, Equatable {
    package var denial: Denial
}

package struct DenialSigned: Codable, Sendable, Equatable {
    package var denial: DenialID
    package var verdict: DenialVerdict
}

package struct FollowUpOpened: Codable, Sendable, Equatable {
    package var opened: FollowUp
    package var reason: String?
}

package struct FollowUpAssigned: Codable, Sendable, Equatable {
    package var followUp: FollowUpID
    package var officer: StaffID
    package var staff: StaffID?
    package var reason: String?
}

package struct FollowUpMoved: Codable, Sendable, Equatable {
    package var followUp: FollowUpID
    package var state: FollowUpState
    package var founded: Bool?
    package var staff: StaffID?
    /// What was found, done or answered.
    package var reason: String
}

package struct AppealMade: Codable, Sendable, Equatable {
    package var followUp: FollowUpID
    package var staff: StaffID?
    package var reason: String
}

package struct AppealDecided: Codable, Sendable, Equatable {
    package var followUp: FollowUpID
    package var ticket: TicketID?
    package var upheld: Bool
    package var staff: StaffID?
    package var reason: String
}

package struct ReportHandedIn: Codable, Sendable, Equatable {
    package var report: HandedIn
    package var formula: Int
    package var cutOff: Int
    package var table: String
    package var reason: String?
}

/// What people wrote is gone; what happened stays.
package struct WordsErased: Codable, Sendable, Equatable {
    package var count: Int
    /// Nil: their time was over.
    package var subject: String?
    package var reason: String?
}

package struct TicketTransferred: Codable, Sendable, Equatable {
    package var ticket: TicketID
    package var window: WindowNumber
    package var staff: StaffID?
    package var service: ServiceCode
    package var targetWindow: WindowNumber?
    package var reason: String?
}

package struct TicketCorrected: Codable, Sendable, Equatable {
    package var ticket: TicketID
    package var from: ServiceCode
    package var service: ServiceCode
    package var priority: PriorityCode?
    package var reason: String?
}

package struct TicketRequeued: Codable, Sendable, Equatable {
    package var ticket: TicketID
    package var place: Place
    package var reason: String?
}

package struct TicketEnded: Codable, Sendable, Equatable {
    package var ticket: TicketID
    package var reason: String?
}

package struct VisitRated: Codable, Sendable, Equatable {
    package var ticket: TicketID
    package var window: WindowNumber
    /// 5 非常满意 to 1 非常不满意.
    package var score: Int
    package var words: PersonalWords?
    package var reason: String?
}

package struct WindowOpened: Codable, Sendable, Equatable {
    package var window: WindowNumber
    package var staff: StaffID?
    package var reason: String?
}

package struct WindowChanged: Codable, Sendable, Equatable {
    package var window: WindowNumber
    package var staff: StaffID?
    /// Of a pause, where it was said.
    package var pause: PauseKind?
    package var reason: String?
}

package struct PrintRequested: Codable, Sendable, Equatable {
    package var job: PrintJobNumber
    package var ticket: TicketID
    package var copy: Bool
    package var ahead: Int
    package var wait: WaitRange?
    package var printer: PrinterName?
    package var reason: String?
}

package struct DocumentRequested: Codable, Sendable, Equatable {
    package var job: PrintJobNumber
    package var document: PrintedDocument
    package var printer: PrinterName
    package var language: Language
    package var reason: String?
}

/// Durable before the first byte goes out.
package struct PrintSending: Codable, Sendable, Equatable {
    package var job: PrintJobNumber
    /// The one that has it now: after a reload perhaps another than it was requested from.
    package var printer: PrinterName
    /// Whether this attempt says that it is a copy.
    package var marked: Bool
    /// An earlier attempt was cut off in the middle.
    package var again: Bool
}

package struct PrintFinished: Codable, Sendable, Equatable {
    package var job: PrintJobNumber
    package var outcome: PrintOutcome
}

package struct PrintJobChanged: Codable, Sendable, Equatable {
    package var job: PrintJobNumber
    package var reason: String?
}

package enum DeviceState: String, Codable, Sendable {
    /// It does what it is there for.
    case ok
    /// It answers, but something is wrong with it.
    case degraded
    /// It does not answer.
    case absent
}

package struct DeviceChanged: Codable, Sendable, Equatable {
    package var device: String
    package var state: DeviceState
    package var detail: String?

    package init(device: String, state: DeviceState, detail: String?) {
        self.device = device
        self.state = state
        self.detail = detail
    }
}
