import FoundationEssentials
import Glibc
import HallCore
import HallEngine
import HallJournal
import Logging

/// Opens the journal; one that is damaged is put together again first, so that the hall opens in the morning.
struct JournalOpening {
    let state: StateDirectory
    let plan: BackupPlan
    let log: Logger

    /// The hall as the journal has it. `noteRestoration` comes before anybody is served.
    func open(_ time: any TimePort, _ limits: HallLimits) throws -> (SQLiteJournal, HallEngine) {
        try restoration.finishInterrupted()
        let isLogMissing = state.isLogMissing
        do {
            try restoration.expectJournal()
            let journal = try SQLiteJournal(path: state.journalPath)
            let engine = try HallEngine(journal: journal, time: time, limits: limits, log: log)
            if isLogMissing { try noteLoss(restoration.numbersAfterLoss(journal)) }
            return (journal, engine)
        } catch  where Restoration.helps(against: error) {
            log.critical("The journal is damaged; it is put together again.", metadata: ["why": "\(error)"])
            let restored = try restoration.run(stamp: Self.stamp())
            log.critical(
                "The journal was put together again.",
                metadata: [
                    "backup": "\(restored.backup.map { "\($0)" } ?? "none")", "kept": "\(restored.eventsKept)",
                    "quarantine": "\(restored.quarantine ?? "")",
                ])
        } catch {
            // It is tried again, and must be noticed then.
            if isLogMissing { state.removeEmptyLog() }
            throw error
        }
        let journal = try SQLiteJournal(path: state.journalPath)
        return (journal, try HallEngine(journal: journal, time: time, limits: limits, log: log))
    }

    func noteRestoration(_ engine: HallEngine) async throws {
        guard let restored = restoration.pending else { return }
        _ = try await engine.submit(Submission(.noteRestoration(restored), by: .engine))
        restoration.forgetPending()
    }

    private var restoration: Restoration {
        let own = Backups(in: state.backupsPath)
        return Restoration(state, backups: plan.backups == own ? [own] : [plan.backups, own])
    }

    /// The journal is whole and lacks its end: that is an alarm of its own.
    private func noteLoss(_ restored: JournalRestored) throws {
        let directory = "\(state.quarantinePath)/\(Self.stamp())"
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        let text = """
            The journal's log (journal.sqlite-wal) was gone when the daemon started, though it had not been closed:
            what had been acknowledged last may be lost, after event \(restored.eventsKept).
            Numbers up to these are not given again: \(restored.numbersUsed.map { "\($0)" }.joined(separator: ", "))
            Compare with the slips that people hold, enter what is missing (hallctl enter), and remove this directory.

            """
        try Data(text.utf8).write(to: URL(fileURLWithPath: directory + "/report.txt"))
        try restoration.keep(restored)
        log.critical("The journal's log is gone; its end may be lost.", metadata: ["report": "\(directory)/report.txt"])
    }

    /// Of the machine's clock, right or wrong: directories need names that differ.
    static func stamp() -> String {
        var now = time(nil)
        var utc = tm()
        gmtime_r(&now, &utc)
        let fields = [utc.tm_year + 1900, utc.tm_mon + 1, utc.tm_mday, utc.tm_hour, utc.tm_min, utc.tm_sec]
        let texts = fields.map { $0 < 10 ? "0\($0)" : "\($0)" }
        return texts[..<3].joined() + "-" + texts[3...].joined() + "-\(getpid())"
    }
}
