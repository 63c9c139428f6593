import HallCore
import HallFiles
import HallOperations
import HallPeripherals
import HallWire

extension PrintRoom {
    /// What a door asks for, as the print room takes it, and its troubles as the doors name them.
    func preview(
        _ asked: PreviewParameters, _ document: PrintedDocument?
    ) throws -> (bytes: [UInt8], name: String) {
        var request = PreviewRequest(try document.map { .document($0) } ?? subject(of: asked))
        request.printer = asked.printer
        request.largePrint = asked.largePrint
        request.asPDF = asked.format == "pdf"
        if let language = asked.language {
            guard let known = Language(rawValue: language) else { throw OperationFailure.invalidParameter("language") }
            request.language = known
        }
        do throws(PreviewTrouble) {
            return try preview(request)
        } catch {
            switch error {
            case .unknownTicket(let number): throw OperationFailure.refused(.unknownTicket(number))
            case .unknownPrinter(let name): throw OperationFailure.refused(.unknownPrinter(name, role: .slip))
            case .other(let why): throw OperationFailure.storageUnavailable(why)
            }
        }
    }

    private func subject(of asked: PreviewParameters) throws(OperationFailure) -> PreviewRequest.Subject {
        switch (asked.number, asked.document) {
        case (let text?, nil):
            guard let number = TicketNumber(text) else { throw .invalidParameter("number") }
            return .ticket(number)
        case (nil, let name?):
            guard let kind = DocumentKind(rawValue: name) else { throw .unknownDocument(name) }
            return .sample(kind)
        default: throw .invalidParameter("number")
        }
    }
}
