import Dispatch
import HallCore
package import HallEngine
package import HallFiles
import HallWire
package import Logging
import Synchronization

/// Calls numbers out, zone by zone: one announcement after the other, the oldest forgotten when there are too many.
package final class VoiceRoom: Sendable {
    private let engine: HallEngine
    private let board: DeviceBoard
    private let log: Logger
    private let staff: Mutex<Staff>
    private let queues = Mutex<[(device: String, queue: DispatchQueue)]>([])
    /// From the beginning, so that a number called while the daemon opens is heard.
    private let first: ChangeFeed.Subscription?

    private struct Staff {
        var plan: VoiceSettings?
        var zones: [ZoneVoice] = []
        var isOver = false
    }

    package init(_ settings: VoiceSettings?, engine: HallEngine, board: DeviceBoard, log: Logger) {
        (self.engine, self.board, self.log) = (engine, board, log)
        staff = Mutex(Staff(plan: settings))
        first = Self.subscribe(to: engine)
        staff.withLock { $0.zones = zones(for: settings) }
    }

    private static func subscribe(to engine: HallEngine) -> ChangeFeed.Subscription? {
        engine.feed.subscribe(bufferMax: engine.snapshot.limits.streamBufferMax, isOwn: true)
    }

    /// What only the clips themselves can tell of a hall's file.
    package static func check(_ file: HallFile) throws(FileFaults) {
        guard let voice = file.voice else { return }
        let faults = voice.voices.compactMap { one -> FileFault? in
            guard case .clips(let clips) = one else { return nil }
            let missing = clips.missing(for: file.configuration)
            guard !missing.isEmpty else { return nil }
            return FileFault(
                line: voice.line, key: "voice.speaks",
                message: "\(clips.path) has no \(missing.joined(separator: ", ")), or not as WAV of 16-bit PCM")
        }
        guard faults.isEmpty else { throw FileFaults(faults: faults) }
    }

    /// A reload: from the next announcement on. What waits in a zone is said by the new one of its name.
    package func take(_ settings: VoiceSettings?) {
        staff.withLock { staff in
            guard staff.plan != settings, !staff.isOver else { return }
            let waiting = staff.zones.map { (zone: $0.name, announcements: $0.retire()) }
            (staff.plan, staff.zones) = (settings, zones(for: settings))
            for zone in staff.zones {
                for one in waiting.first(where: { $0.zone == zone.name })?.announcements ?? []
                where one.window.map(zone.isFor) ?? true {
                    zone.say(one)
                }
            }
        }
    }

    /// Until cancelled; what is being said is said to its end.
    package func run() async {
        await listen()
        let zones = staff.withLock { staff in
            staff.isOver = true
            return staff.zones
        }
        for zone in zones { zone.retire() }
    }

    private func zones(for settings: VoiceSettings?) -> [ZoneVoice] {
        (settings?.zones ?? []).map { zone in
            ZoneVoice(zone, settings!, engine, queue: queue(of: zone.device), report: report(of: zone.name))
        }
    }

    /// Whoever plays on a sound device waits for whoever does already, before a reload or from another zone.
    private func queue(of device: String) -> DispatchQueue {
        queues.withLock { queues in
            if let queue = queues.first(where: { $0.device == device })?.queue { return queue }
            let queue = DispatchQueue(label: "hall.voice.\(device)")
            queues.append((device, queue))
            return queue
        }
    }

    private func report(of zone: String) -> @Sendable (DeviceState, String?) -> Void {
        { [engine, board, log] state, detail in
            if board[zone]?.state != state, board[zone] != nil || state != .ok {
                log.notice(
                    state == .ok ? "A device is well again." : "A device is in trouble.",
                    metadata: ["device": "\(zone)", "state": "\(state.rawValue)", "why": "\(detail ?? "")"])
            }
            board.report(
                DeviceStatus(name: zone, profile: "voice", state: state, detail: detail), at: engine.now())
        }
    }

    private func listen() async {
        var next = first
        while let subscription = next {
            defer { subscription.end() }
            for await change in subscription.changes {
                for event in change.events { take(event.body, change.hall) }
            }
            guard subscription.hasFallenBehind, !Task.isCancelled else { return }
            next = Self.subscribe(to: engine)
        }
    }

    private func take(_ event: EventBody, _ hall: Hall) {
        switch event {
        case .ticketCalled(let called) where called.silent != true: announce(called.ticket, at: called.window, hall)
        case .ticketRecalled(let called): announce(called.ticket, at: called.window, hall)
        case .lastCallMade(let called):
            for id in called.tickets { announce(id, at: nil, hall) }
        default: break
        }
    }

    private func announce(_ id: TicketID, at window: WindowNumber?, _ hall: Hall) {
        guard let ticket = hall[id], let category = hall.category(of: ticket) else { return }
        let announcement = Announcement(ticket: id, window: window, category: category)
        // Held meanwhile: a reload would retire a zone that has not been told yet.
        staff.withLock { staff in
            for zone in staff.zones where window.map(zone.isFor) ?? true { zone.say(announcement) }
        }
    }
}

/// One number, called to one window; or, for the last time, to the desk.
struct Announcement: Equatable, Sendable {
    var ticket: TicketID
    var window: WindowNumber?
    var category: HallCore.Category
}

extension Hall {
    fileprivate func category(of ticket: Ticket) -> HallCore.Category? {
        configuration?.service(ticket.service).flatMap { configuration?.category($0.category) }
    }
}
