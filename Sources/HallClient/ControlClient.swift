import Glibc
package import JSONValues

/// Why there was no reply.
package enum ClientFailure: Error, Equatable {
    /// An error reply: its qualified name and parameters.
    case error(name: String, parameters: JSONValue)
    /// Nobody listens there.
    case noDaemon(path: String, why: String)
    case noPermission(path: String)
    /// The connection ended before the reply, or none came in time.
    case unanswered
}

/// A control connection on a plain blocking socket: one call at a time.
package final class ControlClient {
    private let descriptor: CInt
    private var received: [UInt8] = []

    package init(path: String) throws(ClientFailure) {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let bytes = Array(path.utf8)
        guard bytes.count < MemoryLayout.size(ofValue: address.sun_path) else {
            throw .noDaemon(path: path, why: String(cString: strerror(ENAMETOOLONG)))
        }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
        descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        let result = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        guard result == 0 else {
            let failure = errno
            close(descriptor)
            if failure == EACCES || failure == EPERM { throw .noPermission(path: path) }
            throw .noDaemon(path: path, why: String(cString: strerror(failure)))
        }
    }

    deinit {
        close(descriptor)
    }

    /// The reply's parameters. Without `secondsMax` it may take as long as it does.
    package func call(
        _ method: String, _ parameters: some Encodable, secondsMax: Int? = nil
    ) throws -> JSONValue {
        var limit = timeval(tv_sec: secondsMax ?? 0, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        try send(method, parameters, more: false)
        return try receive().parameters
    }

    /// Every reply as it comes, until the last, or until `take` returns false.
    package func stream(
        _ method: String, _ parameters: some Encodable, _ take: (JSONValue) throws -> Bool
    ) throws {
        try send(method, parameters, more: true)
        while true {
            let (parameters, continues) = try receive()
            guard try take(parameters), continues else { return }
        }
    }

    private struct Call<Parameters: Encodable>: Encodable {
        let method: String
        let parameters: Parameters
        let more: Bool?
    }

    private func send(_ method: String, _ parameters: some Encodable, more: Bool) throws {
        var bytes = Array(try encodeJSON(Call(method: method, parameters: parameters, more: more ? true : nil)))
        bytes.append(0)
        var sent = 0
        while sent < bytes.count {
            let count = bytes.withUnsafeBytes {
                Glibc.send(descriptor, $0.baseAddress! + sent, bytes.count - sent, Int32(MSG_NOSIGNAL))
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw ClientFailure.unanswered }
            sent += count
        }
    }

    private func receive() throws -> (parameters: JSONValue, continues: Bool) {
        let reply = try JSONValue(parsing: try message())
        let parameters = reply["parameters"] ?? .object([:])
        if let error = reply["error"]?.string { throw ClientFailure.error(name: error, parameters: parameters) }
        return (parameters, reply["continues"] == .bool(true))
    }

    private func message() throws -> [UInt8] {
        var searched = 0
        var chunk = [UInt8](repeating: 0, count: 65_536)
        while true {
            if let end = received[searched...].firstIndex(of: 0) {
                defer { received.removeFirst(end + 1) }
                return Array(received[..<end])
            }
            searched = received.count
            let count = read(descriptor, &chunk, chunk.count)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw ClientFailure.unanswered }
            received += chunk[..<count]
        }
    }
}
