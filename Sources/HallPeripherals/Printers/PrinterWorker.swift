import Dispatch
import HallCore
import HallEngine
import HallFiles
import Logging
import Synchronization

/// Serves one printer: takes its jobs in order, tells the journal what became of each, and the board how the printer
/// is. Nobody waits for it.
final class PrinterWorker: Sendable {
    let binding: PrinterBinding
    private let shop: PrintRoom
    private let bell = Doorbell()
    private let isRetired = Atomic(false)
    /// The engine takes nothing more.
    private let isOver = Atomic(false)
    /// When a job in hand is left to the next start.
    private let stopBy = Mutex<ContinuousClock.Instant?>(nil)
    private let seat: DriverSeat

    private static let retryMilliseconds = 500
    private static let retryMillisecondsMax = 30_000
    /// A printer that answers and is in trouble is asked again after this long: somebody is putting paper in.
    private static let troubleInterval = Duration.seconds(1)
    /// A slip that is nearly out comes out whole when the daemon stops.
    private static let stopGrace = Duration.seconds(3)

    init(_ binding: PrinterBinding, shop: PrintRoom) {
        self.binding = binding
        self.shop = shop
        seat = DriverSeat(PrinterWorker.driver(for: binding, slipsPath: shop.slipsPath), name: binding.name)
    }

    private static func driver(for binding: PrinterBinding, slipsPath: String) -> any PrinterDriver {
        let profile = binding.profile.printer
        return switch binding.place {
        case .folder: FolderPrinter(path: slipsPath, format: profile.format)
        case .queue(let queue):
            CUPSPrinter(queue: queue, format: profile.format, hasOnePaper: binding.role == .slip)
        case .node, .tcp: ESCPOSPrinter(at: binding.place, profile: profile)
        }
    }

    private var engine: HallEngine { shop.engine }

    /// Finishes the job in hand and takes no more: its binding has changed.
    func retire() {
        isRetired.store(true, ordering: .releasing)
        bell.ring()
    }

    /// There may be something to print.
    func wake() { bell.ring() }

    func run() async {
        await withTaskCancellationHandler {
            await withTaskGroup(of: Void.self) { group in
                group.addTask { await self.giveUpOverdueJobs() }
                await self.work()
                group.cancelAll()
            }
        } onCancel: {
            stopBy.withLock { $0 = $0 ?? .now + Self.stopGrace }
        }
        await seat.sit { $0.close() }
    }

    private func work() async {
        var retry = Self.retryMilliseconds
        // It said that it was well and took nothing. For as long as somebody waits, nobody else is sent there.
        var doubt: PrinterCondition?
        while !Task.isCancelled, !isRetired.load(ordering: .acquiring), !isOver.load(ordering: .acquiring) {
            let condition = await seat.sit { $0.condition() }
            guard condition.trouble == nil else {
                report(condition)
                let isAway = condition.trouble == .unreachable
                await bell.wait(upTo: isAway ? .milliseconds(retry) : Self.troubleInterval)
                if isAway { retry = min(2 * retry, Self.retryMillisecondsMax) }
                continue
            }
            guard let job = nextJob() else {
                doubt = nil
                report(condition)
                await bell.wait(upTo: seat.pollInterval)
                continue
            }
            report(doubt ?? condition)
            if let failure = await print(job), failure.trouble.isOfPrinter {
                let told = PrinterCondition(trouble: failure.trouble, detail: failure.detail)
                doubt = told
                report(told)
                await bell.wait(upTo: .milliseconds(retry))
                retry = min(2 * retry, Self.retryMillisecondsMax)
            } else {
                doubt = nil
                retry = Self.retryMilliseconds
            }
        }
    }

    private func report(_ condition: PrinterCondition) {
        // A reload took it away, and it only finishes what it has in hand.
        guard shop.printers.contains(binding) else { return }
        let before = shop.board[binding.name]
        if before?.trouble != condition.trouble, before != nil || condition.trouble != nil {
            shop.log.notice(
                condition.trouble == nil ? "A printer is well again." : "A printer is in trouble.",
                metadata: [
                    "printer": "\(binding.name)", "trouble": "\(condition.trouble?.rawValue ?? "none")",
                    "why": "\(condition.detail ?? "")",
                ])
        }
        shop.board.report(
            DeviceStatus(
                name: binding.name, profile: binding.profile.name, role: binding.role, state: condition.state,
                trouble: condition.trouble, notices: condition.notices, detail: condition.detail),
            at: engine.now())
    }

    // MARK: Jobs

    /// In order. One in `sending` that no printer has in hand was cut off by a crash.
    private func nextJob() -> PrintJobNumber? {
        let hall = engine.snapshot
        return hall.pendingPrintJobs.first { number in
            guard let job = hall.printJob(number), shop.isFor(binding, job) else { return false }
            return job.state == .requested || !shop.isInHand(number)
        }
    }

