import HallCore
import HallEngine
import HallOperations
import Logging
import ServiceLifecycle

/// Erases what people wrote of themselves once its time is over: at each start, and when a business day has opened.
struct RetentionKeeper: ServiceLifecycle.Service {
    let services: HallServices
    let log: Logger

    private static let interval = Duration.seconds(30)

    func run() async throws {
        await cancelWhenGracefulShutdown {
            var done: BusinessDay?
            while !Task.isCancelled {
                let day = services.engine.snapshot.day
                if day != done, await erase() { done = day }
                try? await Task.sleep(for: Self.interval)
            }
        }
    }

    /// False where it is to be tried again.
    private func erase() async -> Bool {
        do {
            let count = try await services.erase(nil, nil, reason: nil, by: .engine)
            if count > 0 { log.notice("Words whose time was over are erased.", metadata: ["count": "\(count)"]) }
            return true
        } catch {
            log.error("Words whose time is over could not be erased.", metadata: ["why": "\(error)"])
            return false
        }
    }
}
