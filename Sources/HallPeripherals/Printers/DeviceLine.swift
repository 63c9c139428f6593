import CHallPlatform
import Glibc
import HallFiles

/// A device node, a serial line or a TCP connection: bytes both ways, with a time limit on everything.
final class DeviceLine {
    private let descriptor: CInt
    private let isConnection: Bool

    struct Trouble: Error {
        let description: String

        init(_ what: String, errno number: CInt) {
            description = "\(what): \(String(cString: strerror(number)))"
        }

        init(_ description: String) {
            self.description = description
        }
    }

    private static let connectMilliseconds: CInt = 2000

    init(to place: PrinterBinding.Place, baud: Int) throws(Trouble) {
        switch place {
        case .node(let path):
            descriptor = try Self.open(path, baud)
            isConnection = false
        case .tcp(let host, let port):
            descriptor = try Self.connect(host, port)
            isConnection = true
        case .folder, .queue: throw Trouble("not a line")
        }
    }

    deinit {
        Glibc.close(descriptor)
    }

    private static func open(_ path: String, _ baud: Int) throws(Trouble) -> CInt {
        let descriptor = Glibc.open(path, O_RDWR | O_NONBLOCK | O_NOCTTY | O_CLOEXEC)
        guard descriptor >= 0 else { throw Trouble(path, errno: errno) }
        var status = stat()
        fstat(descriptor, &status)
        guard [S_IFCHR, S_IFIFO, S_IFSOCK].contains(status.st_mode & S_IFMT) else {
            Glibc.close(descriptor)
            throw Trouble("\(path) is no device, but a file or a folder")
        }
        if isatty(descriptor) == 1 {
            let error = hall_serial_raw(descriptor, Int32(baud))
            guard error == 0 else {
                Glibc.close(descriptor)
                throw Trouble("\(path) at \(baud) baud", errno: error)
            }
        }
        return descriptor
    }

    private static func connect(_ host: String, _ port: Int) throws(Trouble) -> CInt {
        var why: UnsafePointer<CChar>?
        let descriptor = hall_tcp_connect(host, "\(port)", &why)
        guard descriptor >= 0 else { throw Trouble("\(host):\(port): \(why.map { String(cString: $0) } ?? "")") }
        let error = Self.connectError(descriptor) ?? ETIMEDOUT
        guard error == 0 else {
            Glibc.close(descriptor)
            throw Trouble("\(host):\(port)", errno: error)
        }
        hall_keep_alive(descriptor)
        return descriptor
    }

    /// Nil while the peer has not answered in time.
    private static func connectError(_ descriptor: CInt) -> CInt? {
        guard wait(descriptor, Int16(POLLOUT), connectMilliseconds) else { return nil }
        var error: CInt = 0
        var length = socklen_t(MemoryLayout<CInt>.size)
        getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &error, &length)
        return error
    }

    private static func wait(_ descriptor: CInt, _ events: Int16, _ milliseconds: CInt) -> Bool {
        var entry = pollfd(fd: descriptor, events: events, revents: 0)
        return poll(&entry, 1, milliseconds) > 0
    }

    /// What has come in within the time; empty where nothing has.
    func read(upTo milliseconds: CInt) throws(Trouble) -> [UInt8] {
        guard Self.wait(descriptor, Int16(POLLIN), milliseconds) else { return [] }
        var bytes = [UInt8](repeating: 0, count: 512)
        let count = Glibc.read(descriptor, &bytes, bytes.count)
        if count > 0 { return Array(bytes.prefix(count)) }
        if count < 0, errno == EAGAIN || errno == EINTR { return [] }
        // A USB printer with nothing to say reads as no bytes; only a connection ends that way.
        if count == 0, !isConnection { return [] }
        throw count == 0 ? Trouble("the other end hung up") : Trouble("reading", errno: errno)
    }

    /// Writes what the line takes within the time, and returns how much that was.
    func write(_ bytes: ArraySlice<UInt8>, upTo milliseconds: CInt) throws(Trouble) -> Int {
        guard Self.wait(descriptor, Int16(POLLOUT), milliseconds) else { return 0 }
        let count = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
        if count >= 0 { return count }
        if errno == EAGAIN || errno == EINTR { return 0 }
        throw Trouble("writing", errno: errno)
    }

    /// Bytes that have not left this machine; 0 where nobody can tell.
    var pendingBytes: Int { max(0, Int(hall_output_pending(descriptor))) }

    /// What has not gone out yet never will.
    func abandonOutput() {
        if isConnection { hall_reset_on_close(descriptor) } else { tcflush(descriptor, TCOFLUSH) }
    }
}
