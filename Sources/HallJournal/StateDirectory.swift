import Foundation
import Glibc

/// The daemon's directory, held by one process at a time.
package final class StateDirectory: Sendable {
    package let path: String
    /// Kept open: closing it gives the lock up.
    private let lock: CInt

    package var journalPath: String { path + "/journal.sqlite" }
    package var slipsPath: String { path + "/slips" }
    package var credentialsPath: String { path + "/credentials.json" }
    package var backupsPath: String { path + "/backups" }
    package var quarantinePath: String { path + "/quarantine" }
    /// What has been restored and no event tells of yet.
    package var restoredPath: String { path + "/restored.json" }
    /// Since when there are the alarms that there are.
    package var alarmsPath: String { path + "/alarms.json" }
    private var damagePath: String { path + "/damage.txt" }
    private var openPath: String { path + "/open" }

    /// Whether the last daemon that used this directory did not close its journal: then its log must still be there.
    package var wasLeftOpen: Bool { access(openPath, F_OK) == 0 }

    /// After the journal was closed: a log that went with it is none that is missing.
    package func noteClosed() { if Self.isAbsent(journalPath + "-wal") { noteOpen(false) } }

    /// Whether the journal's end may be lost. A journal that was just put together has no log yet, and is whole.
    package var isLogMissing: Bool {
        wasLeftOpen && access(restoredPath, F_OK) != 0 && access(journalPath, F_OK) == 0
            && Self.isAbsent(journalPath + "-wal")
    }

    /// Of a log that is missing: to have read the journal makes an empty one, which would hide that.
    package func removeEmptyLog() {
        var status = stat()
        guard stat(journalPath + "-wal", &status) == 0, status.st_size == 0 else { return }
        for suffix in ["-wal", "-shm"] { unlink(journalPath + suffix) }
    }

    /// Not only out of reach, as on a disk that fails.
    private static func isAbsent(_ path: String) -> Bool { access(path, F_OK) != 0 && errno == ENOENT }

    package func noteOpen(_ isOpen: Bool) {
        if isOpen { close(Glibc.open(openPath, O_WRONLY | O_CREAT | O_CLOEXEC, 0o640)) } else { unlink(openPath) }
    }

    /// Whether a hall was kept here, whole or not. Needs no claim.
    package static func hasTraces(at path: String) -> Bool {
        ["journal.sqlite", "journal.sqlite.restoring", "numbers.json", "hall.key"].contains {
            !isAbsent("\(path)/\($0)")
        }
    }

    /// Whether halld kept a journal here before, whatever has become of it.
    var hasHadJournal: Bool {
        wasLeftOpen || access(NumberMarks.path(in: path), F_OK) == 0 || !Backups(in: backupsPath).days.isEmpty
    }

    /// What a reading of the whole journal found last; nil where all was well. A start reads no more than the last day.
    package var knownDamage: String? { try? String(contentsOfFile: damagePath, encoding: .utf8) }

    package func keepDamage(_ why: String?) {
        guard let why else { return _ = unlink(damagePath) }
        try? Data(why.utf8).write(to: URL(fileURLWithPath: damagePath))
    }

    /// Makes the directory if it is missing, and claims it before anything in it is touched.
    package init(claiming path: String) throws(JournalError) {
        do {
            // What residents do is nobody else's business.
            try FileManager.default.createDirectory(
                atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o750])
        } catch {
            throw .noDirectory(path, error.localizedDescription)
        }
        lock = Glibc.open(path + "/lock", O_RDWR | O_CREAT | O_CLOEXEC, 0o640)
        guard lock >= 0 else { throw .noDirectory(path, String(cString: strerror(errno))) }
        guard flock(lock, LOCK_EX | LOCK_NB) == 0 else {
            let holder = (try? String(contentsOfFile: path + "/lock", encoding: .utf8)) ?? ""
            close(lock)
            throw .inUse(directory: path, pid: holder.isEmpty ? "unknown" : holder)
        }
        self.path = path
        ftruncate(lock, 0)
        let pid = Array("\(getpid())".utf8)
        pwrite(lock, pid, pid.count, 0)
    }

    /// Removes copies that a crash interrupted: they would fill the disk unseen.
    package func removeLeftovers() {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: backupsPath)) ?? []
        for name in names where name.hasPrefix(".") { unlink(backupsPath + "/" + name) }
    }

    deinit {
        close(lock)
    }
}
