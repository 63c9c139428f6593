import FoundationEssentials
import HallCore
import HallEngine
import HallOperations
import HallWire
import Logging
import ServiceLifecycle

/// Writes the month's table into reports/ of the state directory as soon as the month is over, so that it is there before
/// it is due, and again when it has been handed in. It writes nothing anew that is there.
struct ReportWriter: ServiceLifecycle.Service {
    let services: HallServices
    let directory: String
    let log: Logger

    private static let interval = Duration.seconds(30)

    func run() async throws {
        await cancelWhenGracefulShutdown {
            var done: String?
            while !Task.isCancelled {
                let hall = services.engine.snapshot
                // A month's table changes with the day on which the month is over, and when it is handed in.
                let state = hall.day.map { day in
                    let month = hall.reportDue(on: day).month
                    return "\(month) \(hall.handedIn(month)?.version ?? 0)"
                }
                if state != done, await write() { done = state }
                try? await Task.sleep(for: Self.interval)
            }
        }
    }

    /// False where it is to be tried again.
    private func write() async -> Bool {
        do {
            for file in try await services.monthlyFiles(.simplifiedChinese) {
                let path = directory + "/" + file.name
                guard !FileManager.default.fileExists(atPath: path) else { continue }
                try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
                try Data(file.bytes).write(to: URL(fileURLWithPath: path), options: .atomic)
                log.notice("The monthly table was written.", metadata: ["file": "\(path)"])
            }
            return true
        } catch {
            log.error("The monthly table could not be written.", metadata: ["why": "\(error)"])
            return false
        }
    }
}
