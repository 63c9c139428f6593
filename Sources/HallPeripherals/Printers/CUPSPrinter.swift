import CCUPS
import Glibc
import HallCore
import HallFiles

/// A CUPS queue, and the printer behind it. What CUPS says of a printer is stale, and ‘completed’ there does not mean
/// printed: wherever the printer speaks IPP, it is asked itself.
final class CUPSPrinter: PrinterDriver {
    private let queue: String
    private let format: PrinterProfile.Format
    private let hasOnePaper: Bool
    /// What the queue leads to, once CUPS has told.
    private var device: IPPAddress?

    let pollInterval = Duration.seconds(3)

    private static let stepMilliseconds = 100
    /// Between two questions to the printer during a job.
    private static let conditionEvery = Duration.milliseconds(500)
    /// A job that neither ends nor is in trouble.
    private static let jobSecondsMax = 600

    init(queue: String, format: PrinterProfile.Format, hasOnePaper: Bool) {
        self.queue = queue
        self.format = format
        self.hasOnePaper = hasOnePaper
    }

    func close() {}

    private var queueURI: String { "ipp://localhost/printers/\(queue)" }
    private var queueResource: String { "/printers/\(queue)" }

    // MARK: How it is

    func condition() -> PrinterCondition {
        do throws(IPPConnection.Trouble) {
            var queueSays = try queueCondition(try IPPConnection.toCUPS())
            if let device, !UnitSandbox.closesNetwork { return printerCondition(device) }
            // By CUPS's word, which may be stale.
            queueSays.notices.append("state-by-cups")
            if let device, queueSays.trouble == nil {
                queueSays.isUnknown = true
                queueSays.detail = device.host + UnitSandbox.hintForNetwork
            }
            return queueSays
        } catch {
            return PrinterCondition(trouble: .unreachable, detail: error.description)
        }
    }

    /// By CUPS, which knows of itself at least whether the queue is there and takes jobs.
    private func queueCondition(_ cups: IPPConnection) throws(IPPConnection.Trouble) -> PrinterCondition {
        do throws(IPPConnection.Trouble) {
            return try cups.ask(IPP_OP_GET_PRINTER_ATTRIBUTES, about: queueURI, resource: queueResource) { answer in
                device = IPPAttributes.strings(answer, "device-uri").first.flatMap { IPPAddress($0) }
                if IPPAttributes.boolean(answer, "printer-is-accepting-jobs") == false {
                    return PrinterCondition(trouble: .other, detail: "CUPS queue ‘\(queue)’ takes no jobs")
                }
                return condition(in: answer)
            }
        } catch {
            guard error.isAnswer else { throw error }
            throw IPPConnection.Trouble(description: "CUPS has no queue ‘\(queue)’")
        }
    }

    private func printerCondition(_ device: IPPAddress) -> PrinterCondition {
        do throws(IPPConnection.Trouble) {
            let printer = try device.connect()
            return try printer.ask(IPP_OP_GET_PRINTER_ATTRIBUTES, about: device.uri, resource: device.resource) {
                condition(in: $0)
            }
        } catch {
            return PrinterCondition(trouble: .unreachable, detail: "\(device.host): \(error.description)")
        }
    }

    private func condition(in answer: OpaquePointer) -> PrinterCondition {
        PrinterCondition(
            ippState: IPPAttributes.integer(answer, "printer-state"),
            reasons: IPPAttributes.strings(answer, "printer-state-reasons"),
            message: IPPAttributes.strings(answer, "printer-state-message").first, hasOnePaper: hasOnePaper)
    }

    // MARK: Printing

    func print(_ document: PrintableDocument, _ watch: JobWatch) throws(JobEnd) {
        let job: Int32
        do throws(PrintFailure) { job = try submit(document) } catch { throw .failed(error) }
        let end = follow(job, document.name, watch)
        if let end { throw end }
    }

