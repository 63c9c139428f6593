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
    private let isStopping = Atomic(false)
    private let seat: DriverSeat

    private static let retryMilliseconds = 500
    private static let retryMillisecondsMax = 30_000
    /// A printer that answers and is in trouble is asked again after this long: somebody is putting paper in.
    private static let troubleInterval = Duration.seconds(1)

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
        case .node, .tcp: ESCPOSPrinter(at: binding.place, profile: profile.escpos)
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
            isStopping.store(true, ordering: .releasing)
        }
        await seat.sit { $0.close() }
    }

    private func work() async {
        var retry = Self.retryMilliseconds
        while !Task.isCancelled, !isRetired.load(ordering: .acquiring) {
            let condition = await seat.sit { $0.condition() }
            report(condition)
            if condition.trouble == nil {
                retry = Self.retryMilliseconds
                if let job = nextJob() {
                    await print(job)
                } else {
                    await bell.wait(upTo: seat.pollInterval)
                }
            } else if condition.trouble == .unreachable {
                await bell.wait(upTo: .milliseconds(retry))
                retry = min(2 * retry, Self.retryMillisecondsMax)
            } else {
                await bell.wait(upTo: Self.troubleInterval)
            }
        }
    }

    private func report(_ condition: PrinterCondition) {
        shop.board.report(
            DeviceStatus(
                name: binding.name, profile: binding.profile.name, state: condition.state,
                trouble: condition.trouble, notices: condition.notices, detail: condition.detail),
            at: engine.now())
    }

    // MARK: Jobs

    /// In order. One in `sending` was cut off by a crash: nobody else sends to this printer.
    private func nextJob() -> PrintJobNumber? {
        let hall = engine.snapshot
        return hall.pendingPrintJobs.first { number in hall.printJob(number).map { isMine($0, hall) } ?? false }
    }

    /// Jobs for printers that hall.toml no longer has go to the first of their role.
    private func isMine(_ job: PrintJob, _ hall: Hall) -> Bool {
        guard job.role == binding.role else { return false }
        let printers = hall.paper.printers.filter { $0.role == job.role }
        if let name = job.printer, printers.contains(where: { $0.name == name }) { return name == binding.name }
        return printers.first.map { $0.name == binding.name } ?? true
    }

    private func print(_ number: PrintJobNumber) async {
        // Durable before the first byte goes out.
        guard let receipt = await submit(.sendPrint(number)), let job = receipt.hall.printJob(number) else { return }
        switch await outcome(of: job, receipt) {
        case .success: await finish(number, .printed)
        case .failure(.failed(let failure)):
            await finish(number, .failed(reason: failure.detail, trouble: failure.trouble))
        // Voided, or the daemon stops: the next start finds it in `sending`.
        case .failure(.givenUp): break
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
                isStopping.load(ordering: .acquiring) || engine.snapshot.printJob(job.number)?.state != .sending
            },
            patience: .seconds(receipt.hall.paper.patienceSeconds), report: { [self] in report($0) })
        return await seat.sit { driver in
            Result { () throws(JobEnd) in try driver.print(printable, watch) }
        }
    }

    private func finish(_ number: PrintJobNumber, _ outcome: PrintOutcome) async {
        if case .failed(let reason, let trouble) = outcome {
            shop.log.warning(
                "A slip failed.",
                metadata: [
                    "job": "\(number)", "printer": "\(binding.name)", "trouble": "\(trouble?.rawValue ?? "")",
                    "why": "\(reason)",
                ])
        }
        _ = await submit(.printFinished(number, outcome))
    }

    /// Until the journal takes it: what is on paper must not be forgotten. Nil where the hall refuses, or stops.
    private func submit(_ command: Command) async -> Receipt? {
        while true {
            do throws(SubmissionFailure) {
                return try await engine.submit(Submission(command, by: .device(binding.name)))
            } catch {
                switch error {
                case .refused, .stopping: return nil
                case .outcomeUnknown, .storageUnavailable, .busy:
                    if Task.isCancelled { return nil }
                    try? await Task.sleep(for: .seconds(1))
                }
            }
        }
    }

    /// Nobody waits at a printer in trouble for ever: who took the number is told to note it.
    private func giveUpOverdueJobs() async {
        while !Task.isCancelled {
            try? await Task.sleep(for: .seconds(1))
            guard let entry = shop.board.all.first(where: { $0.status.name == binding.name }),
                let trouble = entry.status.trouble
            else { continue }
            let (hall, now) = (engine.snapshot, engine.now().instant)
            let patience = Int64(hall.paper.patienceSeconds) * 1000
            guard now - entry.since.instant >= patience else { continue }
            for number in hall.pendingPrintJobs {
                guard let job = hall.printJob(number), job.state == .requested, isMine(job, hall),
                    now - (job.requestedAt ?? 0) >= patience
                else { continue }
                await finish(number, .failed(reason: entry.status.detail ?? "", trouble: trouble))
            }
        }
    }
}

/// The thread that owns a printer's driver: everything a driver does blocks.
///
/// `@unchecked`: the driver is touched on `queue` alone.
private final class DriverSeat: @unchecked Sendable {
    private let driver: any PrinterDriver
    private let queue: DispatchQueue
    let pollInterval: Duration

    init(_ driver: any PrinterDriver, name: String) {
        self.driver = driver
        queue = DispatchQueue(label: "hall.printer.\(name)")
        pollInterval = driver.pollInterval
    }

    func sit<Value: Sendable>(_ work: @escaping @Sendable (any PrinterDriver) -> Value) async -> Value {
        await withCheckedContinuation { continuation in
            queue.async { continuation.resume(returning: work(self.driver)) }
        }
    }

    func sit<Value: Sendable>(_ work: @escaping @Sendable (any PrinterDriver) throws -> Value) async throws -> Value {
        let result = await sit { driver in Result { try work(driver) } }
        return try result.get()
    }
}
