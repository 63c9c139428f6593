import FoundationEssentials
import Glibc
import Logging

/// Writes log lines to systemd's journal with their fields, by its native protocol: a datagram of lines FIELD=value, a
/// value of several lines as its name, its length in 8 bytes little-endian, and itself
/// (systemd.io/JOURNAL_NATIVE_PROTOCOL). `message-id` of the metadata becomes MESSAGE_ID, others HALL_….
struct JournaldLogHandler: LogHandler {
    var metadata: Logger.Metadata = [:]
    var logLevel = Logger.Level.info

    private static let socketPath = "/run/systemd/journal/socket"

    /// Nil where standard error is not the journal's: then people read it, or a file keeps it.
    init?(environment: [String: String] = ProcessInfo.processInfo.environment) {
        var status = stat()
        guard let stream = environment["JOURNAL_STREAM"], fstat(STDERR_FILENO, &status) == 0,
            stream == "\(status.st_dev):\(status.st_ino)"
        else { return nil }
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        let details = metadata.merging(event.metadata ?? [:]) { $1 }
        let shown = details.keys.sorted().filter { $0 != "message-id" }
        let words = shown.map { " \($0)=\(details[$0]!)" }.joined()
        var fields = [("MESSAGE", "\(event.message)\(words)"), ("PRIORITY", "\(event.level.priority)")]
        fields.append(("SYSLOG_IDENTIFIER", "halld"))
        for key in shown { fields.append(("HALL_" + Self.fieldName(key), "\(details[key]!)")) }
        if let id = details["message-id"] { fields.append(("MESSAGE_ID", "\(id)")) }
        send(fields.flatMap { Self.encoded($0.0, $0.1) })
    }

    private static func fieldName(_ key: String) -> String {
        String(key.uppercased().map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "_" })
    }

    private static func encoded(_ name: String, _ value: String) -> [UInt8] {
        guard value.utf8.contains(UInt8(ascii: "\n")) else { return Array("\(name)=\(value)\n".utf8) }
        let length = withUnsafeBytes(of: UInt64(value.utf8.count).littleEndian) { Array($0) }
        return Array("\(name)\n".utf8) + length + Array(value.utf8) + [UInt8(ascii: "\n")]
    }

    /// What cannot be sent is lost: a log must not hold the hall up.
    private func send(_ message: [UInt8]) {
        Datagram.send(message, to: Self.socketPath)
    }
}

extension Logger.Level {
    /// As syslog(3) counts.
    fileprivate var priority: Int {
        switch self {
        case .critical: 2
        case .error: 3
        case .warning: 4
        case .notice: 5
        case .info: 6
        case .debug, .trace: 7
        }
    }
}
