import HallCore
import HallEngine
import HallFiles
import HallJournal
import HallWire
import JSONValues

// org.halld.Appointment, and coming with one.

extension OperationTable {
    static let appointments: [Operation] = [
        .once("Appointment.Book", staff) { (asked: BookParameters, caller, services) in
            let request = try request(asked)
            var bare = asked
            (bare.name, bare.contact) = (nil, nil)
            let receipt = try await services.submit(
                .book([request], reason: asked.reason), for: bare, "Appointment.Book", caller)
            let known = request.reference.flatMap { receipt.hall.appointment(withReference: $0) }?.id
            // Over, if it is no longer there.
            guard let id = receipt.begun.flatMap({ AppointmentID($0) }) ?? known, receipt.hall.appointment(id) != nil
            else {
                throw OperationFailure.refused(.timeIsPast)
            }
            return try await services.appointmentReply(id, receipt.hall)
        },
        .once("Appointment.Import", administrator) { (asked: ImportParameters, caller, services) in
            let language = try asked.language.map { try value($0, "language", WireLanguage.init(rawValue:)) }
            let table = AppointmentTable(parsing: asked.table)
            let checked = try await services.blocking {
                try services.checked(table, language ?? .english, caller)
            }
            var bare = asked
            // What can be erased is not in a request's fingerprint either.
            bare.table = table.rows.map {
                "\($0.request.day) \($0.request.minute) \($0.request.service) \($0.request.reference ?? "") "
                    + "\($0.request.priority ?? "") \($0.request.needs) \($0.request.community ?? "")"
            }
            .joined(separator: "\n")
            let receipt = try await services.submit(
                .book(checked.requests, reason: asked.reason), for: bare, "Appointment.Import", caller)
            return ImportReply(
                booked: try await services.views(of: receipt.booked, receipt.hall), known: checked.known,
                past: checked.past)
        },
        .once("Appointment.List", staff) { (asked: AppointmentListParameters, _, services) in
            let day = try asked.day.map { try value($0, "day", { BusinessDay($0) }) }
            let hall = services.engine.snapshot
            let found = hall.appointmentIDs.filter { day == nil || $0.day == day }.compactMap { hall.appointment($0) }
                .sorted { ($0.id.day, $0.minute, $0.id.ordinal) < ($1.id.day, $1.minute, $1.id.ordinal) }
            return AppointmentsReply(appointments: try await services.views(of: found.map(\.id), hall))
        },
        .once("Appointment.Cancel", residents) { (asked: CancelAppointmentParameters, caller, services) in
            let id = try services.appointmentID(asked.appointment, code: asked.code, for: caller)
            let receipt = try await services.submit(
                .cancelAppointment(id, reason: asked.reason), for: asked, "Appointment.Cancel", caller)
            return try await services.appointmentReply(id, receipt.hall, for: caller)
        },
        .once("Queue.CheckIn", residents) { (asked: CheckInParameters, caller, services) in
            let id = try services.arriving(asked, caller)
            var request = TakeRequest(service: "")
            request.printsSlip = caller.role == .resident ? true : asked.print ?? true
            request.largePrint = asked.largePrint
            request.paper = services.paper(
                from: asked.printer ?? services.engine.snapshot.paper.printer(.slip)?.name)
            request.reason = asked.reason
            return try await takeReply(.checkIn(id, request), for: asked, "Queue.CheckIn", caller, services)
        },
        .once("Queue.LastCall", staff) { (asked: ReasonParameters, caller, services) in
            let receipt = try await services.submit(
                .lastCall(reason: asked.reason), for: asked, "Queue.LastCall", caller)
            return NumbersReply(numbers: receipt.hall.lastCalled.map { "\($0.number)" })
        },
    ]

    private static func request(_ asked: BookParameters) throws(OperationFailure) -> AppointmentRequest {
        guard let minute = minuteOfDay(written: asked.time) else { throw .invalidParameter("time") }
        var request = AppointmentRequest(
            service: asked.service, day: try value(asked.day, "day", { BusinessDay($0) }), minute: minute)
        request.priority = asked.priority == "normal" ? nil : asked.priority
        request.needs = asked.needs ?? []
        (request.community, request.reference) = (asked.community, asked.reference)
        if let language = asked.language {
            request.language = try value(language, "language", Language.init(rawValue:))
        }
        (request.name, request.contact) = (sealed(asked.name), sealed(asked.contact))
        return request
    }
}

extension AppointmentRequest {
    fileprivate var withoutWords: AppointmentRequest {
        var bare = self
        (bare.name, bare.contact) = (nil, nil)
        return bare
    }
}

extension Receipt {
    fileprivate var booked: [AppointmentID] {
        events.compactMap { event in
            if case .appointmentBooked(let fields) = event.body { fields.booked.id } else { nil }
        }
    }
}

extension Hall {
    /// Whom the last call was for, and who still waits.
    var lastCalled: [TicketID] {
        waiting.map(\.id).filter { self[$0]?.lastCallAt != nil }.sorted()
    }
}

extension HallServices {
    // MARK: A table

