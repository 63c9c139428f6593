import HallCore
import HallEngine
import HallJournal
import HallOperations
import HallWire
import HTTPTypes
import Hummingbird

/// `/metrics` in Prometheus' text format, and `/healthz`. Counts only: nothing that names anybody.
struct MetricsRoutes: Sendable {
    let services: HallServices

    func add<Context: RequestContext>(to router: Router<Context>) {
        router.get("/healthz") { _, _ in
            let isWell = services.engine.storageTrouble == nil
            return Response(
                text: isWell ? "ok\n" : "the journal cannot be written\n", mediaType: "text/plain; charset=utf-8",
                status: isWell ? .ok : .serviceUnavailable)
        }
        router.get("/metrics") { _, _ in
            let text = try await services.blocking { metrics() }
            return Response(text: text, mediaType: "text/plain; version=0.0.4; charset=utf-8")
        }
    }

    private func metrics() -> String {
        let hall = services.engine.snapshot
        var lines: [String] = []
        func metric(_ name: String, _ help: String, _ type: String, _ samples: [(labels: String, value: Int)]) {
            lines.append("# HELP hall_\(name) \(help)")
            lines.append("# TYPE hall_\(name) \(type)")
            for sample in samples { lines.append("hall_\(name)\(sample.labels) \(sample.value)") }
        }
        metric(
            "tickets", "Today's tickets and those carried in, by state.", "gauge",
            TicketState.allCases.map { ("{state=\"\($0.rawValue)\"}", hall.count($0)) })
        metric(
            "windows", "Windows by state.", "gauge",
            [WindowState.open, .paused, .closed].map { state in
                ("{state=\"\(state.rawValue)\"}", hall.windows.count { $0.state == state })
            })
        metric("journal_events", "Events in the journal.", "counter", [("", services.journal.headSequence)])
        metric("streams", "Open streams.", "gauge", [("", services.engine.feed.count)])
        metric(
            "print_jobs_pending", "Slips and documents on their way to paper.", "gauge",
            [("", hall.pendingPrintJobs.count)])
        metric(
            "devices_in_trouble", "Devices that are absent or have something wrong.", "gauge",
            [("", services.devices.all.count { $0.status.state != .ok })])
        metric(
            "storage_ok", "Whether the journal can be written.", "gauge",
            [("", services.engine.storageTrouble == nil ? 1 : 0)])
        let alarms = services.alarms()
        metric(
            "alarm", "How many alarms there are of a name; see hallctl status.", "gauge",
            Texts.alarms.keys.sorted().map { name in
                ("{name=\"\(name)\"}", alarms.count { $0.name == name })
            })
        return lines.joined(separator: "\n") + "\n"
    }
}
