import FoundationEssentials
import HallCore
import HallEngine
import HallOperations
import HallWire
import Logging
import ServiceLifecycle

/// Writes alarms into the log as they come and go: a technician reads them there when no page is at hand. Keeps since
/// when they have been there for the next start.
struct AlarmWatch: ServiceLifecycle.Service {
    let services: HallServices
    let quarantinePath: String
    let file: AlarmFile
    let log: Logger

    private static let interval = Duration.seconds(10)
    /// By then lines and printers have been tried, and a large journal been copied. What shows only when it is used (a voice
    /// without its recordings) counts anew from then on.
    private static let millisecondsUntilAllHaveCome: Int64 = 600_000

    func run() async throws {
        await cancelWhenGracefulShutdown {
            var known: [String] = []
            var kept: [String: String] = [:]
            let start = services.engine.now().instant
            while !Task.isCancelled {
                await lookAtQuarantine()
                let alarms = (try? await services.blocking { services.keyedAlarms() }) ?? []
                if services.engine.now().instant - start > Self.millisecondsUntilAllHaveCome {
                    services.alarmBook.forgetWhatIsOver()
                }
                let all = services.alarmBook.all
                if all != kept {
                    try? await services.blocking { file.keep(all) }
                    kept = all
                }
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

/// A small file of the state directory: alarms by their keys, with since when as RFC 3339.
struct AlarmFile {
    let path: String

    /// Nothing where there is none, or none that can be read: then alarms begin anew.
    var kept: [String: String] {
        let data = FileManager.default.contents(atPath: path) ?? Data()
        return (try? JSONDecoder().decode([String: String].self, from: data)) ?? [:]
    }

    /// A disk that takes no more has an alarm of its own.
    func keep(_ alarms: [String: String]) {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        try? encoder.encode(alarms).write(to: URL(fileURLWithPath: path), options: .atomic)
    }
}
