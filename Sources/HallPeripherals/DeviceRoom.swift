package import HallCore
package import HallEngine
package import HallFiles
package import Logging
import Synchronization

/// Everything at the windows that shows numbers and is pressed: keeps each line served, each display right, and carries
/// out what clerks and residents press.
package final class DeviceRoom: Sendable {
    private let engine: HallEngine
    private let board: DeviceBoard
    private let log: Logger
    private let plan: Mutex<[WindowDeviceBinding]>
    private let lines = Mutex<[LineWorker]>([])
    private let onlookers: Onlookers
    private let tests = Mutex(0)
    private let bell = Doorbell()
    private let presses: AsyncStream<Pressed>
    private let pressed: AsyncStream<Pressed>.Continuation
    /// What each station was given to show last.
    private let shown = Mutex<[StationID: WindowShow]>([:])

    private struct Pressed {
        var device: WindowDeviceBinding
        var press: KeyPress
        var at = ContinuousClock.now
    }

    private static let pressAgeMax = Duration.seconds(3)
    /// More at once is a flood: nobody presses so fast.
    private static let pressesMax = 64
    private static let settleSeconds = 5
    /// Then the displays show again what they should.
    private static let testSeconds = 10

    package init(_ devices: [WindowDeviceBinding], engine: HallEngine, board: DeviceBoard, log: Logger) {
        (self.engine, self.board, self.log) = (engine, board, log)
        plan = Mutex(devices)
        onlookers = Onlookers(of: devices.map(\.name))
        (presses, pressed) = AsyncStream.makeStream(bufferingPolicy: .bufferingOldest(Self.pressesMax))
    }

    /// What only the frames themselves can tell of a hall's file.
    package static func check(_ file: HallFile) throws(FileFaults) {
        let faults = file.devices.flatMap { device in
            device.profile.window.vectorFaults().map { fault in
                FileFault(
                    line: device.line, key: "device",
                    message: "profile \"\(device.profile.name)\", \(fault)")
            }
        }
        guard faults.isEmpty else { throw FileFaults(faults: faults) }
    }

    /// A reload: lines whose devices have changed are opened anew.
    package func take(_ devices: [WindowDeviceBinding]) {
        plan.withLock { $0 = devices }
        onlookers.keep(only: devices.map(\.name))
        bell.ring()
    }

    /// Until cancelled.
    package func run() async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await self.showChanges() }
            group.addTask { await self.carryOutPresses() }
            await self.staffLines()
            group.cancelAll()
        }
        onlookers.leave()
        // All at once; one that is held up by a name or a connection ends with the process.
        for line in lines.withLock({ $0 }) { line.stop() }
    }

    // MARK: Lines

    /// Keeps one worker a line, as the plan has them now.
    private func staffLines() async {
        while !Task.isCancelled {
            let wanted = self.wanted
            let leaving = lines.withLock { lines in
                let leaving = lines.filter { !wanted.contains($0.devices) }
                lines.removeAll { !wanted.contains($0.devices) }
                return leaving
            }
            for line in leaving { line.stop() }
            for devices in wanted where !lines.withLock({ $0.contains { $0.devices == devices } }) {
                let line = LineWorker(devices, events)
                let before = leaving.filter { $0.place == line.place }
                lines.withLock { $0.append(line) }
                Task {
                    for old in before { await old.waitUntilStopped() }
                    line.start()
                }
            }
            shown.withLock { $0 = [:] }
            showAll()
            await bell.wait(upTo: .seconds(3600))
        }
    }

    /// Devices of one line together.
    private var wanted: [[WindowDeviceBinding]] {
        var wanted: [[WindowDeviceBinding]] = []
        for device in plan.withLock({ $0 }) {
            if let index = wanted.firstIndex(where: { $0[0].place == device.place }) {
                wanted[index].append(device)
            } else {
                wanted.append([device])
            }
        }
        return wanted
    }

    private var events: LineWorker.Events {
        LineWorker.Events(
            report: { [self] in report($0, $1, $2) },
            press: { [self] name, press in
                guard let device = plan.withLock({ $0.first { $0.name == name } }) else { return }
                pressed.yield(Pressed(device: device, press: press))
            },
            traffic: { [self] in onlookers.tell($0, $1) })
    }

    private func report(_ name: String, _ state: DeviceState, _ detail: String?) {
        guard let device = plan.withLock({ $0.first { $0.name == name } }) else { return }
        let before = board[name]
        if before?.state != state, before != nil || state != .ok {
            log.notice(
                state == .ok ? "A device is well again." : "A device is in trouble.",
                metadata: ["device": "\(name)", "state": "\(state.rawValue)", "why": "\(detail ?? "")"])
        }
        board.report(
            DeviceStatus(name: name, profile: device.profile.name, state: state, detail: detail), at: engine.now())
    }

    // MARK: Showing

    private func showChanges() async {
        guard let glance = engine.feed.glance(isOwn: true) else { return }
        defer { glance.end() }
        for await _ in glance.generations { showAll() }
    }

    /// One at a time, from the newest hall: an older picture never goes out behind a newer one.
    private func showAll() {
        shown.withLock { shown in
            let hall = engine.snapshot
            for line in lines.withLock({ $0 }) {
                for device in line.devices where device.profile.window.hasOutput {
                    for station in device.stations { show(hall, station, device, line, &shown) }
                }
            }
        }
    }

    private func show(
        _ hall: Hall, _ station: WindowDeviceBinding.Station, _ device: WindowDeviceBinding, _ line: LineWorker,
        _ shown: inout [StationID: WindowShow]
    ) {
        let id = StationID(device: device.name, address: station.address)
        let profile = device.profile.window
        guard let show = hall.show(at: station.window, profile) else { return }
        let before = shown.updateValue(show, forKey: id)
        guard before != show else { return }
        let isAgain = before.map { $0.number == show.number && $0.callCount != show.callCount } ?? false
        line.show(FrameWriter.frames(profile, show, station: station.address), at: id, again: isAgain)
        // Whoever was here is asked how it was.
        let hasEnded = before?.number != nil && before?.number != show.number
        if hasEnded, hall.window(station.window)?.lastFinished?.number == before?.number {
            send(.evaluate, show, to: id, of: device, on: line)
        }
    }

    /// At once, besides what is shown.
    private func send(
        _ occasion: WindowDeviceProfile.Occasion, _ show: WindowShow, to station: StationID,
        of device: WindowDeviceBinding, on line: LineWorker
    ) {
        guard device.profile.window.shows[occasion] != nil else { return }
        var show = show
        show.occasion = occasion
        line.send(FrameWriter.frames(device.profile.window, show, station: station.address), to: station)
    }

    // MARK: Pressing

    private func carryOutPresses() async {
        for await pressed in presses {
            let (device, press) = (pressed.device, pressed.press)
            let address = press.station ?? device.stations[0].address
            guard let window = device.window(of: address) else { continue }
            let hadTicket = engine.snapshot.window(window)?.current != nil
            // Whoever pressed has seen nothing happen since, and may have pressed again.
            let isLate = ContinuousClock.now - pressed.at > Self.pressAgeMax
            let clerk = KeyClerk(engine: engine, device: device, window: window)
            let refusal = isLate ? "too late" : await clerk.carryOut(press)
            let meaning = refusal.map { "refused: \($0)" } ?? "done"
            onlookers.tell(device.name, LineTraffic(.state, meaning: "\(press.action.name) \(meaning)"))
            guard let line = lines.withLock({ $0.first { $0.devices.contains(device) } }) else { continue }
            let station = StationID(device: device.name, address: address)
            let show = WindowShow(window: window)
            if press.action == .evaluate, refusal == nil, !hadTicket {
                send(.evaluate, show, to: station, of: device, on: line)
            }
            send(refusal == nil ? .done : .refused, show, to: station, of: device, on: line)
        }
    }

    // MARK: Trying out

    /// What was sent to each station of a device, first to last. Nil where there is no such device.
    package func test(_ name: String, text: String?) async -> [(window: WindowNumber, frames: [[UInt8]])]? {
        guard let line = lines.withLock({ $0.first { $0.devices.contains { $0.name == name } } }),
            let device = line.devices.first(where: { $0.name == name })
        else { return nil }
        let sent = device.stations.map { station in
            var show = WindowShow(window: station.window)
            let profile = device.profile.window
            show.occasion = profile.shows[.test] == nil ? .called : .test
            show.number = TicketNumber("A888")
            show.text = text ?? "A888"
            let frames = FrameWriter.frames(profile, show, station: station.address)
            line.show(frames, at: StationID(device: name, address: station.address), again: true)
            return (station.window, frames)
        }
        await line.settle(upTo: .seconds(Self.settleSeconds))
        let test = tests.withLock { tests in
            tests += 1
            return tests
        }
        Task {
            try await Task.sleep(for: .seconds(Self.testSeconds))
            // A later test has its own time.
            guard tests.withLock({ $0 }) == test else { return }
            shown.withLock { $0 = [:] }
            showAll()
        }
        return sent
    }

    /// Bytes on a device's line from now on. Nil where there is no such device.
    package func watch(_ name: String, learns: Bool) -> AsyncStream<LineTraffic>? {
        onlookers.watch(name, learns: learns)
    }
}

