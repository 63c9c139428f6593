import NIOCore

/// Runs a connection's task on its own event loop: a message is decoded, and its reply encoded, where it is read and
/// written, without waking another thread in between. Nothing that blocks may run there.
final class EventLoopExecutor: TaskExecutor {
    private let eventLoop: any EventLoop

    init(_ eventLoop: any EventLoop) {
        self.eventLoop = eventLoop
    }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        eventLoop.execute { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
    }
}
