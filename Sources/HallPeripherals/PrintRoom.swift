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
    /// People who look must not hold up those who wait for paper.
    let previewRenderer = SlipRenderer()

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

    // MARK: Jobs

    /// Sent by one of the workers now.
    private let inHand = Mutex<Set<PrintJobNumber>>([])

    /// False where another printer has it.
    func take(_ job: PrintJobNumber) -> Bool { inHand.withLock { $0.insert(job).inserted } }
    func putDown(_ job: PrintJobNumber) { inHand.withLock { _ = $0.remove(job) } }
    func isInHand(_ job: PrintJobNumber) -> Bool { inHand.withLock { $0.contains(job) } }

    /// Jobs for printers that the hall no longer has go to the first of their role.
    func isFor(_ binding: PrinterBinding, _ job: PrintJob) -> Bool {
        let able = printers.filter { $0.role == job.role }
        return (able.first { $0.name == job.printer } ?? able.first) == binding
    }

    // MARK: Plan

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
        for renderer in [renderer, previewRenderer] { renderer.forgetPictures() }
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
        var isLeaving = false
    }

    /// At work, and those that have still to finish what they have in hand.
    private let posts = Mutex<[Post]>([])

    /// Keeps one worker a printer, as the plan has them now.
    private func staffPrinters() async {
        while !Task.isCancelled {
            let wanted = printers
            let leaving = posts.withLock { posts in
                for index in posts.indices where !wanted.contains(posts[index].worker.binding) {
                    posts[index].isLeaving = true
                }
                return posts.filter(\.isLeaving)
            }
            for post in leaving { post.worker.retire() }
            for binding in wanted
            where !posts.withLock({ $0.contains { $0.worker.binding == binding && !$0.isLeaving } }) {
                hire(binding, after: leaving.filter { $0.worker.binding.shares(with: binding) })
            }
            await bell.wait(upTo: .seconds(3600))
        }
        let all = posts.withLock { $0 }
        for post in all { post.task.cancel() }
        for post in all { await post.task.value }
    }

    /// A line can be held by one only: the new worker waits for the old.
    private func hire(_ binding: PrinterBinding, after before: [Post]) {
        let worker = PrinterWorker(binding, shop: self)
        let task = Task {
            for post in before { await post.task.value }
            await worker.run()
            posts.withLock { posts in posts.removeAll { $0.worker === worker } }
        }
        posts.withLock { $0.append(Post(worker: worker, task: task)) }
    }

    private func wakeOnChanges() async {
        while !Task.isCancelled {
            let bufferMax = engine.snapshot.limits.streamBufferMax
            guard let subscription = engine.feed.subscribe(bufferMax: bufferMax, isOwn: true) else { return }
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

extension PrinterBinding {
    /// The same line, or the same entry of the board.
    fileprivate func shares(with other: PrinterBinding) -> Bool {
        name == other.name || (place == other.place && place != .folder)
    }
}
