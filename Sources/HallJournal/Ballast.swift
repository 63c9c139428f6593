import Glibc
import Synchronization

/// A file that holds room back for the day on which the disk is full: then it goes, and calls, endings and signatures still
/// have room while nothing new is begun. It comes back by itself with the room.
final class Ballast: Sendable {
    private let directory: String
    private let isHeld: Mutex<Bool>

    private static let bytes = 16 << 20
    /// Less than this is hardly any.
    private static let bytesMin = 1 << 20

    private var path: String { directory + "/ballast" }

    init(in directory: String) {
        self.directory = directory
        isHeld = Mutex(access(directory + "/ballast", F_OK) == 0)
    }

    /// Does what needs room to begin: where that fails for want of it, once more with the ballast's.
    func lending<Value>(_ work: () throws -> Value) throws -> Value {
        do {
            return try work()
        } catch  where isShortOfRoom() {
            release()
            return try work()
        }
    }

    /// Gives the room back. Nothing where it was given back before.
    func release() {
        isHeld.withLock { isHeld in
            if isHeld { unlink(path) }
            isHeld = false
        }
    }

    /// Whether there is hardly any room; takes the ballast up again when there is enough for it and as much besides.
    func isShortOfRoom() -> Bool {
        var status = statvfs()
        guard statvfs(directory, &status) == 0 else { return false }
        let free = Int(status.f_bavail) * Int(status.f_frsize)
        return isHeld.withLock { isHeld in
            if !isHeld, free > 3 * Self.bytes { isHeld = isAllocated() }
            // On a disk too small for a ballast only its own room counts; after it was needed, so does the ballast's.
            let room = isHeld || Int(status.f_blocks) * Int(status.f_frsize) < 4 * Self.bytes ? 0 : Self.bytes
            return free < Self.bytesMin + room
        }
    }

    private func isAllocated() -> Bool {
        let file = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)
        guard file >= 0 else { return false }
        defer { close(file) }
        guard posix_fallocate(file, 0, off_t(Self.bytes)) == 0 else {
            unlink(path)
            return false
        }
        return true
    }
}
