import HallCore
import HallWire

/// What a ticket's slip says, line by line, in the ticket's language.
struct Slip: Sendable, Equatable {
    let number: String
    let hall: String
    /// The service, or its category where the service is sensitive.
    let service: String
    let isCopy: Bool
    let copyMark: String
    /// The queue as it was when the slip was asked for, and the windows.
    let queue: [String]
    let time: String
    let notes: [String]
    /// In the file's and the print job's name.
    let day: String

    /// Nil where the hall no longer knows the ticket.
    init?(_ job: PrintJob, in hall: Hall) {
        guard let ticket = hall[job.ticket], let configuration = hall.configuration else { return nil }
        let language = WireLanguage(rawValue: ticket.language.rawValue) ?? .simplifiedChinese
        number = "\(ticket.number)"
        self.hall = configuration.name[ticket.language]
        let service = configuration.service(ticket.service)
        let category = service.flatMap { configuration.category($0.category) }
        let name = service?.sensitive == true ? category?.name : service?.name
        self.service = name?[ticket.language] ?? ticket.service
        isCopy = job.isCopy
        copyMark = Texts.slipCopy(language)
        let windows = hall.bestWindows(for: ticket).map { "\($0.number)" }.joined(separator: ", ")
        queue = [
            Texts.slipBefore(language, ["ahead": "\(job.ahead)"]),
            job.wait.map { Texts.slipWait(language, ["low": "\($0.lowMinutes)", "high": "\($0.highMinutes)"]) },
            windows.isEmpty ? nil : Texts.slipWindows(language, ["windows": windows]),
        ].compactMap { $0 }
        time = String(ticket.issuedAt.rfc3339(wholeSeconds: true).prefix(16).replacing("T", with: " "))
        notes = [Texts.slipListen(language), Texts.slipMissed(language), Texts.slipFree(language)]
        day = "\(ticket.id.day)"
    }
}
