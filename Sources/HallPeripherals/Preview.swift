package import HallCore
import HallEngine
package import HallFiles
import HallWire

/// What somebody wants to see before it is printed.
package struct PreviewRequest: Sendable {
    package enum Subject: Sendable {
        case ticket(TicketNumber)
        /// The hall's own.
        case document(PrintedDocument)
        /// A document of a kind, with made-up values, which says so.
        case sample(DocumentKind)
    }

    package var subject: Subject
    package var printer: PrinterName?
    package var language: Language?
    package var largePrint: Bool?
    package var asPDF = false

    package init(_ subject: Subject) {
        self.subject = subject
    }
}

extension PrintRoom {
    package enum PreviewTrouble: Error, Equatable {
        case unknownTicket(TicketNumber)
        case unknownPrinter(PrinterName)
        case other(String)
    }

    /// The picture of a slip as the printer's paper would have it: PNG or PDF. Blocks.
    package func preview(_ request: PreviewRequest) throws(PreviewTrouble) -> (bytes: [UInt8], name: String) {
        var document = try document(for: request)
        if let language = request.language {
            document = Document(
                kind: document.kind, language: language, name: document.name, content: document.content)
        }
        if let largePrint = request.largePrint {
            let content = document.content
            document = Document(kind: document.kind, language: document.language, name: document.name) { language in
                var made = content(language)
                made["largePrint"] = largePrint ? "large" : nil
                return made
            }
        }
        var profile = try printer(request, document.kind).profile.printer
        profile.format = request.asPDF ? .pdf : .png
        do throws(PrintFailure) {
            return (try previewRenderer.output(of: document, settings, profile).bytes, document.name)
        } catch {
            throw .other(error.detail)
        }
    }

    private func printer(_ request: PreviewRequest, _ kind: DocumentKind) throws(PreviewTrouble) -> PrinterBinding {
        if let name = request.printer {
            guard let printer = printers.first(where: { $0.name == name }) else { throw .unknownPrinter(name) }
            return printer
        }
        let role = kind.isSheet ? PrinterRole.office : .slip
        guard let printer = printers.first(where: { $0.role == role }) ?? printers.first else {
            throw .unknownPrinter(role.rawValue)
        }
        return printer
    }

    private func document(for request: PreviewRequest) throws(PreviewTrouble) -> Document {
        let (hall, now) = (engine.snapshot, engine.now())
        let maker = DocumentMaker(hall: hall, now: now, baseURL: settings.baseURL, sources: sources)
        switch request.subject {
        case .sample(let kind): return SampleDocuments.marked(kind)
        case .document(let document):
            do throws(DocumentMaker.Trouble) {
                return try maker.document(document, language: .simplifiedChinese, 0)
            } catch {
                throw .other("\(error)")
            }
        case .ticket(let number):
            guard let ticket = hall[number] else { throw .unknownTicket(number) }
            let job = hall.slip(of: ticket)
            do throws(DocumentMaker.Trouble) {
                return try maker.slip(
                    of: ticket, isMarked: job?.isMarked == true, ahead: job?.ahead ?? 0,
                    wait: job?.wait ?? ticket.promised, name: "\(ticket.id.day)-\(number)")
            } catch {
                throw .other("\(error)")
            }
        }
    }
}
