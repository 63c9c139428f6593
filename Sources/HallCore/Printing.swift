// What goes to paper: the printers a hall has, and the jobs that ask something of them.

package typealias PrinterName = String

/// What a printer is for.
package enum PrinterRole: String, Codable, Sendable, CaseIterable {
    /// Slips on a roll, at a kiosk or a desk.
    case slip
    /// Sheets in the office: plates, posters, reports.
    case office
}

package struct Printer: Codable, Equatable, Sendable {
    package var name: PrinterName
    package var role: PrinterRole

    package init(name: PrinterName, role: PrinterRole) {
        self.name = name
        self.role = role
    }
}

/// What the hall does about paper.
package struct PaperRules: Codable, Equatable, Sendable {
    package enum WithoutPaper: String, Codable, Sendable, CaseIterable {
        /// A number is given all the same, and whoever takes it is told to note it.
        case give
        /// No number without a slip.
        case refuse
    }

    /// In the order of hall.toml; the first of a role is that role's default.
    package var printers: [Printer] = []
    package var withoutPaper = WithoutPaper.give
    /// A slip that a printer in trouble has not taken after this long has failed: nobody waits for it any more.
    package var patienceSeconds = 20

    package init() {}

    package func printer(_ role: PrinterRole) -> Printer? { printers.first { $0.role == role } }
}

/// What is wrong with a printer, in IPP's words (RFC 8011, 5.4.12, without the severity) where it has one.
package enum PrinterTrouble: String, Codable, Sendable, CaseIterable {
    case mediaEmpty = "media-empty"
    case mediaJam = "media-jam"
    case coverOpen = "cover-open"
    case cutter = "cutter-error"
    case offline
    /// It, or what leads to it, does not answer.
    case unreachable
    /// It took the job and gave it up.
    case aborted
    case other

    /// Whether it is of the printer, and the next job would meet it too.
    package var isOfPrinter: Bool { self != .aborted && self != .other }
}

package enum PrintJobState: String, Codable, Sendable {
    case requested
    /// Durable before the first byte goes out: from here on something may be on paper.
    case sending
    case printed, failed, voided

    package var isPending: Bool { self == .requested || self == .sending }
}

/// Anything on paper besides tickets.
package enum PrintedDocument: Codable, Hashable, Sendable {
    /// 一次性告知: what a service needs; `missing` are indices into its materials, all of them without.
    case materials(service: ServiceCode, missing: [Int]?)
    /// 一次性告知 of a visit: exactly what is missing, and until when its number is good.
    case notice(ticket: TicketID, service: ServiceCode, missing: [Int], words: String?)
    /// 受理通知.
    case acceptance(CaseID)
    /// 不予受理、不予办理通知.
    case denial(DenialID)
    /// A day's figures.
    case closing(day: BusinessDay)
    /// 台牌: what a window does.
    case plate(window: WindowNumber)
    /// 月报表: a month's table; version 0 for a draft.
    case report(month: ReportMonth, version: Int)
    /// 制度上墙: the rules in force.
    case poster

    package var role: PrinterRole {
        switch self {
        case .materials, .notice, .acceptance, .denial, .closing: .slip
        case .plate, .poster, .report: .office
        }
    }
}

/// One piece of paper: a ticket's slip, or another document.
package struct PrintJob: Codable, Equatable, Sendable {
    package let number: PrintJobNumber
    /// Nil for a document.
    package let ticket: TicketID?
    package var document: PrintedDocument?
    /// Nil: the default of its role.
    package var printer: PrinterName?
    /// Of a document; a slip is in its ticket's language.
    package var language: Language?
    /// It was asked for as a copy (补打).
    package let isCopy: Bool
    /// As they were when the slip was asked for: the slip says so.
    package let ahead: Int
    package let wait: WaitRange?
    package internal(set) var state = PrintJobState.requested
    package internal(set) var failure: String?
    package internal(set) var trouble: PrinterTrouble?
    package internal(set) var attempts = 1
    /// Since when its present attempt waits for paper.
    package internal(set) var requestedAt: Int64?
    /// Once an attempt has reached `sending`, paper may be out: every later one is marked as a copy.
    package internal(set) var wasSent: Bool?
    /// Whether the attempt in hand says that it is a copy.
    package internal(set) var isMarked: Bool?

    init(number: PrintJobNumber, ticket: TicketID?, isCopy: Bool, ahead: Int, wait: WaitRange?) {
        (self.number, self.ticket, self.isCopy, self.ahead, self.wait) = (number, ticket, isCopy, ahead, wait)
    }

    package var role: PrinterRole { document?.role ?? .slip }
    /// A ticket never has two slips that are not marked. (Documents are no tickets: none is ever marked.)
    var mustBeMarked: Bool { ticket != nil && (isCopy || wasSent == true) }
}
