// Paper and queue as one: what becomes of print jobs.

extension Deliberation {
    // MARK: Asking

    mutating func requestPrint(
        of ticket: TicketID, copy: Bool, ahead: Int, _ wait: WaitRange?, _ paper: PaperRequest, _ reason: String?
    ) throws(Refusal) {
        let job = try nextPrintJob()
        emit(
            .printRequested(
                PrintRequested(
                    job: job, ticket: ticket, copy: copy, ahead: ahead, wait: wait, printer: paper.printer,
                    reason: reason)))
        failAtOnce(job, paper)
    }

    mutating func printDocument(
        _ document: PrintedDocument, _ paper: PaperRequest, _ language: Language, _ reason: String?
    ) throws(Refusal) {
        try check(reason: reason)
        try check(document)
        guard let printer = try self.printer(paper.printer, role: document.role) else {
            throw .noPrinter(role: document.role)
        }
        let job = try nextPrintJob()
        emit(
            .documentRequested(
                DocumentRequested(
                    job: job, document: document, printer: printer, language: language, reason: reason)))
        failAtOnce(job, paper)
    }

    /// What a resident takes home from a window. A hall without printers writes it by hand.
    mutating func handOut(_ document: PrintedDocument, at window: WindowNumber?, _ language: Language) throws(Refusal) {
        guard let printer = hall.printer(at: window) else { return }
        try printDocument(document, PaperRequest(printer: printer), language, nil)
    }

    /// Nobody is left waiting at a printer that is known to be in trouble.
    private mutating func failAtOnce(_ job: PrintJobNumber, _ paper: PaperRequest) {
        guard let trouble = paper.trouble else { return }
        emit(
            .printFinished(
                PrintFinished(job: job, outcome: .failed(reason: paper.detail ?? "", trouble: trouble))))
    }

    private func check(_ document: PrintedDocument) throws(Refusal) {
        switch document {
        case .materials(let code, let missing):
            let service = try service(code)
            for index in missing ?? [] where !service.materials.indices.contains(index) {
                throw .unknownMaterial(service.code, index + 1, max: service.materials.count)
            }
        case .plate(let window): _ = try self.window(window)
        case .notice(let id, let code, let missing, _):
            guard hall[id] != nil else { throw .unknownTicket(id.number) }
            try check(.materials(service: code, missing: missing))
        case .acceptance(let id): guard hall.case(id) != nil else { throw .unknownCase(id) }
        case .denial(let id): guard hall.denial(id) != nil else { throw .unknownDenial(id) }
        case .closing, .poster, .report: break
        }
    }

    /// The printer asked for, or the role's default; nil where the hall has none of the role.
    func printer(_ name: PrinterName?, role: PrinterRole) throws(Refusal) -> PrinterName? {
        let rules = hall.paper
        guard let name else { return rules.printer(role)?.name }
        guard rules.printers.contains(where: { $0.name == name && $0.role == role }) else {
            throw .unknownPrinter(name, role: role)
        }
        return name
    }

    private func nextPrintJob() throws(Refusal) -> PrintJobNumber {
        guard hall.printJobs.count < hall.limits.printJobsADayMax else {
            throw .limitReached(limit: "printJobsADay", max: hall.limits.printJobsADayMax)
        }
        return hall.printJobNext
    }

    // MARK: What the printer tells

    /// A job found in `sending` was cut off by a crash: paper may be out, so it goes out again, marked.
    mutating func sendPrint(_ number: PrintJobNumber, to printer: PrinterName) throws(Refusal) -> TicketID? {
        let job = try printJob(number)
        guard job.state.isPending else { throw .printJobEnded(number, state: job.state) }
        emit(
            .printSending(
                PrintSending(
                    job: number, printer: printer, marked: job.mustBeMarked, again: job.state == .sending)))
        return job.ticket
    }

    mutating func giveUpPrint(
        _ number: PrintJobNumber, _ reason: String, _ trouble: PrinterTrouble
    ) throws(Refusal) -> TicketID? {
        let job = try printJob(number)
        guard job.state == .requested else { throw .printJobEnded(number, state: job.state) }
        emit(.printFinished(PrintFinished(job: number, outcome: .failed(reason: reason, trouble: trouble))))
        return job.ticket
    }

    mutating func printFinished(_ number: PrintJobNumber, _ outcome: PrintOutcome) throws(Refusal) -> TicketID? {
        let job = try printJob(number)
        guard job.state.isPending else { throw .printJobEnded(number, state: job.state) }
        emit(.printFinished(PrintFinished(job: number, outcome: outcome)))
        return job.ticket
    }

    // MARK: What people decide

    mutating func retryPrint(_ number: PrintJobNumber, _ reason: String?) throws(Refusal) -> TicketID? {
        try check(reason: reason)
        let job = try printJob(number)
        guard job.state == .failed else { throw .printJobNotFailed(number, state: job.state) }
        emit(.printRetried(PrintJobChanged(job: number, reason: reason)))
        return job.ticket
    }

    mutating func voidPrint(_ number: PrintJobNumber, _ reason: String?) throws(Refusal) -> TicketID? {
        try check(reason: reason)
        let job = try printJob(number)
        guard job.state.isPending || job.state == .failed else { throw .printJobEnded(number, state: job.state) }
        emit(.printVoided(PrintJobChanged(job: number, reason: reason)))
        return job.ticket
    }

    private func printJob(_ number: PrintJobNumber) throws(Refusal) -> PrintJob {
        guard let job = hall.printJob(number) else { throw .unknownPrintJob(number) }
        return job
    }
}
