import FoundationEssentials
import HallOperations
import HallWire
import Logging
import ServiceLifecycle

/// Writes alarms into the log as they come and go: a technician reads them there when no page is at hand.
struct AlarmWatch: ServiceLifecycle.Service {
    let services: HallServices
    let quarantinePath: String
    let log: Logger

    private static let interval = Duration.seconds(10)

    func run() async throws {
        await cancelWhenGracefulShutdown {
            var known: [String] = []
            while !Task.isCancelled {
                await lookAtQuarantine()
                let alarms = (try? await services.blocking { services.keyedAlarms() }) ?? []
                for (key, alarm) in alarms where !known.contains(key) { tell(alarm) }
                for key in known where !alarms.contains(where: { $0.key == key }) {
                    log.notice("The alarm is over.", metadata: ["alarm": "\(key)"])
                }
                known = alarms.map(\.key)
                try? await Task.sleep(for: Self.interval)
            }
        }
    }

    /// Until somebody has looked at what lies there, and removed it.
    private func lookAtQuarantine() async {
        let names = try? await services.blocking { try FileManager.default.contentsOfDirectory(atPath: quarantinePath) }
        services.troubles.note("restored", names?.sorted().last.map { "\(quarantinePath)/\($0)/report.txt" })
    }

    private func tell(_ alarm: StatusReply.Alarm) {
        let detail = [alarm.device, alarm.trouble, alarm.detail].compactMap { $0 }.filter { !$0.isEmpty }
            .joined(separator: ": ")
        let words = Texts.alarm(alarm.name, detail, .english)
        var metadata: Logger.Metadata = ["alarm": "\(alarm.name)", "since": "\(alarm.since)"]
        metadata["message-id"] = AlarmIDs.all[alarm.name].map { "\($0)" }
        log.warning("\(words)", metadata: metadata)
    }
}
