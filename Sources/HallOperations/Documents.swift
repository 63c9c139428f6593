import HallCore
import HallEngine
import HallJournal
import HallWire

extension HallServices {
    /// Where something is to be printed, and what is known of that printer now.
    func paper(from printer: PrinterName?) -> PaperRequest {
        let status = printer.flatMap { devices[$0] }
        return PaperRequest(printer: printer, trouble: status?.trouble, detail: status?.detail)
    }

    /// A document by its name and what it is about. Throws OperationFailure for what cannot be.
    func document(
        _ name: String, service: String?, missing: [Int]?, day: String?, window: Int?,
        case opened: String? = nil, denial: String? = nil, month: String? = nil, version: Int? = nil,
        for caller: Caller
    ) throws -> PrintedDocument {
        let hall = engine.snapshot
        switch name {
        case "materials":
            guard let service else { throw OperationFailure.invalidParameter("service") }
            let numbers = Set(missing ?? [])
            // People count from 1.
            guard numbers.allSatisfy({ $0 >= 1 }) else { throw OperationFailure.invalidParameter("missing") }
            let code = try hall.service(typed: service)
            return .materials(service: code, missing: missing.map { _ in numbers.sorted().map { $0 - 1 } })
        case "closing":
            // The day's figures are an administrator's, on paper too.
            guard caller.role == .administrator else { throw OperationFailure.permissionDenied }
            guard let today = hall.day else { throw OperationFailure.refused(.noBusinessDay) }
            guard let day else { return .closing(day: today) }
            guard let asked = BusinessDay(day) else { throw OperationFailure.invalidParameter("day") }
            guard try !journal.days(from: asked, through: asked).isEmpty else {
                throw OperationFailure.noData(from: day, to: day)
            }
            return .closing(day: asked)
        case "plate":
            guard let window else { throw OperationFailure.invalidParameter("window") }
            guard hall.window(window) != nil else { throw OperationFailure.refused(.unknownWindow(window)) }
            return .plate(window: window)
        case "poster": return .poster
        case "report":
            guard caller.role == .administrator else { throw OperationFailure.permissionDenied }
            guard let today = hall.day else { throw OperationFailure.refused(.noBusinessDay) }
            let asked = try month.map { try OperationTable.value($0, "month", { ReportMonth($0) }) }
            let chosen = asked ?? hall.reportDue(on: today).month
            let version = version ?? hall.handedIn(chosen)?.version ?? 0
            // What cannot be shown is not printed either.
            _ = try MonthlyReports(reports).monthly(chosen, version: version, hall, engine.now())
            return .report(month: chosen, version: version)
        case "acceptance":
            guard let id = opened.flatMap({ CaseID($0) }) else { throw OperationFailure.invalidParameter("case") }
            return .acceptance(id)
        case "denial":
            guard let id = denial.flatMap({ DenialID($0) }) else { throw OperationFailure.invalidParameter("denial") }
            // Staff see their own denials and no others.
            if caller.role == .staff, let staff = caller.actor.staff, hall.denial(id)?.staff != staff {
                throw OperationFailure.permissionDenied
            }
            return .denial(id)
        default: throw OperationFailure.unknownDocument(name)
        }
    }
}

extension Hall {
    /// A service's code, or a category's letter for its first service, as `take` has it.
    fileprivate func service(typed text: String) throws(OperationFailure) -> ServiceCode {
        let services = configuration?.services ?? []
        let found = services.first { $0.code == text } ?? services.first { $0.category == text.uppercased() }
        guard let found else { throw .refused(.unknownService(text)) }
        return found.code
    }
}
