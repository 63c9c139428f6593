import FoundationEssentials
import HallCore
import HallOperations
import HallWire
import Logging

extension Chore {
    /// Writes the month's table into reports/ of the state directory as soon as the month is over, so that it is there
    /// before it is due, and again when it has been handed in. It writes nothing anew that is there.
    static func monthlyTable(_ services: HallServices, in directory: String, _ log: Logger) -> Chore {
        Chore(
            engine: services.engine, log: log, trouble: "The monthly table could not be written.",
            state: { hall in
                hall.day.map { day in
                    let month = hall.reportDue(on: day).month
                    return "\(month) \(hall.handedIn(month)?.version ?? 0)"
                }
            },
            work: {
                for file in try await services.monthlyFiles(.simplifiedChinese) {
                    let path = directory + "/" + file.name
                    guard !FileManager.default.fileExists(atPath: path) else { continue }
                    try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
                    try Data(file.bytes).write(to: URL(fileURLWithPath: path), options: .atomic)
                    log.notice("The monthly table was written.", metadata: ["file": "\(path)"])
                }
            })
    }
}
