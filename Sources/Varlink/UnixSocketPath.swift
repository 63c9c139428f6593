import Glibc

/// The file of a listening Unix socket.
package enum UnixSocketPath {
    package struct Trouble: Error, CustomStringConvertible {
        package let path: String
        package let errno: Int32

        package var description: String {
            switch errno {
            case EADDRINUSE: "\(path) is served by another process: stop it first, or use another --socket"
            case ENOTSOCK: "\(path) exists and is no socket: move it away, or use another --socket"
            case ENAMETOOLONG: "\(path) is too long for a socket: 107 bytes at most"
            default: "\(path): \(String(cString: strerror(errno)))"
            }
        }
    }

    /// Removes a socket file that nobody serves any more. Throws if somebody does, and for any other file.
    package static func clear(_ path: String) throws(Trouble) {
        var status = stat()
        guard path.utf8.count < MemoryLayout.size(ofValue: sockaddr_un().sun_path) else {
            throw Trouble(path: path, errno: ENAMETOOLONG)
        }
        guard lstat(path, &status) == 0 else {
            let directory = path.lastIndex(of: "/").map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
            guard access(directory, F_OK) == 0 else { throw Trouble(path: directory, errno: errno) }
            return
        }
        guard status.st_mode & S_IFMT == S_IFSOCK else { throw Trouble(path: path, errno: ENOTSOCK) }
        switch try connect(to: path) {
        case .some(let descriptor):
            close(descriptor)
            throw Trouble(path: path, errno: EADDRINUSE)
        case .none:
            guard unlink(path) == 0 else { throw Trouble(path: path, errno: errno) }
        }
    }

    /// Nil where nobody listens.
    private static func connect(to path: String) throws(Trouble) -> CInt? {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let bytes = Array(path.utf8)
        guard bytes.count < MemoryLayout.size(ofValue: address.sun_path) else {
            throw Trouble(path: path, errno: ENAMETOOLONG)
        }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        guard descriptor >= 0 else { throw Trouble(path: path, errno: errno) }
        let result = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                Glibc.connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        if result == 0 { return descriptor }
        let failure = errno
        close(descriptor)
        guard failure == ECONNREFUSED || failure == ENOENT else { throw Trouble(path: path, errno: failure) }
        return nil
    }
}
