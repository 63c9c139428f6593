import HallCore
import HallEngine
import HallJournal
import HallReports
import HallWire

/// Everything that may be asked of the hall, and by whom.
package enum OperationTable {
    package static let all: [Operation] = queue + window + tally + journal + print + device + hall

    private static let staff: [Role] = [.staff, .administrator]
    private static let everybody: [Role] = Role.allCases
    private static let administrator: [Role] = [.administrator]

    // MARK: org.halld.Queue

    private static let queue: [Operation] = [
        ticket("Queue.Take", [.resident, .staff, .administrator]) { (asked: TakeParameters, services) in
            .take(try takeRequest(asked, services))
        },
        ticket("Queue.Cancel", staff) { (asked: TicketParameters) in
            .cancel(try number(asked.number), reason: asked.reason)
        },
        ticket("Queue.Requeue", staff) { (asked: TicketParameters) in
            .requeue(try number(asked.number), reason: asked.reason)
        },
        ticket("Queue.Correct", staff) { (asked: CorrectParameters) in
            .correct(
                try number(asked.number), service: asked.service, priority: asked.priority, reason: asked.reason)
        },
        ticket("Queue.Reprint", staff) { (asked: ReprintParameters, services) in
            let number = try number(asked.number)
            let hall = services.engine.snapshot
            let printer = asked.printer ?? hall[number].flatMap { hall.printerOfNextSlip(of: $0) }
            return .reprint(number, services.paper(from: printer), reason: asked.reason)
        },
        .once("Queue.Show", staff) { (asked: ShowParameters, _, services) in
            let (hall, now) = services.state
            let number = try number(asked.number)
            guard let ticket = hall[number] else { throw OperationFailure.refused(.unknownTicket(number)) }
            return TicketReply(ticket: hall.view(of: ticket, now: now.instant))
        },
        .once("Queue.List", staff) { (asked: ListParameters, _, services) in
            let state = try asked.state.map { try value($0, "state", TicketState.init(rawValue:)) }
            let (hall, now) = services.state
            let tickets = hall.issued.array.compactMap { hall[$0] }.filter { state == nil || $0.state == state }
            return TicketsReply(tickets: tickets.map { hall.view(of: $0, now: now.instant) })
        },
        .once("Queue.Explain", staff) { (asked: ShowParameters, _, services) in
            let (hall, now) = services.state
            return try hall.explanation(of: number(asked.number), now: now.instant)
        },
    ]

    private static func takeRequest(
        _ asked: TakeParameters, _ services: HallServices
    ) throws(OperationFailure) -> TakeRequest {
        var request = TakeRequest(service: asked.service)
        request.priority = asked.priority == "normal" ? nil : asked.priority
        request.community = asked.community
        request.needs = asked.needs ?? []
        if let language = asked.language {
            request.language = try value(language, "language", Language.init(rawValue:))
        }
        request.printsSlip = asked.print ?? true
        request.largePrint = asked.largePrint
        request.paper = services.paper(from: asked.printer ?? services.engine.snapshot.paper.printer(.slip)?.name)
        request.reason = asked.reason
        return request
    }

    // MARK: org.halld.Window

    private static let window: [Operation] = [
        windowState("Window.Open") { (asked: OpenParameters) in
            (asked.window, .openWindow(asked.window, staff: asked.staff, reason: asked.reason))
        },
        windowState("Window.Pause") { (asked: WindowParameters) in
            (asked.window, .pauseWindow(asked.window, reason: asked.reason))
        },
        windowState("Window.Close") { (asked: WindowParameters) in
            (asked.window, .closeWindow(asked.window, reason: asked.reason))
        },
        ticket("Window.Call", staff) { (asked: CallParameters) in
            .call(
                asked.window, pick: try asked.number.map { try number($0) }, finish: asked.finish ?? false,
                silent: asked.silent ?? false, reason: asked.reason)
        },
        ticket("Window.Recall", staff) { (asked: WindowParameters) in .recall(asked.window, reason: asked.reason) },
        ticket("Window.Undo", staff) { (asked: WindowParameters) in .undoCall(asked.window, reason: asked.reason) },
        ticket("Window.Start", staff) { (asked: WindowParameters) in .start(asked.window, reason: asked.reason) },
        ticket("Window.NoShow", staff) { (asked: WindowParameters) in .noShow(asked.window, reason: asked.reason) },
        ticket("Window.Finish", staff) { (asked: FinishParameters) in
            let outcome = try value(asked.outcome ?? "done", "outcome", Outcome.init(rawValue:))
            return .finish(asked.window, outcome, reason: asked.reason)
        },
        ticket("Window.Transfer", staff) { (asked: TransferParameters) in
            switch (asked.toService, asked.toWindow) {
            case (let service?, nil): .transfer(asked.window, to: .service(service), reason: asked.reason)
            case (nil, let window?): .transfer(asked.window, to: .window(window), reason: asked.reason)
            default: throw OperationFailure.invalidParameter("toService")
            }
        },
        ticket("Window.Park", staff) { (asked: WindowParameters) in .park(asked.window, reason: asked.reason) },
        ticket("Window.Resume", staff) { (asked: ResumeParameters) in
            .resume(asked.window, try number(asked.number), reason: asked.reason)
        },
        ticket("Window.Rate", everybody) { (asked: RateParameters) in
            .rate(asked.window, score: asked.score, reason: asked.reason)
        },
    ]

    // MARK: org.halld.Tally

    private static let tally: [Operation] = [
        .once("Tally.Day", administrator) { (asked: TallyDayParameters, _, services) in
            let split = try asked.by.map { try value($0, "by", Split.init(rawValue:)) }
            let today = services.engine.snapshot.day
            guard let day = try asked.day.map({ try value($0, "day", { BusinessDay($0) }) }) ?? today else {
                throw OperationFailure.refused(.noBusinessDay)
            }
            let found = try await services.blocking { try services.reports.tally(of: day, by: split, today: today) }
            guard let found else { throw OperationFailure.noData(from: "\(day)", to: "\(day)") }
            var reply = WireTally(found, split: split)
            reply.day = "\(day)"
            return reply
        },
        .once("Tally.Range", administrator) { (asked: TallyRangeParameters, _, services) in
            let split = try asked.by.map { try value($0, "by", Split.init(rawValue:)) }
            let first = try value(asked.from, "from", { BusinessDay($0) })
            let last = try value(asked.to, "to", { BusinessDay($0) })
            guard first <= last else { throw OperationFailure.invalidParameter("to") }
            let today = services.engine.snapshot.day
            let found = try await services.blocking {
                try services.reports.tally(from: first, through: last, by: split, today: today)
            }
            guard let found else { throw OperationFailure.noData(from: asked.from, to: asked.to) }
            var reply = WireTally(found.tally, split: split)
            (reply.from, reply.to, reply.days) = (asked.from, asked.to, found.days)
            return reply
        },
    ]

    // MARK: org.halld.Journal

    private static let journal: [Operation] = [
        .stream("Journal.Follow", administrator) { (_: NoParameters, _, services, send) in
            try await services.followJournal(send)
        },
        .once("Journal.Verify", administrator) { (_: NoParameters, _, services) in
            let found = try await services.blocking { try services.journal.verify() }
            return VerifyReply(
                events: found.eventCount, intact: found.brokenSequence == nil, broken: found.brokenSequence,
                why: found.why, head: found.headChain)
        },
        .stream("Journal.Backup", administrator) { (_: NoParameters, _, services, send) in
            try await services.backUp(send)
        },
        .stream("Journal.Export", administrator) { (asked: ExportParameters, _, services, send) in
            let first = try asked.from.map { try value($0, "from", { BusinessDay($0) }) }
            let last = try asked.to.map { try value($0, "to", { BusinessDay($0) }) }
            if let first, let last, last < first { throw OperationFailure.invalidParameter("to") }
            try await services.export(from: first, through: last, send)
        },
    ]

    // MARK: org.halld.Print

    private static let print: [Operation] = [
        .once("Print.List", staff) { (_: NoParameters, _, services) in
            let hall = services.engine.snapshot
            return PrintJobsReply(jobs: hall.printJobs.array.compactMap { hall.printJob($0) }.map { hall.view(of: $0) })
        },
        printJob("Print.Retry") { asked in .retryPrint(asked.job, reason: asked.reason) },
        printJob("Print.Void") { asked in .voidPrint(asked.job, reason: asked.reason) },
        .once("Print.Document", staff) { (asked: DocumentParameters, caller, services) in
            let document = try services.document(
                asked.document, service: asked.service, missing: asked.missing, day: asked.day, window: asked.window,
                for: caller)
            let language = try asked.language.map { try value($0, "language", Language.init(rawValue:)) }
            let printer = asked.printer ?? services.engine.snapshot.paper.printer(document.role)?.name
            let command = Command.printDocument(
                document, services.paper(from: printer), language: language ?? .simplifiedChinese,
                reason: asked.reason)
            let hall = try await services.submit(command, for: asked, "Print.Document", caller).hall
            // A repeated request asks for the same document: its last job is the answer.
            let jobs = hall.printJobs.array.compactMap { hall.printJob($0) }
            guard let job = jobs.last(where: { $0.document == document }) else {
                throw OperationFailure.refused(.unknownPrintJob(0))
            }
            return PrintJobReply(job: hall.view(of: job))
        },
        .stream("Print.Preview", staff) { (asked: PreviewParameters, caller, services, send) in
            try await services.sendPreview(asked, caller, send)
        },
    ]

    // MARK: org.halld.Device

    private static let device: [Operation] = [
        .once("Device.List", staff) { (_: NoParameters, _, services) in
            DevicesReply(devices: services.devices.all.map { WireDevice($0) })
        }
    ]

    // MARK: org.halld.Hall

    private static let hall: [Operation] = [
        .once("Hall.Status", staff) { (_: NoParameters, _, services) in try services.status() },
        .once("Hall.Describe", everybody) { (_: NoParameters, _, services) in services.describe() },
        .once("Hall.Reload", administrator) { (_: NoParameters, caller, services) in
            try await services.reload(caller.actor)
            return NoParameters()
        },
        .stream("Hall.Watch", [.display, .staff, .administrator]) { (asked: WatchParameters, _, services, send) in
            try await services.watch(window: asked.window, send)
        },
    ]

    // MARK: What operations share

    /// An operation that changes something about one ticket and answers with it.
    private static func ticket<Parameters: ChangingRequest>(
        _ name: String, _ roles: [Role], _ command: @escaping @Sendable (Parameters) throws -> Command
    ) -> Operation {
        ticket(name, roles) { (asked: Parameters, _: HallServices) in try command(asked) }
    }

    private static func ticket<Parameters: ChangingRequest>(
        _ name: String, _ roles: [Role], _ command: @escaping @Sendable (Parameters, HallServices) throws -> Command
    ) -> Operation {
        .once(name, roles) { (asked: Parameters, caller, services) in
            let receipt = try await services.submit(try command(asked, services), for: asked, name, caller)
            if let subject = receipt.subject, receipt.ticket == nil {
                return TicketReply(ticket: try await services.viewOfEnded(subject, receipt))
            }
            return TicketReply(ticket: receipt.view)
        }
    }

    private static func windowState<Parameters: ChangingRequest>(
        _ name: String, _ command: @escaping @Sendable (Parameters) -> (WindowNumber, Command)
    ) -> Operation {
        .once(name, staff) { (asked: Parameters, caller, services) in
            let (window, command) = command(asked)
            let hall = try await services.submit(command, for: asked, name, caller).hall
            guard let status = hall.window(window) else { throw OperationFailure.refused(.unknownWindow(window)) }
            return WindowReply(window: hall.view(of: status))
        }
    }

    private static func printJob(
        _ name: String, _ command: @escaping @Sendable (PrintJobParameters) -> Command
    ) -> Operation {
        .once(name, staff) { (asked: PrintJobParameters, caller, services) in
            let hall = try await services.submit(command(asked), for: asked, name, caller).hall
            guard let job = hall.printJob(asked.job) else {
                throw OperationFailure.refused(.unknownPrintJob(asked.job))
            }
            return PrintJobReply(job: hall.view(of: job))
        }
    }

    private static func number(_ text: String) throws(OperationFailure) -> TicketNumber {
        try value(text, "number", { TicketNumber($0) })
    }

    private static func value<Value>(
        _ text: String, _ field: String, _ read: (String) -> Value?
    ) throws(OperationFailure) -> Value {
        guard let value = read(text) else { throw .invalidParameter(field) }
        return value
    }
}