    private func submit(_ document: PrintableDocument) throws(PrintFailure) -> Int32 {
        let (bytes, width, height) = try document.bytes()
        let cups: IPPConnection
        do throws(IPPConnection.Trouble) { cups = try IPPConnection.toCUPS() } catch {
            throw PrintFailure(trouble: .unreachable, detail: error.description)
        }
        // Its handle is used to the end.
        defer { withExtendedLifetime(cups) {} }
        guard let destination = cupsGetNamedDest(cups.http, queue, nil) else {
            throw PrintFailure(trouble: .unreachable, detail: "CUPS has no queue ‘\(queue)’")
        }
        defer { cupsFreeDests(1, destination) }
        guard let info = cupsCopyDestInfo(cups.http, destination) else {
            throw failure("CUPS queue ‘\(queue)’ cannot be asked")
        }
        defer { cupsFreeDestInfo(info) }
        var options: UnsafeMutablePointer<cups_option_t>?
        var count = cupsAddOption("print-scaling", "none", 0, &options)
        let media = Self.media(document, width, height)
        // A printer of fixed sheets refuses jobs of a roll's size: the slip goes on its own paper then.
        if cupsCheckDestSupported(cups.http, destination, info, "media", media) == 1 {
            count = cupsAddOption("media", media, count, &options)
        }
        defer { cupsFreeOptions(count, options) }
        var job: Int32 = 0
        let created = cupsCreateDestJob(cups.http, destination, info, &job, document.name, count, options)
        guard created.rawValue < IPP_STATUS_REDIRECTION_OTHER_SITE.rawValue else {
            throw failure("CUPS refused the job")
        }
        let started = cupsStartDestDocument(
            cups.http, destination, info, job, document.name, format.rawValue, count, options, 1)
        guard started == HTTP_STATUS_CONTINUE else {
            return try follow(job, afterFailure: failure("CUPS refused the document"))
        }
        let written = bytes.withUnsafeBytes {
            cupsWriteRequestData(cups.http, $0.bindMemory(to: CChar.self).baseAddress, $0.count)
        }
        guard written == HTTP_STATUS_CONTINUE,
            cupsFinishDestDocument(cups.http, destination, info).rawValue < IPP_STATUS_REDIRECTION_OTHER_SITE.rawValue
        else { return try follow(job, afterFailure: failure("CUPS lost the document")) }
        return job
    }

    /// A job that CUPS made must not come out behind everybody's back: it is cancelled, or its end awaited.
    private func follow(_ job: Int32, afterFailure failure: PrintFailure) throws(PrintFailure) -> Int32 {
        if cancel(job) { throw failure }
        return job
    }

    /// PWG 5101.1 names: a roll's piece of its true length, or a sheet.
    private static func media(_ document: PrintableDocument, _ width: Int, _ height: Int) -> String {
        guard document.settings.templates[document.document.kind].sheet != nil else {
            return "custom_ticket_\(width)x\(height)mm"
        }
        let (short, long) = (min(width, height), max(width, height))
        return short == 148 ? "iso_a5_\(short)x\(long)mm" : "iso_a4_\(short)x\(long)mm"
    }

    private func failure(_ what: String) -> PrintFailure {
        PrintFailure(trouble: .other, detail: "\(what): \(IPPConnection.lastError)")
    }

    // MARK: Following a job

    /// Until it has ended, by CUPS's word and then by the printer's. Nil: it is on paper.
    private func follow(_ job: Int32, _ name: String, _ watch: JobWatch) -> JobEnd? {
        let clock = ContinuousClock()
        let began = clock.now
        var asked = began
        var troubleSince: ContinuousClock.Instant?
        var last = PrinterCondition()
        while true {
            if watch.isGivenUp() {
                cancel(job)
                return .givenUp
            }
            switch state(of: job, name) {
            case .printed: return nil
            case .printedByCUPS(let why):
                note(PrinterCondition(trouble: .unreachable, detail: why), &last, watch)
                troubleSince = troubleSince ?? clock.now
                if clock.now - troubleSince! > watch.patience { return nil }
            case .givenUp(let who):
                return .failed(PrintFailure(trouble: .aborted, detail: "\(who) gave the job up"))
            case .lost: return .failed(PrintFailure(trouble: .aborted, detail: "CUPS no longer knows the job"))
            case .unknown(let why):
                // CUPS is away, and the job with it. It keeps its jobs: what became of this one it will tell.
                note(PrinterCondition(trouble: .unreachable, detail: why), &last, watch)
                troubleSince = nil
            case .open:
                if clock.now - asked >= Self.conditionEvery {
                    asked = clock.now
                    note(condition(), &last, watch)
                    troubleSince = last.trouble == nil ? nil : troubleSince ?? clock.now
                }
                if let troubleSince, clock.now - troubleSince > watch.patience, cancel(job) {
                    return .failed(PrintFailure(trouble: last.trouble ?? .other, detail: last.detail ?? ""))
                }
                if clock.now - began > .seconds(Self.jobSecondsMax), cancel(job) {
                    return .failed(PrintFailure(trouble: .other, detail: "CUPS did not end the job"))
                }
            }
            pause(.milliseconds(Self.stepMilliseconds))
        }
    }

