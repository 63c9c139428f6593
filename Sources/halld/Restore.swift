import ArgumentParser
import Glibc
import HallCore
import HallFiles
import HallJournal
import HallWire

/// Walks an administrator through putting a damaged journal together again; the daemon is stopped meanwhile.
struct Restore: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Put a damaged journal together again, from the newest good copy and what can be read.",
        discussion: "Shows first what there is, and asks. The daemon must be stopped.")

    @Option(help: "The state directory.")
    var state: String = DefaultPaths.state

    @Option(help: "The hall's file, which says where copies are kept. Without it /etc/halld/hall.toml.")
    var config: String?

    @Option(
        help: ArgumentHelp(
            "Where copies lie besides there and backups/ in the state directory.", valueName: "directory"))
    var backups: String?

    @Flag(help: "Restore without asking.")
    var yes = false

    func run() throws {
        do {
            try restore()
        } catch let error as JournalError {
            printError("halld: \(error)")
            throw ExitCode(1)
        }
    }

    private func restore() throws {
        try becomeOwner()
        let directory = try StateDirectory(claiming: state)
        let file = LastGoodFiles(inStateAt: state).read(HallSource(given: config))
        let places = [backups, file?.backup.directory, directory.backupsPath].compactMap { $0 }
        let restoration = Restoration(directory, backups: places.map { Backups(in: $0) })
        try restoration.finishInterrupted()
        print("Journal: \(directory.journalPath)")
        guard !isWhole(directory, restoration) else { return }
        try checkReadable(places)
        let good = Array(restoration.goodBackups)
        print("Good copies in \(places.joined(separator: ", ")):")
        for one in good { print("  \(one.day): \(one.head.sequence) events  \(one.path)") }
        if good.isEmpty { print("  none: what the damaged journal has from its first event on is all there is") }
        print(
            """
            What will happen: the journal moves to quarantine/, the newest good copy takes its place, and what the old one
            still has after it is taken over for as long as it holds together. Numbers that may have been given are not given
            again. Nothing is deleted.
            """)
        guard yes || confirmed() else {
            print("Nothing was changed.")
            throw ExitCode(1)
        }
        let restored = try restoration.run(stamp: JournalOpening.stamp())
        print("Restored: the last event of before is \(restored.eventsKept).")
        print("Read \(directory.path)/\(restored.quarantine ?? "quarantine")/report.txt, then start halld.")
    }

    /// What root makes would be out of the daemon's reach.
    private func becomeOwner() throws {
        umask(0o027)
        var status = stat()
        guard geteuid() == 0, stat(state, &status) == 0, status.st_uid != 0 else { return }
        var groups = [status.st_gid]
        guard setgroups(1, &groups) == 0, setgid(status.st_gid) == 0, setuid(status.st_uid) == 0 else {
            throw JournalError.noDirectory(state, String(cString: strerror(errno)))
        }
    }

    private func isWhole(_ directory: StateDirectory, _ restoration: Restoration) -> Bool {
        let isLogMissing = directory.isLogMissing
        defer { if isLogMissing { directory.removeEmptyLog() } }
        do {
            try restoration.expectJournal()
            let head = try JournalFile(directory.journalPath).checkedHead()
            directory.keepDamage(nil)
            print("  whole: \(head.sequence) events, every one as it was written. There is nothing to restore.")
            if isLogMissing {
                print(
                    "  Its log is gone, though halld did not close it: its end may be lost. The next start tells of it."
                )
            }
            return true
        } catch {
            print("  damaged: \(error)")
            return false
        }
    }

    /// Copies that the state directory's owner may not read would be passed over without a word.
    private func checkReadable(_ places: [String]) throws {
        for place in places where access(place, F_OK) == 0 || errno != ENOENT || place == backups {
            for path in [place] + Backups(in: place).paths where access(path, R_OK) != 0 {
                throw JournalError.unreadableCopy(path, String(cString: strerror(errno)))
            }
        }
    }

    private func confirmed() -> Bool {
        print("Type yes to restore: ", terminator: "")
        return readLine() == "yes"
    }
}
