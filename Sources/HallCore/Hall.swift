import HashTreeCollections

/// The whole state of a hall. A value: copies are free, and the same events always make the same hall.
package struct Hall: Sendable, Equatable {
    package internal(set) var limits = HallLimits.standard
    /// In force: the file's, with what has been changed for the day.
    package internal(set) var configuration: HallConfiguration?
    /// As the hall's file has it.
    package internal(set) var fileConfiguration: HallConfiguration?
    /// Nil until the first business day opens.
    package internal(set) var day: BusinessDay?
    /// Of the last event.
    package internal(set) var time: HallTime?
    /// The latest moment at which the wall clock was believed.
    package internal(set) var trustedTime: HallTime?
    package internal(set) var anchor: ClockAnchored?

    /// Today's tickets and those carried into today.
    var tickets: TreeDictionary<TicketID, Ticket> = [:]
    /// Of today and carried in, in order of issue.
    package internal(set) var issued = PersistentList<TicketID>()
    /// The ticket a number means now: today's, or a carried one.
    var ticketByNumber: TreeDictionary<TicketNumber, TicketID> = [:]
    package internal(set) var waiting: [WaitingTicket] = []
    package internal(set) var windows: [WindowStatus] = []
    /// By category prefix: the day's last ordinal.
    var ordinals: TreeDictionary<UInt8, Int32> = [:]
    /// Of days to come, which a clock that was set right may have had already: up to these none is given then.
    var numbersUsed: [TicketID] = []
    var orderNext = 0
    /// Ended tickets of earlier days that may come back with their number. They are nobody's visit today.
    var returnable: [TicketID] = []

    /// Open ones, and those that ended today, in order of acceptance.
    package internal(set) var caseIDs: [CaseID] = []
    var cases: TreeDictionary<CaseID, Case> = [:]
    /// Those not signed off, and today's, in order.
    package internal(set) var denialIDs: [DenialID] = []
    var denials: TreeDictionary<DenialID, Denial> = [:]

    /// Every month's tables, in order of handing in.
    package internal(set) var reports: [HandedIn] = []

    /// To be answered or open to an appeal, and today's, in order.
    package internal(set) var followUpIDs: [FollowUpID] = []
    var followUps: TreeDictionary<FollowUpID, FollowUp> = [:]

    /// Today's, and those of days to come, in order of booking.
    package internal(set) var appointmentIDs: [AppointmentID] = []
    var appointments: TreeDictionary<AppointmentID, Appointment> = [:]
    var appointmentByReference: TreeDictionary<String, AppointmentID> = [:]

    /// Of the day, in order, undone ones marked.
    package internal(set) var calls = PersistentList<CallRecord>()
    package internal(set) var printJobs = PersistentList<PrintJobNumber>()
    var printJobByNumber: TreeDictionary<PrintJobNumber, PrintJob> = [:]
    var printJobNext: PrintJobNumber = 1
    /// Requested or being sent, in order.
    package internal(set) var pendingPrintJobs: [PrintJobNumber] = []

    /// Today's, in order, and by id those of today and the day before.
    var requests = PersistentList<RememberedRequest>()
    var requestByID: TreeDictionary<String, RememberedRequest> = [:]
    /// Service times and waits of late, by service.
    var paces: TreeDictionary<ServiceCode, ServicePace> = [:]

    /// Whether tickets are given, in a hall that has hours, and since when.
    package internal(set) var isOpen = false
    /// It closed today, and has not opened since.
    var isClosed = false
    /// And has no further hours today.
    var isClosedForDay = false
    package internal(set) var openedAt: Int64?
    /// Tickets given today, by service: cancelled ones make room again.
    var quotaUsed: TreeDictionary<ServiceCode, HalfDays> = [:]
    package internal(set) var turnedAwayCount = 0

    /// Derived from the configuration: which window serves what.
    var serviceMap = ServiceMap()

    package init(limits: HallLimits = .standard) {
        self.limits = limits
    }

    package subscript(id: TicketID) -> Ticket? { tickets[id] }
    package subscript(number: TicketNumber) -> Ticket? { ticketByNumber[number].flatMap { tickets[$0] } }

    package func window(_ number: WindowNumber) -> WindowStatus? {
        windows.first { $0.number == number }
    }

    package func printJob(_ number: PrintJobNumber) -> PrintJob? { printJobByNumber[number] }

    package var paper: PaperRules { configuration?.paper ?? PaperRules() }

    /// A hall whose file names printers may have none for slips. (Before there were printers by role, each had one.)
    package var hasSlipPrinter: Bool { configuration?.paper.map { $0.printer(.slip) != nil } ?? true }

    /// Where a ticket's next slip goes if nobody says: to the printer of the last one, if the hall still has it.
    package func printerOfNextSlip(of ticket: Ticket) -> PrinterName? {
        let last = slip(of: ticket)?.printer
        return paper.printers.first { $0.name == last && $0.role == .slip }?.name ?? paper.printer(.slip)?.name
    }

    /// Where what is handed out at a window is printed; nil where the hall has no printer for it.
    func printer(at window: WindowNumber?) -> PrinterName? {
        let own = window.flatMap { configuration?.window($0)?.printer }
        return paper.printers.first { $0.name == own && $0.role == .slip }?.name ?? paper.printer(.slip)?.name
    }

    /// The last slip of a ticket; nil where none was asked for.
    package func slip(of ticket: Ticket) -> PrintJob? { ticket.slip.flatMap { printJobByNumber[$0] } }

    /// The visit that a rating at the window is about, rated or not; nil once it is too long ago.
    package func lastVisit(at number: WindowNumber, now: Int64) -> Ticket? {
        let secondsMax = configuration?.calling.ratingSecondsMax ?? 0
        guard let status = window(number), let id = status.lastFinished, let finishedAt = status.lastFinishedAt,
            now - finishedAt <= Int64(secondsMax) * 1000
        else { return nil }
        return self[id]
    }

    /// Where today's calls hold the one that brought the ticket where it is now; nil where there is none.
    func openCall(of ticket: TicketID) -> Int? {
        calls.indices.last { calls[$0].ticket == ticket && !calls[$0].undone }
    }

    /// How many of today's and the carried tickets are in `state`.
    package func count(_ state: TicketState) -> Int {
        issued.indices.reduce(0) { $0 + (tickets[issued[$1]]!.state == state ? 1 : 0) }
    }
}

