import FoundationEssentials

/// Tells systemd how the daemon fares, by the datagram protocol of sd_notify(3). Without NOTIFY_SOCKET, nobody.
struct ServiceManager: Sendable {
    private let socketPath: String?

    /// Whether one started this and will again.
    var isThere: Bool { socketPath != nil }

    /// Half of WatchdogSec, as sd_watchdog_enabled(3) advises; nil without a watchdog.
    let watchdogInterval: Duration?

    init(environment: [String: String] = ProcessInfo.processInfo.environment) {
        socketPath = environment["NOTIFY_SOCKET"]
        watchdogInterval = environment["WATCHDOG_USEC"].flatMap { Int64($0) }.map { .microseconds($0 / 2) }
    }

    func notify(_ state: String) {
        guard let socketPath else { return }
        Datagram.send(Array(state.utf8), to: socketPath)
    }
}
