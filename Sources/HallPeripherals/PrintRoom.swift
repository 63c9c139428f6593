import HallCore
package import HallEngine
package import HallFiles
package import Logging
import Synchronization

/// Everything of the hall that prints: its printers, and how documents look.
package final class PrintRoom: Sendable {
    let engine: HallEngine
    let board: DeviceBoard
    let sources: DocumentSources
    let slipsPath: String
    let log: Logger
    let renderer = SlipRenderer()

    private let plan: Mutex<Plan>
    private let bell = Doorbell()

    private struct Plan {
        var settings: SlipSettings
        var printers: [PrinterBinding]
    }

    /// `file` has been checked.
    package init(
        _ file: HallFile, engine: HallEngine, board: DeviceBoard, sources: DocumentSources, slipsPath: String,
        log: Logger
    ) {
        self.engine = engine
        self.board = board
        self.sources = sources
        self.slipsPath = slipsPath
        self.log = log
        plan = Mutex(Plan(settings: file.slips, printers: file.printers))
        if !renderer.hasChineseFont {
            log.error("No installed font has Chinese characters: install fonts-wqy-microhei or fonts-noto-cjk.")
        }
    }

    var settings: SlipSettings { plan.withLock { $0.settings } }
    var printers: [PrinterBinding] { plan.withLock { $0.printers } }

    /// What only fonts and pictures can tell of a hall's file.
    package static func check(_ file: HallFile) throws(FileFaults) {
        let faults = SlipRenderer().faults(of: file.slips)
        guard faults.isEmpty else { throw FileFaults(faults: faults) }
    }

    /// A reload: slips look as the new file says from the next one on; a printer whose binding has changed finishes
    /// what it has in hand.
    package func take(_ file: HallFile) {
        plan.withLock { $0 = Plan(settings: file.slips, printers: file.printers) }
        bell.ring()
    }

    /// Until cancelled, or the engine has stopped.
    package func run() async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await self.wakeOnChanges() }
            await self.staffPrinters()
            group.cancelAll()
        }
    }

    private struct Post {
        let worker: PrinterWorker
        let task: Task<Void, Never>
    }

    private let posts = Mutex<[Post]>([])

    /// Keeps one worker a printer, as the plan has them now.
    private func staffPrinters() async {
        while !Task.isCancelled {
            let wanted = printers
            let leaving = posts.withLock { posts in
                let leaving = posts.filter { !wanted.contains($0.worker.binding) }
                posts.removeAll { !wanted.contains($0.worker.binding) }
                return leaving
            }
            for post in leaving { post.worker.retire() }
            // A line can be held by one only: the new one waits for the old.
            for post in leaving { await post.task.value }
            board.keep(only: wanted.map(\.name))
            for binding in wanted where !posts.withLock({ $0.contains { $0.worker.binding == binding } }) {
                let worker = PrinterWorker(binding, shop: self)
                let task = Task { await worker.run() }
                posts.withLock { $0.append(Post(worker: worker, task: task)) }
            }
            await bell.wait(upTo: .seconds(3600))
        }
        let all = posts.withLock { $0 }
        for post in all { post.task.cancel() }
        for post in all { await post.task.value }
    }

    private func wakeOnChanges() async {
        while !Task.isCancelled {
            guard let subscription = engine.feed.subscribe(bufferMax: engine.snapshot.limits.streamBufferMax) else {
                log.error("No stream is left for the printers.")
                return
            }
            defer { subscription.end() }
            wakeWorkers()
            for await change in subscription.changes where change.events.contains(where: \.body.asksForPaper) {
                wakeWorkers()
            }
            guard subscription.hasFallenBehind else { return }
        }
    }

    private func wakeWorkers() {
        for post in posts.withLock({ $0 }) { post.worker.wake() }
    }
}

extension EventBody {
    fileprivate var asksForPaper: Bool {
        switch self {
        case .printRequested, .documentRequested, .printRetried: true
        default: false
        }
    }
}