    private func note(_ condition: PrinterCondition, _ last: inout PrinterCondition, _ watch: JobWatch) {
        if condition != last { watch.report(condition) }
        last = condition
    }

    private enum JobState {
        case open
        case printed
        /// CUPS says so, and the printer cannot be asked just now.
        case printedByCUPS(String)
        case givenUp(by: String)
        /// Neither CUPS nor the printer knows it.
        case lost
        case unknown(String)
    }

    /// What CUPS says, and where that is the job's end, what the printer says of it.
    private func state(of job: Int32, _ name: String) -> JobState {
        let known: Int?
        do throws(IPPConnection.Trouble) {
            known = try IPPConnection.toCUPS().ask(
                IPP_OP_GET_JOB_ATTRIBUTES, about: queueURI, resource: queueResource,
                { ippAddInteger($0, IPP_TAG_OPERATION, IPP_TAG_INTEGER, "job-id", job) },
                { IPPAttributes.integer($0, "job-state") })
        } catch {
            guard error.isAnswer else { return .unknown(error.description) }
            known = nil
        }
        if let known, known < Int(IPP_JSTATE_CANCELED.rawValue) { return .open }
        if let known, known != Int(IPP_JSTATE_COMPLETED.rawValue) { return .givenUp(by: "CUPS") }
        let own: Int?
        do throws(IPPConnection.Trouble) { own = try ownState(of: name) } catch {
            return known == nil ? .unknown(error.description) : .printedByCUPS(error.description)
        }
        guard let own else { return known == nil ? .lost : .printed }
        if own < Int(IPP_JSTATE_CANCELED.rawValue) { return .open }
        return own == Int(IPP_JSTATE_COMPLETED.rawValue) ? .printed : .givenUp(by: "the printer")
    }

    /// How the printer itself has the job of that name; nil where it does not know it, or never can be asked.
    private func ownState(of name: String) throws(IPPConnection.Trouble) -> Int? {
        guard let device, !UnitSandbox.closesNetwork else { return nil }
        let printer = try device.connect()
        for jobs in ["not-completed", "completed"] {
            do throws(IPPConnection.Trouble) {
                let states = try printer.ask(
                    IPP_OP_GET_JOBS, about: device.uri, resource: device.resource,
                    { Self.ask($0, for: jobs) }, { Self.jobStates(in: $0) })
                if let state = states[name] { return state }
            } catch {
                // One that has no such list knows no job.
                guard error.isAnswer else { throw error }
            }
        }
        return nil
    }

    private static func ask(_ request: OpaquePointer, for jobs: String) {
        ippAddString(request, IPP_TAG_OPERATION, IPP_TAG_KEYWORD, "which-jobs", nil, jobs)
        var attribute = ippAddString(
            request, IPP_TAG_OPERATION, IPP_TAG_KEYWORD, "requested-attributes", nil, "job-id")
        ippSetString(request, &attribute, 1, "job-name")
        ippSetString(request, &attribute, 2, "job-state")
    }

    /// Of each name, the state of the job that came last.
    private static func jobStates(in answer: OpaquePointer) -> [String: Int] {
        var states: [String: (id: Int32, state: Int)] = [:]
        var (id, name, state): (Int32?, String?, Int?) = (nil, nil, nil)
        func finish() {
            if let id, let name, let state, states[name]?.id ?? 0 < id { states[name] = (id, state) }
            (id, name, state) = (nil, nil, nil)
        }
        var attribute = ippFirstAttribute(answer)
        while let one = attribute {
            switch ippGetName(one).map({ String(cString: $0) }) {
            case nil: finish()
            case "job-id"?: id = ippGetInteger(one, 0)
            case "job-name"?: name = ippGetString(one, 0, nil).map { String(cString: $0) }
            case "job-state"?: state = Int(ippGetInteger(one, 0))
            default: break
            }
            attribute = ippNextAttribute(answer)
        }
        finish()
        return states.mapValues(\.state)
    }

    /// Whether CUPS took it, so that the job will not come out behind everybody's back.
    @discardableResult
    private func cancel(_ job: Int32) -> Bool {
        guard let cups = try? IPPConnection.toCUPS() else { return false }
        defer { withExtendedLifetime(cups) {} }
        return cupsCancelJob2(cups.http, queue, job, 0) == IPP_STATUS_OK
    }
}
