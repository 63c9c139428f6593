import HallEngine
import HallCore
import HallFiles
import HallJournal
import HallOperations
import HallWire
import Logging

/// A hall whose journal is open and whose day has begun; nobody is served yet.
struct OpenedHall {
    let state: StateDirectory
    let file: HallFile
    /// Of the hall's file, where the last good one has to take its place.
    let faults: [String]
    /// Why open tickets forbid what the hall's file changes: the configuration they know stays in force.
    let refusal: String?
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
            refusal = try await Self.open(engine, file)
            try await opening.noteRestoration(engine)
            key = try state.hallKey()
        } catch {
            // The engine may still be opening the journal again: the next try must not write beside it.
            await engine.stop()
            if (try? journal.close()) != nil { state.noteClosed() }
            throw error
        }
        state.noteOpen(true)
    }

    /// A start must not fail for a change that the open tickets forbid; says why it was refused.
    private static func open(_ engine: HallEngine, _ file: HallFile) async throws -> String? {
        do {
            try await engine.open(file.configuration)
            return nil
        } catch SubmissionFailure.refused(let refusal) {
            let sentence = OperationFailure.refused(refusal).sentence(.english)
            return sentence.hasSuffix(".") ? String(sentence.dropLast()) : sentence
        }
    }
}
