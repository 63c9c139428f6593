import Glibc
import HallCore
import HallEngine
import HallFiles
import HallJournal
import HallOperations
import Logging
import Synchronization

/// Where copies of the journal go, and which stay; changed by a reload.
final class BackupPlan: Sendable {
    private let settings: Mutex<BackupSettings>
    private let statePath: String

    init(_ settings: BackupSettings, besides statePath: String) {
        self.settings = Mutex(settings)
        self.statePath = statePath
    }

    func take(_ fresh: BackupSettings) { settings.withLock { $0 = fresh } }

    var backups: Backups { Backups(in: settings.withLock { $0.directory } ?? statePath) }

    var rule: BackupRule {
        let settings = settings.withLock { $0 }
        var rule = BackupRule()
        (rule.days, rule.weeks, rule.months) = (settings.daysKept, settings.weeksKept, settings.monthsKept)
        return rule
    }
}

extension Chore {
    /// Says in the log how far the journal reaches, and its last hash, at each start and in each hour in which something
    /// happens: a cut tail shows nowhere in the journal itself.
    static func noteHead(_ services: HallServices, _ log: Logger) -> Chore {
        Chore(
            engine: services.engine, log: log, trouble: "The head of the journal could not be noted.",
            state: { hall in hall.time.map { "\($0.civil.epochMilliseconds / 3_600_000)" } },
            work: {
                let (sequence, chain) = services.journal.headPlace
                log.notice("The head of the journal.", metadata: ["sequence": "\(sequence)", "chain": "\(chain)"])
            })
    }

    /// The unit's sandbox lets halld write to its state directory and nowhere else.
    private static func hint(_ error: any Error) -> String {
        let isReadOnly = (error as? WriteProbe.Failure)?.code == EROFS
        guard isReadOnly, ServiceManager().isThere else { return "" }
        return "; under systemd, install backup-disk.conf with this directory"
    }

    /// Copies the journal at the opening of each business day. Until it has succeeded there is an alarm.
    static func backup(_ services: HallServices, _ plan: BackupPlan, _ log: Logger) -> Chore {
        Chore(
            engine: services.engine, log: log, trouble: "The journal could not be backed up.",
            state: { hall in hall.day.map { "\($0)" } },
            work: {
                guard let day = services.engine.snapshot.day else { return }
                do {
                    try await services.blocking {
                        let isRead = try plan.backups.make(of: services.journal, on: day, keeping: plan.rule)
                        if isRead { services.troubles.noteDamage(nil) }
                    }
                    services.troubles.note("backup", nil)
                } catch OperationFailure.stopping {
                    throw OperationFailure.stopping
                } catch {
                    services.troubles.note("backup", "\(error)\(hint(error))")
                    // The copy is bad: for the disk that it is on, or for the journal?
                    if Restoration.helps(against: error) {
                        _ = try await services.blocking { try services.verifyJournal() }
                    }
                    throw error
                }
            })
    }
}
