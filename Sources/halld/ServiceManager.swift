import Dispatch
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

    /// At once and then again and again, until the timer is cancelled, whatever else takes long meanwhile.
    func keepNotifying(_ state: String, every interval: Duration) -> any DispatchSourceTimer {
        notify(state)
        let seconds = Double(interval.components.seconds) + Double(interval.components.attoseconds) / 1e18
        let timer = DispatchSource.makeTimerSource()
        timer.setEventHandler { notify(state) }
        timer.schedule(deadline: .now() + seconds, repeating: seconds)
        timer.resume()
        return timer
    }

    /// A start that works may take longer than TimeoutStartSec: another minute and a half, told anew every half minute.
    func extendStart() -> any DispatchSourceTimer {
        keepNotifying("EXTEND_TIMEOUT_USEC=90000000", every: .seconds(30))
    }
}
