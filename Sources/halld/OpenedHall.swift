import HallEngine
import HallCore
import HallFiles
import HallJournal
import Logging

/// A hall whose journal is open and whose day has begun; nobody is served yet.
struct OpenedHall {
    let state: StateDirectory
    let file: HallFile
    /// Of the hall's file, where the last good one had to take its place.
    let faults: [String]
    let backupPlan: BackupPlan
    let journal: SQLiteJournal
    let engine: HallEngine
    let key: HallKey

    init(
        _ state: StateDirectory, _ file: HallFile, _ faults: [String], _ time: any TimePort, _ limits: HallLimits,
        _ log: Logger
    ) async throws {
        (self.state, self.file, self.faults) = (state, file, faults)
        backupPlan = BackupPlan(file.backup, besides: state.backupsPath)
        let opening = JournalOpening(state: state, plan: backupPlan, log: log)
        (journal, engine) = try opening.open(time, limits)
        do {
            try await Self.open(engine, file, log)
            try await opening.noteRestoration(engine)
            key = try state.hallKey()
        } catch {
            // The engine may still be opening the journal again: the next try must not write beside it.
            await engine.stop()
            try? journal.close()
            throw error
        }
        state.noteOpen(true)
    }

    /// A start must not fail for a change that the open tickets forbid: the configuration they know stays.
    private static func open(_ engine: HallEngine, _ file: HallFile, _ log: Logger) async throws {
        do {
            try await engine.open(file.configuration)
        } catch SubmissionFailure.refused(let refusal) {
            log.error(
                "The hall's file asks for a change that open tickets forbid; the old one stays in force.",
                metadata: [
                    "refusal": "\(refusal)"
                ])
        }
    }
}
