import HallCore
import HallEngine
import HallJournal
import HallReports
import HallWire
import JSONValues

/// Everything that may be asked of the hall, and by whom.
package enum OperationTable {
    package static let all: [Operation] =
        queue + window + schedule + appointments + cases + appraisal + tally + reports + journal + audit + print
        + device + hall
        + people
        + attendance

    static let staff: [Role] = [.staff, .administrator]
    static let residents: [Role] = [.resident, .staff, .administrator]
    private static let everybody: [Role] = Role.allCases
    static let administrator: [Role] = [.administrator]

    // MARK: org.halld.Queue

    private static let queue: [Operation] = [
        .once("Queue.Take", residents) { (asked: TakeParameters, caller, services) in
            let command = Command.take(try takeRequest(asked, caller, services))
            do throws(OperationFailure) {
                return try await takeReply(command, for: asked, "Queue.Take", caller, services)
            } catch {
                await services.countTurnedAway(asked.service, error, caller)
                throw error
            }
        },
        .once("Queue.Cancel", residents) { (asked: CancelParameters, caller, services) in
            let id = try services.ticketID(asked.number, day: asked.day, code: asked.code, for: caller)
            // A number may by now be another day's; one that is gone may be a repeated request's.
            if let known = services.engine.snapshot[id.number], known.id != id {
                throw OperationFailure.refused(.unknownTicket(id.number))
            }
            let command = Command.cancel(id.number, reason: asked.reason)
            return try await ticketReply(command, for: asked, "Queue.Cancel", caller, services)
        },
        .once("Queue.Rate", residents) { (asked: RateTicketParameters, caller, services) in
            let id = try services.ticketID(asked.number, day: asked.day, code: asked.code, for: caller)
            let command = Command.rateTicket(
                id, score: asked.score, words: sealed(asked.words), reason: asked.reason)
            var bare = asked
            bare.words = nil
            return try await ticketReply(command, for: bare, "Queue.Rate", caller, services)
        },
        .once("Queue.Return", residents) { (asked: CancelParameters, caller, services) in
            let id = try services.ticketID(asked.number, day: asked.day, code: asked.code, for: caller)
            let command = Command.returnTicket(id, reason: asked.reason)
            return try await ticketReply(command, for: asked, "Queue.Return", caller, services)
        },
        .once("Queue.Complete", staff) { (asked: CompleteParameters, caller, services) in
            let number = try number(asked.number)
            try services.checkOwnVisit(number, caller)
            let command = Command.completeMatters(
                number, try asked.matters.map { try matter($0) }, reason: asked.reason)
            var bare = asked
            bare.matters = asked.matters.map(\.withoutContact)
            return try await ticketReply(command, for: bare, "Queue.Complete", caller, services)
        },
        ticket("Queue.Note", staff) { (asked: NoteParameters) in
            .note(try number(asked.number), focusGroups: asked.focusGroups, reason: asked.reason)
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
        .once("Queue.Show", residents) { (asked: ShowParameters, caller, services) in
            let (hall, now) = services.state
            let id = try services.ticketID(asked.number, day: asked.day, code: asked.code, for: caller)
            guard let ticket = hall[id] else { throw OperationFailure.refused(.unknownTicket(id.number)) }
            return TicketReply(
                ticket: caller.role == .resident
                    ? hall.residentView(of: ticket, now: now.instant)
                    : services.shown(hall.view(of: ticket, now: now.instant), to: caller))
        },
        .once("Queue.List", staff) { (asked: ListParameters, caller, services) in
            let state = try asked.state.map { try value($0, "state", TicketState.init(rawValue:)) }
            let (hall, now) = services.state
            let tickets = hall.issued.array.compactMap { hall[$0] }.filter { state == nil || $0.state == state }
            let ahead = hall.aheadCounts(now: now.instant)
            return TicketsReply(
                tickets: tickets.map {
                    services.shown(hall.view(of: $0, ahead: ahead[$0.id], now: now.instant), to: caller)
                })
        },
        .once("Queue.Explain", staff) { (asked: ExplainParameters, caller, services) in
            let (hall, now) = services.state
            var reply = try hall.explanation(of: number(asked.number), now: now.instant)
            reply.ticket = services.shown(reply.ticket, to: caller)
            return reply
        },
    ]

    /// A ticket with its code.
    static func takeReply(
        _ command: Command, for asked: some ChangingRequest, _ name: String, _ caller: Caller, _ services: HallServices
    ) async throws(OperationFailure) -> TicketReply {
        let receipt = try await services.submit(command, for: asked, name, caller)
        var reply = TicketReply(ticket: receipt.view)
        if let subject = receipt.subject, receipt.ticket == nil {
            reply.ticket = try? await services.viewOfEnded(subject, receipt)
        }
        let number = reply.ticket.flatMap { TicketNumber($0.number) }
        let day = reply.ticket.flatMap { BusinessDay($0.day) }
        if let number, let day { reply.ticket?.code = services.checkCode("\(TicketID(day: day, number: number))") }
        return reply
    }

    private static func takeRequest(
        _ asked: TakeParameters, _ caller: Caller, _ services: HallServices
    ) throws(OperationFailure) -> TakeRequest {
        var request = TakeRequest(service: asked.service)
        request.priority = asked.priority == "normal" ? nil : asked.priority
        request.community = asked.community
        request.needs = asked.needs ?? []
        if let language = asked.language {
            request.language = try value(language, "language", Language.init(rawValue:))
        }
        // Whether a number goes without a slip is not for residents to say: nobody would know that they have one.
        request.printsSlip = caller.role == .resident ? true : asked.print ?? true
        request.largePrint = asked.largePrint
        request.paper = services.paper(from: asked.printer ?? services.engine.snapshot.paper.printer(.slip)?.name)
        request.remaining = asked.next ?? []
        request.reason = asked.reason
        return request
    }

    // MARK: org.halld.Window

    private static let window: [Operation] = [
        .once("Window.Open", staff) { (asked: OpenParameters, caller, services) in
            let command = Command.openWindow(
                asked.window, staff: try signingIn(asked, caller, services), relieve: asked.relieve ?? false,
                reason: asked.reason)
            return try reply(
                about: asked.window, try await services.submit(command, for: asked, "Window.Open", caller).hall)
        },
        windowState("Window.Pause") { (asked: PauseParameters, caller, services) in
            try services.checkOwn(asked.window, caller)
            let kind = try asked.kind.map { try value($0, "kind", PauseKind.init(rawValue:)) }
            return .pauseWindow(asked.window, kind: kind, reason: asked.reason)
        },
        // Whoever comes next may sign out somebody who forgot: it is on record who did.
        windowState("Window.Close") { (asked: WindowParameters, _, _) in
            .closeWindow(asked.window, reason: asked.reason)
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
        .once("Window.Finish", staff) { (asked: FinishParameters, caller, services) in
            try services.checkOwn(asked.window, caller)
            let command = Command.finish(
                asked.window, try matters(asked), next: asked.next, reason: asked.reason)
            var bare = asked
            bare.matters = asked.matters?.map(\.withoutContact)
            return try await ticketReply(
                command, for: bare, "Window.Finish", caller, services, seen: try seenInHand(asked))
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
        .once("Window.Rate", everybody) { (asked: RateParameters, caller, services) in
            let command = Command.rate(
                asked.window, number: try asked.number.map { try number($0) }, score: asked.score,
                words: sealed(asked.words), reason: asked.reason)
            // Of what somebody wrote nothing stays but what can be erased: not in the request's fingerprint either.
            var bare = asked
            bare.words = nil
            return try await ticketReply(command, for: bare, "Window.Rate", caller, services)
        },
        .stream("Window.Desk", staff) { (asked: DeskParameters, _, services, send) in
            try await services.sendDesk(of: asked.window, send)
        },
        .once("Window.Figures", staff) { (asked: DeskParameters, caller, services) in
            try services.checkOwn(asked.window, caller)
            return try await services.figures(of: asked.window)
        },
    ]

    /// On a page people sign in as themselves.
    private static func signingIn(
        _ asked: OpenParameters, _ caller: Caller, _ services: HallServices
    ) throws(OperationFailure) -> StaffID? {
        guard let staff = caller.actor.staff else { return asked.staff }
        guard asked.staff == nil || asked.staff == staff || caller.role == .administrator else {
            throw .permissionDenied
        }
        let status = services.engine.snapshot.window(asked.window)
        if asked.relieve != true, let status, status.state != .closed, status.staff != nil, status.staff != staff {
            throw .notYourWindow(asked.window, staff: status.staff)
        }
        return asked.staff ?? staff
    }

    /// Nil for what says nothing.
    static func sealed(_ words: String?) -> PersonalWords? {
        guard let words, !words.allSatisfy(\.isWhitespace) else { return nil }
        return PersonalWords(sealing: words)
    }

    // MARK: org.halld.Journal

    private static let journal: [Operation] = [
        .stream("Journal.Follow", administrator) { (_: NoParameters, _, services, send) in
            try await services.followJournal(send)
        }.onControlSocketOnly,
        .once("Journal.Verify", administrator) { (_: NoParameters, _, services) in
            let found = try await services.blocking { try services.verifyJournal() }
            return VerifyReply(
                events: found.eventCount, intact: found.brokenSequence == nil, broken: found.brokenSequence,
                why: found.why, head: found.headChain)
        }.onControlSocketOnly,
        .stream("Journal.Backup", administrator) { (_: NoParameters, _, services, send) in
            try await services.backUp(send)
        }.onControlSocketOnly,
        .stream("Journal.Export", administrator) { (asked: ExportParameters, _, services, send) in
            let first = try asked.from.map { try value($0, "from", { BusinessDay($0) }) }
            let last = try asked.to.map { try value($0, "to", { BusinessDay($0) }) }
            if let first, let last, last < first { throw OperationFailure.invalidParameter("to") }
            try await services.export(from: first, through: last, send)
        }.onControlSocketOnly,
    ]

    // MARK: org.halld.Print

    private static let print: [Operation] = [
        .once("Print.List", staff) { (_: NoParameters, _, services) in
            let hall = services.engine.snapshot
            return PrintJobsReply(jobs: hall.printJobs.array.compactMap { hall.printJob($0) }.map { hall.view(of: $0) })
        },
        printJob("Print.Retry") { asked in .retryPrint(asked.job, reason: asked.reason) },
        printJob("Print.Void") { asked in .voidPrint(asked.job, reason: asked.reason) },
        // A kiosk prints what to bring, and no other document.
        .once("Print.Document", residents) { (asked: DocumentParameters, caller, services) in
            guard caller.role != .resident || asked.document == "materials" else {
                throw OperationFailure.permissionDenied
            }
            // A day's and a month's figures are read from the journal first.
            let document = try await services.blocking {
                try services.document(
                    asked.document, service: asked.service, missing: asked.missing, day: asked.day,
                    window: asked.window, case: asked.case, denial: asked.denial, month: asked.month,
                    version: asked.version, for: caller)
            }
            let language = try asked.language.map { try value($0, "language", Language.init(rawValue:)) }
            let printer = asked.printer ?? services.engine.snapshot.paper.printer(document.role)?.name
            let command = Command.printDocument(
                document, services.paper(from: printer), language: language ?? .simplifiedChinese,
                reason: asked.reason)
            let receipt = try await services.submit(command, for: asked, "Print.Document", caller)
            let number = receipt.begun.flatMap { PrintJobNumber($0) } ?? 0
            guard let job = receipt.hall.printJob(number) else {
                throw OperationFailure.refused(.unknownPrintJob(number))
            }
            return PrintJobReply(job: receipt.hall.view(of: job))
        },
        .stream("Print.Preview", staff) { (asked: PreviewParameters, caller, services, send) in
            try await services.sendPreview(asked, caller, send)
        },
    ]

    // MARK: org.halld.Device

    private static let device: [Operation] = [
        .once("Device.List", staff) { (_: NoParameters, _, services) in
            DevicesReply(devices: services.devices.all.map { WireDevice($0) })
        },
        .once("Device.Test", administrator) { (asked: DeviceTestParameters, _, services) in
            guard (asked.text?.utf8.count ?? 0) <= services.limits.reasonLengthMax else {
                throw OperationFailure.refused(.textTooLong(bytesMax: services.limits.reasonLengthMax))
            }
            guard let sent = await services.lines.test(asked.device, asked.text) else {
                throw OperationFailure.unknownDevice(asked.device)
            }
            return DeviceTestReply(
                sent: sent.map { window, frames in
                    DeviceTestReply.Sent(window: window, frames: frames.map(\.hexadecimal))
                },
                device: services.devices.all.first { $0.status.name == asked.device }.map { WireDevice($0) })
        },
        .stream("Device.Watch", administrator) { (asked: DeviceWatchParameters, _, services, send) in
            guard let traffic = services.lines.watch(asked.device, asked.learn ?? false) else {
                throw OperationFailure.unknownDevice(asked.device)
            }
            let status = services.devices[asked.device]
            let state = [status?.state.rawValue, status?.detail].compactMap { $0 }.joined(separator: ": ")
            try await send(.continues(try encodeJSON(DeviceTraffic(direction: "state", bytes: "", meaning: state))))
            for await one in traffic {
                let reply = DeviceTraffic(
                    direction: one.direction.rawValue, bytes: one.bytes.hexadecimal, meaning: one.meaning)
                try await send(.continues(try encodeJSON(reply)))
            }
            try Task.checkCancellation()
            // A reload took it away.
            guard services.devices[asked.device] != nil else { throw OperationFailure.unknownDevice(asked.device) }
            throw OperationFailure.stopping
        },
        .once("Device.AddToken", administrator) { (asked: AddTokenParameters, caller, services) in
            let kind = try value(asked.kind, "kind", DeviceToken.Kind.init(rawValue:))
            guard !asked.name.isEmpty, asked.name.utf8.count <= services.limits.staffLengthMax else {
                throw OperationFailure.invalidParameter("name")
            }
            if let window = asked.window, services.engine.snapshot.window(window) == nil {
                throw OperationFailure.refused(.unknownWindow(window))
            }
            // A pad rates one window, and a kiosk is at none.
            guard (kind != .pad || asked.window != nil) && (kind != .kiosk || asked.window == nil) else {
                throw OperationFailure.invalidParameter("window")
            }
            let device = DeviceToken(
                name: asked.name, kind: kind, window: asked.window,
                createdAt: services.engine.now().civil.rfc3339(wholeSeconds: true))
            let token = try await services.blocking { try services.credentials.addToken(device) }
            await services.note(.tokenAdded, asked.name, by: caller.actor)
            return AddTokenReply(token: token, path: "/enter/\(token)")
        }.onControlSocketOnly,
        .once("Device.Tokens", administrator) { (_: NoParameters, _, services) in
            TokensReply(
                tokens: services.credentials.tokens.map { token in
                    TokensReply.Token(
                        name: token.name, kind: token.kind.rawValue, window: token.window, createdAt: token.createdAt)
                })
        }.onControlSocketOnly,
        .once("Device.RemoveToken", administrator) { (asked: RemoveTokenParameters, caller, services) in
            try await services.blocking { try services.credentials.removeToken(named: asked.name) }
            await services.note(.tokenRemoved, asked.name, by: caller.actor)
            return NoParameters()
        }.onControlSocketOnly,
    ]

    // MARK: org.halld.Staff

    private static let people: [Operation] = [
        .once("Staff.List", staff) { (_: NoParameters, _, services) in
            let hall = services.engine.snapshot
            return StaffReply(
                staff: (hall.configuration?.staff ?? []).map { member in
                    StaffReply.Member(
                        id: member.id, name: member.name, role: (member.role ?? .staff).rawValue,
                        window: hall.windows.first { $0.staff == member.id && $0.state != .closed }?.number,
                        pin: services.credentials.hasPIN(member.id),
                        lockedSeconds: services.credentials.lockedSeconds(member.id))
                })
        },
        .once("Staff.SetPin", administrator) { (asked: SetPinParameters, caller, services) in
            try services.checkKnown(asked.staff)
            try await services.blocking { try services.credentials.setPIN(asked.pin, of: asked.staff) }
            await services.note(.pinSet, asked.staff, by: caller.actor)
            return NoParameters()
        }.onControlSocketOnly,
        .once("Staff.Unlock", staff) { (asked: UnlockParameters, caller, services) in
            try services.checkKnown(asked.staff)
            let target = services.engine.snapshot.configuration?.staffMember(asked.staff)
            // Who may unlock whom they please could try an administrator's PIN all day.
            let mayAlways = caller.role == .administrator
            guard caller.actor.staff != asked.staff, mayAlways || target?.role != .administrator else {
                throw OperationFailure.permissionDenied
            }
            try await services.blocking { try services.credentials.unlock(asked.staff, asAdministrator: mayAlways) }
            await services.note(.unlocked, asked.staff, by: caller.actor)
            return NoParameters()
        },
    ]

    // MARK: org.halld.Hall

    private static let hall: [Operation] = [
        .once("Hall.Status", staff) { (_: NoParameters, _, services) in
            // An alarm asks the journal which days there were.
            try await services.blocking { try services.status() }
        },
        .once("Hall.Describe", everybody) { (_: NoParameters, caller, services) in
            var reply = services.describe()
            if !caller.isOfTheStaff { reply.windows = reply.windows.map { $0.forEverybody } }
            return reply
        },
        .once("Hall.Reload", administrator) { (_: NoParameters, caller, services) in
            try await services.reload(caller.actor)
            return NoParameters()
        }.onControlSocketOnly,
        .stream("Hall.Offers", everybody) { (_: NoParameters, _, services, send) in
            try await services.sendOffers(send)
        },
        .stream("Hall.Board", [.display, .staff, .administrator]) { (asked: WatchParameters, _, services, send) in
            try await services.sendBoard(window: asked.window, send)
        },
        .stream("Hall.Watch", [.display, .staff, .administrator]) { (asked: WatchParameters, caller, services, send) in
            try await services.watch(window: asked.window, forStaff: caller.isOfTheStaff, send)
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
            var seen: SeenInHand?
            if let asked = asked as? any WindowRequest {
                try services.checkOwn(asked.window, caller)
                seen = try seenInHand(asked)
            }
            return try await ticketReply(try command(asked, services), for: asked, name, caller, services, seen: seen)
        }
    }

    static func ticketReply(
        _ command: Command, for asked: some ChangingRequest, _ name: String, _ caller: Caller, _ services: HallServices,
        seen: SeenInHand? = nil
    ) async throws -> TicketReply {
        let receipt = try await services.submit(command, for: asked, name, caller, seen: seen)
        if caller.role == .resident || caller.role == .display {
            return TicketReply(
                ticket: receipt.ticket.map { receipt.hall.residentView(of: $0, now: receipt.at.instant) })
        }
        if let subject = receipt.subject, receipt.ticket == nil {
            return TicketReply(
                ticket: try await services.viewOfEnded(subject, receipt).map { services.shown($0, to: caller) })
        }
        var view = receipt.view.map { services.shown($0, to: caller) }
        let matters = view?.matters?.map { matter in
            var matter = matter
            matter.caseCode = matter.case.map(services.checkCode)
            return matter
        }
        view?.matters = matters
        return TicketReply(ticket: view)
    }

    private static func seenInHand(_ asked: any WindowRequest) throws(OperationFailure) -> SeenInHand? {
        guard let text = asked.inHand else { return nil }
        guard !text.isEmpty else { return SeenInHand(window: asked.window, ticket: nil) }
        guard let number = TicketNumber(text) else { throw .invalidParameter("inHand") }
        return SeenInHand(window: asked.window, ticket: number)
    }

    private static func windowState<Parameters: WindowRequest>(
        _ name: String, _ command: @escaping @Sendable (Parameters, Caller, HallServices) throws -> Command
    ) -> Operation {
        .once(name, staff) { (asked: Parameters, caller, services) in
            let command = try command(asked, caller, services)
            let receipt = try await services.submit(command, for: asked, name, caller, seen: try seenInHand(asked))
            return try reply(about: asked.window, receipt.hall)
        }
    }

    static func reply(about window: WindowNumber, _ hall: Hall) throws(OperationFailure) -> WindowReply {
        guard let status = hall.window(window) else { throw .refused(.unknownWindow(window)) }
        return WindowReply(window: hall.view(of: status))
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

    static func number(_ text: String) throws(OperationFailure) -> TicketNumber {
        try value(text, "number", { TicketNumber($0) })
    }

    static func value<Value>(
        _ text: String, _ field: String, _ read: (String) -> Value?
    ) throws(OperationFailure) -> Value {
        guard let value = read(text) else { throw .invalidParameter(field) }
        return value
    }
}
