import Foundation
import Glibc

/// Whether a directory takes a new file and keeps it.
package enum WriteProbe {
    package struct Failure: Error, CustomStringConvertible {
        /// An errno.
        package let code: CInt
        package let description: String
    }

    static func run(in directory: String, bytes: Int = 1) throws(Failure) {
        let path = directory + "/probe"
        let file = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw failure(directory) }
        defer {
            close(file)
            unlink(path)
        }
        let content = [UInt8](repeating: 0, count: bytes)
        // Where a part of it was taken, there is no room for the rest.
        errno = ENOSPC
        guard write(file, content, bytes) == bytes, fdatasync(file) == 0 else {
            throw failure(directory)
        }
    }

    private static func failure(_ directory: String) -> Failure {
        let code = errno
        return Failure(code: code, description: "\(directory): \(String(cString: strerror(code)))")
    }
}
