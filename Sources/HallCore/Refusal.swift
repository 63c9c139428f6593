/// An ordinary, named outcome: why the hall does not do what was asked. Nothing has changed.
package enum Refusal: Error, Equatable, Sendable {
    case noBusinessDay
    /// `opens`: nil where no opening is known.
    case hallClosed(opens: Opening?, today: BusinessDay)
    case serviceClosed(ServiceCode, opens: Opening?, today: BusinessDay)
    case notAdmitted(ServiceCode)
    case quotaReached(ServiceCode, max: Int, part: DayPart)
    /// Nobody was turned away: the service is offered now.
    case isOffered(ServiceCode)
    case timesOutOfOrder
    case notAnEmergencyNumber(TicketNumber)
    case numberTaken(TicketNumber)
    case limitReached(limit: String, max: Int)
    case requestIdReused(requestID: String)
    case textTooLong(bytesMax: Int)

    case unknownService(String)
    case unknownPriority(PriorityCode)
    case unknownCommunity(CommunityCode)
    case unknownFocusGroup(FocusCode)
    case unknownWindow(WindowNumber)
    case unknownStaff(StaffID)
    case unknownTicket(TicketNumber)
    case unknownPrintJob(PrintJobNumber)

    case ticketNotWaiting(TicketNumber, state: TicketState)
    case ticketNotParked(TicketNumber, state: TicketState)
    case ticketAtWindow(TicketNumber, window: WindowNumber)
    case ticketEnded(TicketNumber, state: TicketState)
    case ticketStillOpen(TicketNumber, state: TicketState)
    case sameService(TicketNumber, service: ServiceCode)

    case windowBusy(WindowNumber, ticket: TicketNumber)
    /// Not the ticket that whoever asks had seen.
    case otherInHand(WindowNumber, ticket: TicketNumber?)
    case windowClosed(WindowNumber)
    case windowPaused(WindowNumber)
    case windowAlreadyOpen(WindowNumber, staff: StaffID?)
    case noTicketAtWindow(WindowNumber)
    case alreadyStarted(WindowNumber, ticket: TicketNumber)
    case notServedHere(WindowNumber, service: ServiceCode)
    case staffElsewhere(StaffID, window: WindowNumber)
    case sameWindow(WindowNumber)

    case recallTooSoon(WindowNumber, secondsLeft: Int)
    case recallsUsedUp(WindowNumber, recallCountMax: Int)
    case noShowTooEarly(WindowNumber, callsMissing: Int, secondsLeft: Int)
    case undoTooLate(WindowNumber, undoSecondsMax: Int)

    case scoreOutOfRange(Int)
    case nothingToRate(WindowNumber)
    case alreadyRated(WindowNumber, ticket: TicketNumber)
    case notFinished(TicketNumber, state: TicketState)

    case unknownAppointment(AppointmentID)
    case appointmentEnded(AppointmentID, state: AppointmentState)
    case appointmentNotToday(AppointmentID, day: BusinessDay)
    case alreadyBooked(reference: String, AppointmentID)
    case timeIsPast
    case tooFarAhead(daysMax: Int)
    case nobodyWaits
    case monthNotOver(ReportMonth, lastDay: BusinessDay)
    case unknownFollowUp(FollowUpID)
    /// What is asked does not follow from where it stands.
    case followUpNotThere(FollowUpID, state: FollowUpState)
    /// Nobody looks into what is said of themselves.
    case ownFollowUp(FollowUpID)
    case alreadyAppealed(FollowUpID)
    case noAppeal(FollowUpID)

    case unknownCase(CaseID)
    case caseEnded(CaseID, state: CaseState)
    case caseAlready(CaseID, state: CaseState)
    case unknownDenial(DenialID)
    case denialSignedOff(DenialID)
    /// Who denied something does not decide whether that was right.
    case ownDenial(DenialID)
    /// An outcome or a state that is nothing without it.
    case fieldMissing(of: String, field: String)
    case quantityOutOfRange(Int, max: Int)
    case noReturnRight(TicketNumber)

    case unknownPrinter(PrinterName, role: PrinterRole)
    case noPrinter(role: PrinterRole)
    case unknownMaterial(ServiceCode, Int, max: Int)
    /// The hall's rule is that no number is given without a slip.
    case noPaper(PrinterName, PrinterTrouble)
    case printJobNotFailed(PrintJobNumber, state: PrintJobState)
    case printJobEnded(PrintJobNumber, state: PrintJobState)

    case serviceInUse(ServiceCode, tickets: Int)
    case serviceHasCases(ServiceCode, cases: Int)
    case windowInUse(WindowNumber, ticket: TicketNumber)
}

