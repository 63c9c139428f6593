import Foundation
import GRDB
import Glibc

/// Whether a start failed for the disk: then waiting may help, and ending helps nobody.
package enum DiskTrouble {
    /// As much as the files that a start makes.
    private static let probeBytes = 64 << 10

    /// What is wrong with the disk under a state directory, for a technician; nil where something else is wrong.
    package static func behind(_ error: any Error, stateAt path: String) -> String? {
        switch error {
        case JournalError.noDirectory: return probed(path)
        case is JournalError: return nil
        case let error as DatabaseError where [.SQLITE_FULL, .SQLITE_IOERR].contains(error.resultCode):
            return "\(path): \(error.message ?? "\(error)")"
        case let error as CocoaError where error.code == .fileWriteOutOfSpace:
            return "\(path): \(error.localizedDescription)"
        default: return probed(path)
        }
    }

    package static func isReadOnly(_ path: String) -> Bool {
        var status = statvfs()
        return statvfs(path, &status) == 0 && status.f_flag & UInt(ST_RDONLY) != 0
    }

    private static func probed(_ path: String) -> String? {
        let directory = access(path, F_OK) == 0 ? path : URL(fileURLWithPath: path).deletingLastPathComponent().path
        do {
            try WriteProbe.run(in: directory, bytes: probeBytes)
            return nil
        } catch {
            return [EROFS, ENOSPC, EDQUOT, EIO].contains(error.code) ? "\(error)" : nil
        }
    }
}
