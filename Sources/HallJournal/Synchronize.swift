import Foundation
import Glibc

/// Waits until a file, or the names in a directory, are on the disk.
func synchronize(_ path: String) throws {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0, fsync(file) == 0 else {
        let error = errno
        if file >= 0 { close(file) }
        throw CocoaError(.fileWriteUnknown, userInfo: [NSFilePathErrorKey: path, "errno": error])
    }
    close(file)
}
