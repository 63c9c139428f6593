import Foundation
import Glibc

/// Whether a directory takes a new file and keeps it.
enum WriteProbe {
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    static func run(in directory: String) throws(Failure) {
        let path = directory + "/probe"
        let file = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw failure(path) }
        defer {
            close(file)
            unlink(path)
        }
        guard write(file, path, 1) == 1, fdatasync(file) == 0 else { throw failure(path) }
    }

    private static func failure(_ path: String) -> Failure {
        Failure(description: "\(path): \(String(cString: strerror(errno)))")
    }
}
