package struct TakeRequest: Hashable, Sendable {
    /// A service's code, or a category's letter for its first service.
    package var service: String
    package var priority: PriorityCode?
    package var needs: [String] = []
    package var community: CommunityCode?
    package var language = Language.simplifiedChinese
    package var printsSlip = true
    package var paper = PaperRequest()
    /// Nil: by the priority group.
    package var largePrint: Bool?
    /// 一号通办: what it is for after `service`, in order.
    package var remaining: [String] = []
    package var reason: String?

    package init(service: String) {
        self.service = service
    }
}

package enum TransferTarget: Hashable, Sendable {
    case service(String)
    case window(WindowNumber)
}

/// Where something is to be printed, and what is known of that printer.
package struct PaperRequest: Hashable, Sendable {
    /// Nil: the default of its role.
    package var printer: PrinterName?
    /// What keeps that printer from printing now, as far as is known: the answer tells at once.
    package var trouble: PrinterTrouble?
    /// As whoever knows it words it.
    package var detail: String?

    package init(printer: PrinterName? = nil, trouble: PrinterTrouble? = nil, detail: String? = nil) {
        (self.printer, self.trouble, self.detail) = (printer, trouble, detail)
    }
}

package enum PrintOutcome: Hashable, Codable, Sendable {
    case printed
    case failed(reason: String, trouble: PrinterTrouble? = nil)
}

/// Everything that may be asked of the hall.
package enum Command: Sendable {
    /// Once a second; without consequence nothing is written.
    case tick
    /// At each start.
    case anchorClock(ClockAnchored)
    case configure(HallConfiguration)

    case take(TakeRequest)
    /// 补录.
    case enter(EnteredVisit, reason: String?)
    /// Somebody came for a service and got no number.
    case turnAway(String, reason: String?)
    /// All of them, or none.
    case book([AppointmentRequest], reason: String?)
    case cancelAppointment(AppointmentID, reason: String?)
    /// Whoever booked is here. Of the request, what is said of the slip.
    case checkIn(AppointmentID, TakeRequest)
    /// Which focus groups whoever is served belongs to.
    case note(TicketNumber, focusGroups: [FocusCode], reason: String?)
    /// 末次呼叫, for everybody who waits.
    case lastCall(reason: String?)
    case cancel(TicketNumber, reason: String?)
    case requeue(TicketNumber, reason: String?)
    /// 更正事项; a priority group may be claimed after taking.
    case correct(TicketNumber, service: String, priority: PriorityCode?, reason: String?)
    case reprint(TicketNumber, PaperRequest, reason: String?)

    /// `relieve`: whoever works there signs out in the same moment.
    case openWindow(WindowNumber, staff: StaffID?, relieve: Bool = false, reason: String?)
    /// 潮汐窗口: what the window serves from its next call on.
    case serve(WindowNumber, primary: [String], secondary: [String], backup: [String], reason: String?)
    case pauseWindow(WindowNumber, kind: PauseKind? = nil, reason: String?)
    case closeWindow(WindowNumber, reason: String?)
    case call(WindowNumber, pick: TicketNumber?, finish: Bool, silent: Bool, reason: String?)
    case recall(WindowNumber, reason: String?)
    case undoCall(WindowNumber, reason: String?)
    case start(WindowNumber, reason: String?)
    case noShow(WindowNumber, reason: String?)
    /// Without matters: the service's default outcome. `next`: what the ticket waits for after this.
    case finish(WindowNumber, [MatterRequest] = [], next: String? = nil, reason: String?)
    /// What was not said at the finish; until the day closes.
    case completeMatters(TicketNumber, [MatterRequest], reason: String?)
    /// Somebody who had not everything is back.
    case returnTicket(TicketID, reason: String?)
    case park(WindowNumber, reason: String?)
    case resume(WindowNumber, TicketNumber, reason: String?)
    case transfer(WindowNumber, to: TransferTarget, reason: String?)
    /// `number`: the visit that is meant, where it is said.
    case rate(WindowNumber, number: TicketNumber? = nil, score: Int, words: PersonalWords? = nil, reason: String?)
    /// A resident's own ticket, known by its check code.
    case rateTicket(TicketID, score: Int, words: PersonalWords?, reason: String?)

    case moveCase(CaseID, to: CaseState, basis: String? = nil, missing: [Int]? = nil, reason: String?)
    case assignCase(CaseID, to: StaffID, reason: String?)
    /// Words have been erased.
    case noteErasure(count: Int, subject: String?, reason: String?)
    case noteAccess(AccessChanged)
    case noteRestoration(JournalRestored)
    case handIn(ReportToHandIn, reason: String?)
    /// A committee's appraisal, or a suggestion.
    case recordRemark(RemarkRequest, reason: String?)
    case assignFollowUp(FollowUpID, to: StaffID, reason: String?)
    case moveFollowUp(FollowUpID, to: FollowUpState, founded: Bool?, reason: String?)
    case makeAppeal(FollowUpID, reason: String?)
    case decideAppeal(FollowUpID, upheld: Bool, reason: String?)
    case signDenial(DenialID, upheld: Bool, reason: String?)

    case printDocument(PrintedDocument, PaperRequest, language: Language, reason: String?)
    /// Before the first byte goes out, and to which printer.
    case sendPrint(PrintJobNumber, printer: PrinterName)
    case printFinished(PrintJobNumber, PrintOutcome)
    /// A job that no printer has begun, and nobody waits for any more.
    case giveUpPrint(PrintJobNumber, reason: String, trouble: PrinterTrouble)
    case retryPrint(PrintJobNumber, reason: String?)
    case voidPrint(PrintJobNumber, reason: String?)

    /// A device's state has changed.
    case reportDevice(DeviceChanged)
}

extension Command {
    /// Whether it begins what will need more room later. What has begun goes on while there is hardly any.
    package var beginsAnew: Bool {
        switch self {
        case .take, .enter, .turnAway, .book, .checkIn, .reprint, .printDocument, .recordRemark: true
        default: false
        }
    }
}
