package struct TakeRequest: Hashable, Sendable {
    /// A service's code, or a category's letter for its first service.
    package var service: String
    package var priority: PriorityCode?
    package var needs: [String] = []
    package var community: CommunityCode?
    package var language = Language.simplifiedChinese
    package var printsSlip = true
    /// Nil: the hall's first slip printer.
    package var printer: PrinterName?
    /// What keeps that printer from printing now, as far as is known: the answer tells at once.
    package var printerTrouble: PrinterTrouble?
    /// As whoever knows it words it.
    package var printerDetail: String?
    /// Nil: by the priority group.
    package var largePrint: Bool?
    package var reason: String?

    package init(service: String) {
        self.service = service
    }
}

package enum TransferTarget: Hashable, Sendable {
    case service(String)
    case window(WindowNumber)
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
    case cancel(TicketNumber, reason: String?)
    case requeue(TicketNumber, reason: String?)
    /// 更正事项; a priority group may be claimed after taking.
    case correct(TicketNumber, service: String, priority: PriorityCode?, reason: String?)
    case reprint(TicketNumber, reason: String?)

    case openWindow(WindowNumber, staff: StaffID?, reason: String?)
    case pauseWindow(WindowNumber, reason: String?)
    case closeWindow(WindowNumber, reason: String?)
    case call(WindowNumber, pick: TicketNumber?, finish: Bool, silent: Bool, reason: String?)
    case recall(WindowNumber, reason: String?)
    case undoCall(WindowNumber, reason: String?)
    case start(WindowNumber, reason: String?)
    case noShow(WindowNumber, reason: String?)
    case finish(WindowNumber, Outcome, reason: String?)
    case park(WindowNumber, reason: String?)
    case resume(WindowNumber, TicketNumber, reason: String?)
    case transfer(WindowNumber, to: TransferTarget, reason: String?)
    case rate(WindowNumber, score: Int, reason: String?)

    case printDocument(PrintedDocument, printer: PrinterName?, language: Language, reason: String?)
    /// Before the first byte goes out.
    case sendPrint(PrintJobNumber)
    case printFinished(PrintJobNumber, PrintOutcome)
    case retryPrint(PrintJobNumber, reason: String?)
    case voidPrint(PrintJobNumber, reason: String?)

    /// A device's state has changed.
    case reportDevice(DeviceChanged)
}
