import HallCore
import HallEngine
import HallOperations
import Logging
import ServiceLifecycle

/// Something to be done at each start, and again when the hall has come to another state of affairs.
struct Chore: ServiceLifecycle.Service {
    let engine: HallEngine
    let log: Logger
    /// In the log, where it could not be done.
    let trouble: Logger.Message
    /// What failed may cost much to try, and more often than not fails again: twice as long after each time.
    var pauseAfterFailure = Duration.seconds(60)
    /// What it depends on; nil: there is nothing to do yet.
    let state: @Sendable (Hall) -> String?
    let work: @Sendable () async throws -> Void

    private static let interval = Duration.seconds(2)
    private static let pauseAfterFailuresMax = Duration.seconds(600)

    func run() async throws {
        await cancelWhenGracefulShutdown {
            var done: String?
            var pause = pauseAfterFailure
            while !Task.isCancelled {
                let now = state(engine.snapshot)
                let isDue = now != done && now != nil
                let isDone = isDue ? await isDone() : true
                if isDue, isDone { (done, pause) = (now, pauseAfterFailure) }
                try? await Task.sleep(for: isDone ? Self.interval : pause)
                if !isDone { pause = min(pause * 2, Self.pauseAfterFailuresMax) }
            }
        }
    }

    /// False where it is to be tried again.
    private func isDone() async -> Bool {
        do {
            try await work()
            return true
        } catch  where error is CancellationError || error as? OperationFailure == .stopping {
            // It is done at the next start.
            return false
        } catch {
            log.error(trouble, metadata: ["why": "\(error)"])
            return false
        }
    }
}

extension Chore {
    /// Takes a file that open tickets forbade at the start once they have ended.
    static func refusedFile(_ reloader: Reloader) -> Chore {
        Chore(
            engine: reloader.engine, log: reloader.log, trouble: "The hall's file is not taken yet.",
            pauseAfterFailure: .seconds(5),
            state: { _ in reloader.troubles.all.contains { $0.name == "refusedFile" } ? "refused" : nil },
            work: { try await reloader.reload(for: .engine) })
    }

    /// Erases what people wrote of themselves once its time is over.
    static func retention(_ services: HallServices, _ log: Logger) -> Chore {
        Chore(
            engine: services.engine, log: log, trouble: "Words whose time is over could not be erased.",
            state: { hall in hall.day.map { "\($0)" } },
            work: {
                let count = try await services.erase(nil, nil, reason: nil, by: .engine)
                if count > 0 { log.notice("Words whose time was over are erased.", metadata: ["count": "\(count)"]) }
            })
    }
}