    /// What is to be booked of a table, how many rows are booked already, and how many are over. Every row is decided
    /// against a draft of the hall first, so that all faults are told at once. Blocks.
    fileprivate func checked(
        _ table: AppointmentTable, _ language: WireLanguage, _ caller: Caller
    ) throws(OperationFailure) -> (requests: [AppointmentRequest], known: Int, past: Int) {
        var faults = table.faults.map { (line: $0.line, words: $0.sentence(language)) }
        var requests: [AppointmentRequest] = []
        var (known, past) = (0, 0)
        let (hall, now) = state
        let today = hall.day ?? now.civil.day
        var draft = hall
        for row in table.rows {
            var request = hall.configuration?.withCodes(row.request) ?? row.request
            (request.name, request.contact) = (OperationTable.sealed(row.name), OperationTable.sealed(row.contact))
            if let reference = request.reference, hall.appointment(withReference: reference) != nil {
                known += 1
            } else if request.day < today {
                past += 1
            } else {
                do throws(Refusal) {
                    draft = try draft.decide(Submission(.book([request], reason: nil), by: caller.actor), at: now).hall
                    requests.append(request)
                } catch {
                    let words = OperationFailure.refused(error).sentence(language)
                    faults.append((row.line, Texts.tableFault(language, row.line, words)))
                }
            }
        }
        guard faults.isEmpty else { throw .badTable(faults.sorted { $0.line < $1.line }.map(\.words)) }
        return (requests, known, past)
    }

    // MARK: Coming

    func appointmentID(_ text: String, code: String?, for caller: Caller) throws(OperationFailure) -> AppointmentID {
        guard let id = AppointmentID(text) else { throw .invalidParameter("appointment") }
        if caller.role != .resident, code == nil { return id }
        try check(code, of: "\(id)", else: .unknownAppointment(id))
        return id
    }

    /// The code alone is enough on the day: nobody knows their appointment's number by heart.
    fileprivate func arriving(_ asked: CheckInParameters, _ caller: Caller) throws(OperationFailure) -> AppointmentID {
        if let appointment = asked.appointment {
            return try appointmentID(appointment, code: asked.code, for: caller)
        }
        guard let code = asked.code else { throw .invalidParameter("code") }
        let (hall, now) = state
        let today = hall.appointmentIDs.filter { $0.day == hall.day }
        // Whoever mistypes at one kiosk does not shut the others out.
        let guess = "check-in \(caller.actor.device ?? caller.actor.door.rawValue)"
        guard !guesses.isUsedUp(for: guess, at: now.instant) else { throw .busy }
        guard let found = today.first(where: { isEqual(code.uppercased().utf8, checkCode("\($0)").utf8) }) else {
            guesses.count(for: guess, at: now.instant)
            throw .unknownCode
        }
        return found
    }

    // MARK: Views

    fileprivate func appointmentReply(
        _ id: AppointmentID, _ hall: Hall, for caller: Caller? = nil
    ) async throws -> AppointmentReply {
        guard let view = try await views(of: [id], hall, for: caller).first else {
            throw OperationFailure.refused(.unknownAppointment(id))
        }
        return AppointmentReply(appointment: view)
    }

    /// Names come from the journal, while they have not been erased.
    fileprivate func views(
        of ids: [AppointmentID], _ hall: Hall, for caller: Caller? = nil
    ) async throws -> [WireAppointment] {
        let found = ids.compactMap { hall.appointment($0) }
        let isOwn = caller?.role == .resident
        let digests = isOwn ? [] : found.flatMap { [$0.name?.digest, $0.contact?.digest] }.compactMap { $0 }
        let words = try await blocking { try journal.personalWords(ofDigests: Set(digests)) }
        return found.map { one in
            let name = hall.configuration?.service(one.service)?.name
            var view = WireAppointment(
                appointment: "\(one.id)", day: "\(one.id.day)", time: clockText(minuteOfDay: one.minute),
                service: one.service,
                serviceName: WireText(name ?? LocalisedText(one.service, one.service, one.service)),
                priority: one.priority ?? "normal", language: one.language.rawValue, state: one.state.rawValue,
                code: checkCode("\(one.id)"))
            (view.needs, view.community, view.reference) = (one.needs, one.community, one.reference)
            view.name = one.name.flatMap { words[$0.digest] }
            view.contact = one.contact.flatMap { words[$0.digest] }
            view.number = one.ticket.map { "\($0.number)" }
            return view
        }
    }
}

extension HallConfiguration {
    /// People write names where codes are meant.
    fileprivate func withCodes(_ request: AppointmentRequest) -> AppointmentRequest {
        func names(_ name: LocalisedText) -> [String] { Language.allCases.map { name[$0] } }
        var coded = request
        if service(request.service) == nil,
            let meant = services.first(where: { names($0.name).contains(request.service) })
        {
            coded.service = meant.code
        }
        if let priority = request.priority,
            let meant = priorityGroups.first(where: { names($0.name).contains(priority) })
        {
            coded.priority = meant.code
        }
        if let community = request.community, let meant = communities.first(where: { $0.name == community }) {
            coded.community = meant.code
        }
        return coded
    }
}

extension AppointmentTable.Fault {
    /// 1 for what concerns the whole table.
    var line: Int {
        switch self {
        case .table(let fault): fault.line
        case .badCell(let line, _, _): line
        case .missingColumn, .unknownColumn, .sameColumn: 1
        }
    }

    func sentence(_ language: WireLanguage) -> String {
        switch self {
        case .table(let fault):
            Texts.tableFault(language, fault.line, Texts.tableFaults[fault.kind.rawValue]!(language))
        case .missingColumn(let column): Texts.tableFaults["missingColumn"]!(language, ["column": column.rawValue])
        case .unknownColumn(let heading): Texts.tableFaults["unknownColumn"]!(language, ["column": heading])
        case .sameColumn(let column, let first, let second):
            Texts.tableFaults["sameColumn"]!(language, ["column": column.rawValue, "first": first, "second": second])
        case .badCell(let line, let column, let text):
            Texts.tableFault(
                language, line,
                Texts.tableFaults["badCell"]!(language, ["column": column.rawValue, "text": text]))
        }
    }
}
