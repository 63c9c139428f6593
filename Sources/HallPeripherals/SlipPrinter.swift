import Dispatch
import HallCore
package import HallEngine
package import HallFiles
package import Logging

/// Prints the slips that the journal asks for, in order, and tells the engine what became of each. Nobody waits for it.
package struct SlipPrinter: Sendable {
    private let engine: HallEngine
    private let log: Logger
    private let renderer: SlipRenderer
    private let output: any SlipOutput
    /// Rendering and libcups block.
    private let queue = DispatchQueue(label: "hall.slips")

    package init(_ printer: PrinterBinding, slipsPath: String, engine: HallEngine, log: Logger) {
        self.engine = engine
        self.log = log
        renderer = SlipRenderer(widthMillimetres: printer.profile.printer.widthMillimetres)
        output =
            switch printer.profile.printer.output {
            case .folder: FolderOutput(path: slipsPath)
            case .cups: CUPSOutput(queue: printer.queue ?? "")
            }
    }

    /// Until the engine stops or the task is cancelled. Jobs left by a crash are printed first.
    package func run() async {
        while !Task.isCancelled {
            guard let subscription = engine.feed.subscribe(bufferMax: engine.snapshot.limits.streamBufferMax) else {
                log.error("No stream is left for the slip printer.")
                return
            }
            for job in pendingJobs() { await print(job) }
            for await change in subscription.changes {
                for job in Self.requestedJobs(in: change) { await print(job) }
            }
            // Fallen behind during a long job: what was missed is still pending.
            guard subscription.hasFallenBehind else { return }
        }
    }

    private func pendingJobs() -> [PrintJobNumber] {
        let hall = engine.snapshot
        return hall.printJobs.array.filter { hall.printJob($0)?.state == .requested }
    }

    private static func requestedJobs(in change: Change) -> [PrintJobNumber] {
        change.events.compactMap { event in
            switch event.body {
            case .printRequested(let fields): fields.job
            case .printRetried(let fields): fields.job
            default: nil
            }
        }
    }

    private func print(_ number: PrintJobNumber) async {
        let hall = engine.snapshot
        // Voided meanwhile, or printed already.
        guard let job = hall.printJob(number), job.state == .requested else { return }
        var outcome = PrintOutcome.failed(reason: "the hall no longer knows the ticket")
        if let slip = Slip(job, in: hall) {
            outcome = await withCheckedContinuation { continuation in
                queue.async { continuation.resume(returning: send(slip, job)) }
            }
        }
        if case .failed(let reason) = outcome {
            log.warning("A slip failed.", metadata: ["number": "\(job.ticket.number)", "why": "\(reason)"])
        }
        _ = try? await engine.submit(Submission(.printFinished(number, outcome), by: .device("printer")))
    }

    private func send(_ slip: Slip, _ job: PrintJob) -> PrintOutcome {
        do {
            let copy = job.isCopy ? "-copy-\(job.number)" : ""
            try output.send(renderer.render(slip), named: "\(slip.day)-\(slip.number)\(copy)")
            return .printed
        } catch {
            return .failed(reason: error.reason)
        }
    }
}
