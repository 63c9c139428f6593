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
    private let plan: Mutex<VoiceSettings?>
    private let zones = Mutex<[ZoneVoice]>([])
    private let queues = Mutex<[(device: String, queue: DispatchQueue)]>([])
    private let bell = Doorbell()

    package init(_ settings: VoiceSettings?, engine: HallEngine, board: DeviceBoard, log: Logger) {
        (self.engine, self.board, self.log) = (engine, board, log)
        plan = Mutex(settings)
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

    /// A reload: from the next announcement on.
    package func take(_ settings: VoiceSettings?) {
        let isNew = plan.withLock { plan in
            defer { plan = settings }
            return plan != settings
        }
        if isNew { bell.ring() }
    }

    /// Until cancelled; what is being said is said to its end.
    package func run() async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await self.listen() }
            while !Task.isCancelled {
                staffZones()
                await bell.wait(upTo: .seconds(3600))
            }
            group.cancelAll()
        }
        for zone in zones.withLock({ $0 }) { zone.retire() }
    }

    private func staffZones() {
        let settings = plan.withLock { $0 }
        zones.withLock { zones in
            for zone in zones { zone.retire() }
            zones = (settings?.zones ?? []).map { zone in
                ZoneVoice(zone, settings!, engine, queue: queue(of: zone.device), report: report(of: zone.name))
            }
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
        while !Task.isCancelled {
            let bufferMax = engine.snapshot.limits.streamBufferMax
            guard let subscription = engine.feed.subscribe(bufferMax: bufferMax, isOwn: true) else { return }
            defer { subscription.end() }
            for await change in subscription.changes {
                for event in change.events { take(event.body, change.hall) }
            }
            guard subscription.hasFallenBehind else { return }
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
        for zone in zones.withLock({ $0 }) where window.map(zone.isFor) ?? true { zone.say(announcement) }
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