extension Refusal {
    package enum Detail: Equatable, Sendable {
        case text(String)
        case number(Int)
    }

    /// The name it has on every door, and its fields there.
    package var description: (name: String, details: [(field: String, value: Detail)]) {
        switch self {
        case .noBusinessDay: ("NoBusinessDay", [])
        case .hallClosed(let opens, let today):
            ("HallClosed", [("opensAt", .text(opens?.text(today: today) ?? "—"))])
        case .serviceClosed(let service, let opens, let today):
            (
                "ServiceClosed",
                [("service", .text(service)), ("opensAt", .text(opens?.text(today: today) ?? "—"))]
            )
        case .notAdmitted(let service): ("NotAdmitted", [("service", .text(service))])
        case .quotaReached(let service, let max, let part):
            (
                "QuotaReached",
                [("service", .text(service)), ("max", .number(max)), ("part", .text(part.rawValue))]
            )
        case .isOffered(let service): ("IsOffered", [("service", .text(service))])
        case .timesOutOfOrder: ("TimesOutOfOrder", [])
        case .notAnEmergencyNumber(let number): ("NotAnEmergencyNumber", [("number", .text("\(number)"))])
        case .numberTaken(let number): ("NumberTaken", [("number", .text("\(number)"))])
        case .limitReached(let limit, let max): ("LimitReached", [("limit", .text(limit)), ("max", .number(max))])
        case .requestIdReused(let id): ("RequestIdReused", [("requestId", .text(id))])
        case .textTooLong(let max): ("TextTooLong", [("bytesMax", .number(max))])
        case .unknownService(let code): ("UnknownService", [("service", .text(code))])
        case .unknownPriority(let code): ("UnknownPriority", [("priority", .text(code))])
        case .unknownCommunity(let code): ("UnknownCommunity", [("community", .text(code))])
        case .unknownFocusGroup(let code): ("UnknownFocusGroup", [("focusGroup", .text(code))])
        case .unknownWindow(let window): ("UnknownWindow", [("window", .number(window))])
        case .unknownStaff(let staff): ("UnknownStaff", [("staff", .text(staff))])
        case .unknownTicket(let number): ("UnknownTicket", [("number", .text("\(number)"))])
        case .unknownPrinter(let printer, let role):
            ("UnknownPrinter", [("printer", .text(printer)), ("role", .text(role.rawValue))])
        case .noPrinter(let role): ("NoPrinter", [("role", .text(role.rawValue))])
        case .unknownMaterial(let service, let number, let max):
            ("UnknownMaterial", [("service", .text(service)), ("material", .number(number)), ("max", .number(max))])
        case .noPaper(let printer, let trouble):
            ("NoPaper", [("printer", .text(printer)), ("trouble", .text(trouble.rawValue))])
        case .unknownPrintJob(let job): ("UnknownPrintJob", [("job", .number(job))])
        case .ticketNotWaiting(let number, let state): ("TicketNotWaiting", Self.fields(number, state))
        case .ticketNotParked(let number, let state): ("TicketNotParked", Self.fields(number, state))
        case .ticketAtWindow(let number, let window): ("TicketAtWindow", Self.fields(window, number))
        case .ticketEnded(let number, let state): ("TicketEnded", Self.fields(number, state))
        case .ticketStillOpen(let number, let state): ("TicketStillOpen", Self.fields(number, state))
        case .sameService(let number, let service):
            ("SameService", [("number", .text("\(number)")), ("service", .text(service))])
        case .windowBusy(let window, let number): ("WindowBusy", Self.fields(window, number))
        case .otherInHand(let window, let number):
            ("OtherInHand", [("window", .number(window))] + (number.map { [("number", .text("\($0)"))] } ?? []))
        case .windowClosed(let window): ("WindowClosed", [("window", .number(window))])
        case .windowPaused(let window): ("WindowPaused", [("window", .number(window))])
        case .windowAlreadyOpen(let window, let staff):
            ("WindowAlreadyOpen", [("window", .number(window))] + (staff.map { [("staff", .text($0))] } ?? []))
        case .noTicketAtWindow(let window): ("NoTicketAtWindow", [("window", .number(window))])
        case .alreadyStarted(let window, let number): ("AlreadyStarted", Self.fields(window, number))
        case .notServedHere(let window, let service):
            ("NotServedHere", [("window", .number(window)), ("service", .text(service))])
        case .staffElsewhere(let staff, let window):
            ("StaffElsewhere", [("staff", .text(staff)), ("window", .number(window))])
        case .sameWindow(let window): ("SameWindow", [("window", .number(window))])
        case .recallTooSoon(let window, let seconds):
            ("RecallTooSoon", [("window", .number(window)), ("secondsLeft", .number(seconds))])
        case .recallsUsedUp(let window, let max):
            ("RecallsUsedUp", [("window", .number(window)), ("recallCountMax", .number(max))])
        case .noShowTooEarly(let window, let calls, let seconds):
            (
                "NoShowTooEarly",
                [("window", .number(window)), ("callsMissing", .number(calls)), ("secondsLeft", .number(seconds))]
            )
        case .undoTooLate(let window, let max):
            ("UndoTooLate", [("window", .number(window)), ("undoSecondsMax", .number(max))])
        case .scoreOutOfRange(let score): ("ScoreOutOfRange", [("score", .number(score))])
        case .nothingToRate(let window): ("NothingToRate", [("window", .number(window))])
        case .alreadyRated(let window, let number): ("AlreadyRated", Self.fields(window, number))
        case .notFinished(let number, let state): ("NotFinished", Self.fields(number, state))
        case .printJobNotFailed(let job, let state): ("PrintJobNotFailed", Self.fields(job, state))
        case .printJobEnded(let job, let state): ("PrintJobEnded", Self.fields(job, state))
        case .unknownAppointment(let id): ("UnknownAppointment", [("appointment", .text("\(id)"))])
        case .appointmentEnded(let id, let state):
            ("AppointmentEnded", [("appointment", .text("\(id)")), ("state", .text(state.rawValue))])
        case .appointmentNotToday(let id, let day):
            ("AppointmentNotToday", [("appointment", .text("\(id)")), ("day", .text("\(day)"))])
        case .alreadyBooked(let reference, let id):
            ("AlreadyBooked", [("reference", .text(reference)), ("appointment", .text("\(id)"))])
        case .timeIsPast: ("TimeIsPast", [])
        case .tooFarAhead(let max): ("TooFarAhead", [("daysMax", .number(max))])
        case .nobodyWaits: ("NobodyWaits", [])
        case .monthNotOver(let month, let last):
            ("MonthNotOver", [("month", .text("\(month)")), ("lastDay", .text("\(last)"))])
        case .unknownFollowUp(let id): ("UnknownFollowUp", Self.fields(id))
        case .followUpNotThere(let id, let state):
            ("FollowUpNotThere", Self.fields(id) + [("state", .text(state.rawValue))])
        case .ownFollowUp(let id): ("OwnFollowUp", Self.fields(id))
        case .alreadyAppealed(let id): ("AlreadyAppealed", Self.fields(id))
        case .noAppeal(let id): ("NoAppeal", Self.fields(id))
        case .unknownCase(let id): ("UnknownCase", [("case", .text("\(id)"))])
        case .caseEnded(let id, let state): ("CaseEnded", Self.fields(id, state))
        case .caseAlready(let id, let state): ("CaseAlready", Self.fields(id, state))
        case .unknownDenial(let id): ("UnknownDenial", [("denial", .text("\(id)"))])
        case .denialSignedOff(let id): ("DenialSignedOff", [("denial", .text("\(id)"))])
        case .ownDenial(let id): ("OwnDenial", [("denial", .text("\(id)"))])
        case .fieldMissing(let what, let field): ("FieldMissing", [("of", .text(what)), ("field", .text(field))])
        case .quantityOutOfRange(let quantity, let max):
            ("QuantityOutOfRange", [("quantity", .number(quantity)), ("max", .number(max))])
        case .noReturnRight(let number): ("NoReturnRight", [("number", .text("\(number)"))])
        case .serviceInUse(let service, let tickets):
            ("ServiceInUse", [("service", .text(service)), ("tickets", .number(tickets))])
        case .serviceHasCases(let service, let cases):
            ("ServiceHasCases", [("service", .text(service)), ("cases", .number(cases))])
        case .windowInUse(let window, let number): ("WindowInUse", Self.fields(window, number))
        }
    }

    private static func fields(_ number: TicketNumber, _ state: TicketState) -> [(field: String, value: Detail)] {
        [("number", .text("\(number)")), ("state", .text(state.rawValue))]
    }

    private static func fields(_ window: WindowNumber, _ number: TicketNumber) -> [(field: String, value: Detail)] {
        [("window", .number(window)), ("number", .text("\(number)"))]
    }

    private static func fields(_ id: FollowUpID) -> [(field: String, value: Detail)] {
        [("followUp", .text("\(id)"))]
    }

    private static func fields(_ id: CaseID, _ state: CaseState) -> [(field: String, value: Detail)] {
        [("case", .text("\(id)")), ("state", .text(state.rawValue))]
    }

    private static func fields(_ job: PrintJobNumber, _ state: PrintJobState) -> [(field: String, value: Detail)] {
        [("job", .number(job)), ("state", .text(state.rawValue))]
    }
}