    /// Why it failed; nil where it did not, or was given up.
    private func print(_ number: PrintJobNumber) async -> PrintFailure? {
        guard shop.take(number) else { return nil }
        defer { shop.putDown(number) }
        // Durable before the first byte goes out.
        guard let receipt = await submit(.sendPrint(number, printer: binding.name)),
            let job = receipt.hall.printJob(number)
        else { return nil }
        switch await outcome(of: job, receipt) {
        case .success:
            await finish(number, .printed)
            return nil
        case .failure(.failed(let failure)):
            await finish(number, .failed(reason: failure.detail, trouble: failure.trouble))
            return failure
        // Voided, or the daemon stops: the next start finds it in `sending`.
        case .failure(.givenUp): return nil
        }
    }

    private func outcome(of job: PrintJob, _ receipt: Receipt) async -> Result<Void, JobEnd> {
        let settings = shop.settings
        let maker = DocumentMaker(
            hall: receipt.hall, now: receipt.at, baseURL: settings.baseURL, sources: shop.sources)
        let document: Document
        do {
            document = try await seat.sit { _ in try maker.document(for: job) }
        } catch {
            return .failure(.failed(PrintFailure(trouble: .other, detail: "\(error)")))
        }
        let printable = PrintableDocument(
            document: document, settings: settings, renderer: shop.renderer, printer: binding.profile.printer)
        let watch = JobWatch(
            isGivenUp: { [self] in
                stopBy.withLock { $0.map { .now > $0 } ?? false }
                    || engine.snapshot.printJob(job.number)?.state != .sending
            },
            patience: .seconds(receipt.hall.paper.patienceSeconds), report: { [self] in report($0) })
        return await seat.sit { driver in
            Result { () throws(JobEnd) in try driver.print(printable, watch) }
        }
    }

    private func finish(_ number: PrintJobNumber, _ outcome: PrintOutcome) async {
        if case .failed(let reason, let trouble) = outcome { logFailure(number, reason, trouble) }
        _ = await submit(.printFinished(number, outcome))
    }

    private func logFailure(_ number: PrintJobNumber, _ reason: String, _ trouble: PrinterTrouble?) {
        shop.log.warning(
            "A slip failed.",
            metadata: [
                "job": "\(number)", "printer": "\(binding.name)", "trouble": "\(trouble?.rawValue ?? "")",
                "why": "\(reason)",
            ])
    }

    /// Until the journal takes it: what is on paper must not be forgotten. Nil where the hall refuses, or stops.
    private func submit(_ command: Command) async -> Receipt? {
        while true {
            do throws(SubmissionFailure) {
                return try await engine.submit(Submission(command, by: .device(binding.name)))
            } catch {
                switch error {
                case .refused: return nil
                case .stopping:
                    isOver.store(true, ordering: .releasing)
                    return nil
                case .outcomeUnknown, .storageUnavailable, .busy:
                    if stopBy.withLock({ $0.map { .now > $0 } ?? false }) { return nil }
                    // A cancelled task does not sleep: the result is worth the wait.
                    await withCheckedContinuation { continuation in
                        DispatchQueue.global().asyncAfter(deadline: .now() + 1) { continuation.resume() }
                    }
                }
            }
        }
    }

    /// Nobody waits at a printer in trouble for ever: who took the number is told to note it.
    private func giveUpOverdueJobs() async {
        while !Task.isCancelled {
            try? await Task.sleep(for: .seconds(1))
            while !Task.isCancelled, let (number, reason, trouble) = overdueJob() {
                logFailure(number, reason, trouble)
                guard await submit(.giveUpPrint(number, reason: reason, trouble: trouble)) != nil else { break }
            }
        }
    }

    /// Asked anew for each: the paper may have come back meanwhile.
    private func overdueJob() -> (PrintJobNumber, reason: String, PrinterTrouble)? {
        guard let entry = shop.board.all.first(where: { $0.status.name == binding.name }),
            let trouble = entry.status.trouble, let since = entry.troubleSince
        else { return nil }
        let (hall, now) = (engine.snapshot, engine.now().instant)
        let patience = Int64(hall.paper.patienceSeconds) * 1000
        guard now - since.instant >= patience else { return nil }
        let overdue = hall.pendingPrintJobs.first { number in
            guard let job = hall.printJob(number), job.state == .requested, shop.isFor(binding, job) else {
                return false
            }
            return now - (job.requestedAt ?? 0) >= patience
        }
        return overdue.map { ($0, entry.status.detail ?? "", trouble) }
    }
}
