import CHallPlatform
import Glibc
import HallFiles

/// A device node, a serial line or a TCP connection: bytes both ways, with a time limit on everything.
final class DeviceLine {
    private let descriptor: CInt
    /// Reading no bytes means that the other end has gone.
    private let hasEnd: Bool
    private let isConnection: Bool

    var isTerminal: Bool { hasEnd && !isConnection }

    struct Trouble: Error {
        let description: String

        init(_ what: String, errno number: CInt, _ hint: String = "") {
            description = "\(what): \(String(cString: strerror(number)))\(hint)"
        }

        init(_ description: String) {
            self.description = description
        }
    }

    private static let connectMilliseconds: CInt = 2000

    struct Serial {
        var settings: WindowDeviceProfile.Serial
        /// Held back by the other end's XOFF.
        var obeysXOFF: Bool
    }

    init(to place: DevicePlace, _ serial: Serial) throws(Trouble) {
        switch place {
        case .node(let path):
            descriptor = try Self.open(path, serial)
            hasEnd = isatty(descriptor) == 1
        case .tcp(let host, let port):
            descriptor = try Self.connect(host, port)
            hasEnd = true
        case .folder, .queue: throw Trouble("not a line")
        }
        isConnection = if case .tcp = place { true } else { false }
    }

    deinit {
        Glibc.close(descriptor)
    }

    private static func open(_ path: String, _ serial: Serial) throws(Trouble) -> CInt {
        var descriptor = Glibc.open(path, O_RDWR | O_NONBLOCK | O_NOCTTY | O_CLOEXEC)
        // An input device that only lets its keys be read does for keys.
        if descriptor < 0, errno == EACCES {
            descriptor = Glibc.open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC)
        }
        guard descriptor >= 0 else { throw Trouble(path, errno: errno, UnitSandbox.hint(forNode: path, errno)) }
        var status = stat()
        fstat(descriptor, &status)
        guard [S_IFCHR, S_IFIFO, S_IFSOCK].contains(status.st_mode & S_IFMT) else {
            Glibc.close(descriptor)
            throw Trouble("\(path) is no device, but a file or a folder")
        }
        if isatty(descriptor) == 1 {
            var settings = hall_serial(serial)
            let error = hall_serial_raw(descriptor, &settings)
            guard error == 0 else {
                Glibc.close(descriptor)
                throw Trouble("\(path) at \(serial.settings.baud) baud", errno: error)
            }
        }
        return descriptor
    }

    private static func connect(_ host: String, _ port: Int) throws(Trouble) -> CInt {
        var why: UnsafePointer<CChar>?
        let descriptor = hall_tcp_connect(host, "\(port)", &why)
        guard descriptor >= 0 else {
            let hint = UnitSandbox.hint(forAddress: errno)
            throw Trouble("\(host):\(port): \(why.map { String(cString: $0) } ?? "")\(hint)")
        }
        let error = Self.connectError(descriptor) ?? ETIMEDOUT
        guard error == 0 else {
            Glibc.close(descriptor)
            throw Trouble("\(host):\(port)", errno: error, UnitSandbox.hint(forAddress: error))
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
        // A USB printer with nothing to say reads as no bytes; only connections and serial lines end that way.
        if count == 0, !hasEnd { return [] }
        throw count == 0
            ? Trouble(isConnection ? "the other end hung up" : "it has gone") : Trouble("reading", errno: errno)
    }

    /// Writes what the line takes within the time, and returns how much that was.
    func write(_ bytes: ArraySlice<UInt8>, upTo milliseconds: CInt) throws(Trouble) -> Int {
        guard Self.wait(descriptor, Int16(POLLOUT), milliseconds) else { return 0 }
        let count = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
        if count >= 0 { return count }
        if errno == EAGAIN || errno == EINTR { return 0 }
        throw Trouble("writing", errno: errno)
    }

    /// Until something has come in, the bell rings, or the time has passed.
    /// Whether it was the line.
    func wait(orFor bell: LineBell, upTo milliseconds: CInt) -> Bool {
        var entries = [
            pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0),
            pollfd(fd: bell.descriptor, events: Int16(POLLIN), revents: 0),
        ]
        _ = poll(&entries, 2, milliseconds)
        bell.silence()
        return entries[0].revents != 0
    }

    /// Of a display, which gets little at a time.
    func queueLittle() {
        if isConnection { hall_queue_little(descriptor) }
    }

    /// Nobody else is to see what is pressed.
    func keepKeysToOurselves() throws(Trouble) {
        let error = hall_keep_keys_to_ourselves(descriptor)
        // A pipe in the place of an input device has nothing to keep.
        guard error == 0 || error == ENOTTY || error == EINVAL else { throw Trouble("keeping its keys", errno: error) }
    }

    /// Bytes that have not left this machine; 0 where nobody can tell.
    var pendingBytes: Int { max(0, Int(hall_output_pending(descriptor))) }

    /// What has not gone out yet never will.
    func abandonOutput() {
        if isConnection { hall_reset_on_close(descriptor) } else { tcflush(descriptor, TCOFLUSH) }
    }
}

extension hall_serial {
    fileprivate init(_ serial: DeviceLine.Serial) {
        let settings = serial.settings
        let parity =
            switch settings.parity {
            case .none: HALL_PARITY_NONE
            case .odd: HALL_PARITY_ODD
            case .even: HALL_PARITY_EVEN
            }
        self.init(
            baud: Int32(settings.baud), data_bits: Int32(settings.dataBits), parity: parity,
            stop_bits: Int32(settings.stopBits), obeys_xoff: serial.obeysXOFF ? 1 : 0)
    }
}