struct HalfDays: Equatable, Sendable {
    var morning = 0
    var afternoon = 0

    mutating func count(_ difference: Int, atMinute minute: Int) {
        if DayPart.half(atMinute: minute) == .morning { morning += difference } else { afternoon += difference }
    }
}

/// Why a window pauses. Some of it is work (考勤).
package enum PauseKind: String, Codable, Sendable, CaseIterable {
    case rest, meal, meeting, homeVisit, paperwork

    package var isWork: Bool { self == .meeting || self == .homeVisit || self == .paperwork }
}

package enum WindowState: String, Codable, Sendable {
    case closed, open, paused
}

package struct WindowStatus: Codable, Equatable, Sendable {
    package let number: WindowNumber
    package internal(set) var state = WindowState.closed
    package internal(set) var staff: StaffID?
    package internal(set) var pauseReason: String?
    /// Called or serving here. One at most.
    package internal(set) var current: TicketID?
    package internal(set) var lastFinished: TicketID?
    package internal(set) var lastFinishedAt: Int64?
    /// Calls made so far in the turn of the ratio policy.
    package internal(set) var ratioTurn = 0
    /// Calls since one that went out of order to somebody due; nil: there was none yet.
    package internal(set) var callsSinceDue: Int?

    init(number: WindowNumber) {
        self.number = number
    }
}

/// What ordering needs of a waiting ticket, small and flat: a day's waiting tickets are read by every take.
package struct WaitingTicket: Equatable, Sendable {
    package let id: TicketID
    package let place: Place
    package let arrivedAt: Int64
    /// Index into the configuration's services.
    let service: Int32
    let isPrivileged: Bool
    let targetWindow: Int32?
    let dueAt: Int64?
}

package struct CallRecord: Equatable, Sendable {
    package let ticket: TicketID
    package let window: WindowNumber
    package let at: HallTime
    package let why: CallReason
    /// As they were at the call, for undoing it.
    let service: ServiceCode
    let isFirstCall: Bool
    /// Nobody was to hear of it.
    package let silent: Bool
    let ratioTurnBefore: Int
    let callsSinceDueBefore: Int?
    let lastWaitSecondsBefore: Int?
    /// Of the call, or its last recall.
    package internal(set) var lastAt: HallTime
    package internal(set) var undone = false
}