extension Hall {
    /// What there is to show at a window. Nil where the hall has no such window.
    fileprivate func show(at number: WindowNumber, _ profile: WindowDeviceProfile) -> WindowShow? {
        guard let status = window(number) else { return nil }
        let language = profile.language
        var show = WindowShow(window: number)
        if profile.showsWaiting { show.waiting = waitingCount(at: number) }
        show.plate = plate(of: number).map { $0[language] }.joined(separator: " ")
        guard let ticket = status.current.flatMap({ self[$0] }) else {
            show.occasion =
                switch status.state {
                case .closed: .off
                case .paused: .paused
                case .open: .idle
                }
            return show
        }
        show.number = ticket.number
        show.service = publicName(of: ticket.service)[language]
        show.callCount = ticket.callCount
        show.occasion = ticket.state == .serving ? .serving : ticket.callCount > 1 ? .recalled : .called
        return show
    }
}

/// Those who look on at a line.
private final class Onlookers: Sendable {
    private struct State {
        var next = 0
        var devices: [String]
        var isOver = false
        var open: [(id: Int, device: String, guess: FrameGuess?, continuation: AsyncStream<LineTraffic>.Continuation)] =
            []
    }

    private let state: Mutex<State>
    private static let bufferMax = 1000

    init(of devices: [String]) {
        state = Mutex(State(devices: devices))
    }

    /// Nil where there is no such device; at its end where nobody looks on any more.
    func watch(_ device: String, learns: Bool) -> AsyncStream<LineTraffic>? {
        let (stream, continuation) = AsyncStream.makeStream(
            of: LineTraffic.self, bufferingPolicy: .bufferingNewest(Self.bufferMax))
        let isThere = state.withLock { state in
            guard state.devices.contains(device) else { return false }
            guard !state.isOver else {
                continuation.finish()
                return true
            }
            state.next += 1
            let id = state.next
            continuation.onTermination = { [weak self] _ in
                self?.state.withLock { $0.open.removeAll { $0.id == id } }
            }
            state.open.append((id, device, learns ? FrameGuess() : nil, continuation))
            return true
        }
        return isThere ? stream : nil
    }

    /// Devices that the hall has no more have nothing to show.
    func keep(only devices: [String]) {
        let leaving = state.withLock { state in
            state.devices = devices
            return state.open.filter { !devices.contains($0.device) }
        }
        for one in leaving { one.continuation.finish() }
    }

    func leave() {
        let all = state.withLock { state in
            state.isOver = true
            return state.open
        }
        for one in all { one.continuation.finish() }
    }

    func tell(_ device: String, _ traffic: LineTraffic) {
        state.withLock { state in
            for index in state.open.indices where state.open[index].device == device {
                var traffic = traffic
                if traffic.direction == .received, traffic.meaning == nil {
                    traffic.meaning = state.open[index].guess?.take(traffic.bytes)
                }
                state.open[index].continuation.yield(traffic)
            }
        }
    }
}
