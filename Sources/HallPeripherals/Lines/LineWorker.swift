import Foundation
import HallCore
import HallEngine
import HallFiles
import Synchronization

/// One address of one device on a line.
struct StationID: Hashable, Sendable {
    var device: String
    var address: Int
}

/// Serves one line, by a thread of its own: sends what its stations are to show, one frame at a time and quiet between,
/// and hands over what is pressed. Nobody waits for it, and it waits for nobody else.
final class LineWorker: Sendable {
    let place: DevicePlace
    /// Of devices that share it, with the same settings.
    let devices: [WindowDeviceBinding]
    private let events: Events
    private let outbox = Mutex(Outbox())
    private let bell = LineBell()
    private let isStopped = Atomic(false)
    private let finish = AsyncStream<Void>.makeStream()

    struct Events: Sendable {
        var report: @Sendable (_ device: String, DeviceState, _ detail: String?) -> Void
        var press: @Sendable (_ device: String, KeyPress) -> Void
        var traffic: @Sendable (_ device: String, LineTraffic) -> Void
    }

    /// What is to go out: the newest picture of each station, and acknowledgements before all pictures.
    private struct Outbox {
        struct Picture {
            var station: StationID
            var frames: [[UInt8]]
        }

        /// In the order in which they were first shown.
        var pictures: [Picture] = []
        /// Stations with something new, in the order in which it came.
        var turn: [StationID] = []
        var answers: [(station: StationID, frame: [UInt8])] = []
        /// Somebody waits for everything to be out.
        var waiters: [CheckedContinuation<Void, Never>] = []

        var isEmpty: Bool { turn.isEmpty && answers.isEmpty }
    }

    /// More than this is a flood, and nobody waits for the acknowledgement.
    private static let answersMax = 64
    private static let stackByteCount = 512 << 10
    /// What may lie in buffers that nobody reads.
    private static let doubtedBytesMax = 16 << 10
    private static let retryMilliseconds: CInt = 500
    private static let retryMillisecondsMax: CInt = 30_000

    init(_ devices: [WindowDeviceBinding], _ events: Events) {
        (self.devices, self.events) = (devices, events)
        place = devices[0].place
    }

    /// A thread of its own, not one of Dispatch's: those are few, and slips and sounds need them.
    func start() {
        let thread = Thread { [self] in
            work()
            finish.continuation.finish()
        }
        thread.name = "line"
        thread.stackSize = Self.stackByteCount
        thread.start()
    }

    /// It sends nothing more.
    func stop() {
        isStopped.store(true, ordering: .releasing)
        bell.ring()
    }

    /// Until the line is free.
    func waitUntilStopped() async {
        for await _ in finish.stream {}
    }

    /// `again`: also where it is the same as before, for a recall.
    func show(_ frames: [[UInt8]], at station: StationID, again: Bool) {
        outbox.withLock { outbox in
            let index = outbox.pictures.firstIndex { $0.station == station }
            if let index {
                guard again || outbox.pictures[index].frames != frames else { return }
                outbox.pictures[index] = Outbox.Picture(station: station, frames: frames)
            } else {
                outbox.pictures.append(Outbox.Picture(station: station, frames: frames))
            }
            if !frames.isEmpty, !outbox.turn.contains(station) { outbox.turn.append(station) }
        }
        bell.ring()
    }

    /// At once, and only once.
    func send(_ frames: [[UInt8]], to station: StationID) {
        outbox.withLock { outbox in
            guard outbox.answers.count + frames.count <= Self.answersMax else { return }
            outbox.answers += frames.map { (station, $0) }
        }
        bell.ring()
    }

    /// Until what there is has gone out; at most so long.
    func settle(upTo duration: Duration) async {
        let timeout = Task {
            try await Task.sleep(for: duration)
            outbox.withLock { outbox in
                for waiter in outbox.waiters { waiter.resume() }
                outbox.waiters = []
            }
        }
        await withCheckedContinuation { continuation in
            let isOut = outbox.withLock { outbox in
                if !outbox.isEmpty { outbox.waiters.append(continuation) }
                return outbox.isEmpty
            }
            if isOut { continuation.resume() }
        }
        timeout.cancel()
    }

    // MARK: The thread

    private func work() {
        var retry = Self.retryMilliseconds
        // It stopped taking anything after so many bytes: it is believed again when it has taken more.
        var doubtedBytes = 0
        while !isStopped.load(ordering: .acquiring) {
            do throws(DeviceLine.Trouble) {
                let session = try LineSession(place, devices, events, doubtedBytes: doubtedBytes)
                repeatEverything()
                do throws(DeviceLine.Trouble) {
                    try serve(session)
                } catch {
                    if session.hasWorked { retry = Self.retryMilliseconds }
                    doubtedBytes =
                        session.hasStalled ? min(Self.doubtedBytesMax, max(doubtedBytes, session.writtenBytes)) : 0
                    throw error
                }
            } catch {
                for device in devices {
                    events.report(device.name, .absent, error.description)
                    events.traffic(device.name, LineTraffic(.state, meaning: error.description))
                }
                rest(retry)
                retry = min(2 * retry, Self.retryMillisecondsMax)
            }
        }
        outbox.withLock { outbox in
            for waiter in outbox.waiters { waiter.resume() }
            outbox.waiters = []
        }
    }

    /// What is rung for meanwhile can wait: nothing can be sent.
    private func rest(_ milliseconds: CInt) {
        let end = ContinuousClock.now + .milliseconds(Int(milliseconds))
        while !isStopped.load(ordering: .acquiring), ContinuousClock.now < end { bell.wait(upTo: milliseconds) }
    }

    /// A line that is there again may have other hardware on it, or hardware without power since.
    private func repeatEverything() {
        outbox.withLock { outbox in
            outbox.turn = outbox.pictures.map(\.station)
            outbox.answers = []
        }
    }

    private func serve(_ session: LineSession) throws(DeviceLine.Trouble) {
        while !isStopped.load(ordering: .acquiring) {
            if session.mayWrite, let (station, frame) = nextFrame() {
                try session.write(frame, to: station)
                settleIfEmpty()
                continue
            }
            try session.listen(orFor: bell, upTo: outbox.withLock { $0.isEmpty } ? session.idleMilliseconds : nil)
            for press in session.takePresses() { acknowledge(press) }
            for station in session.takeStale() { repeatPicture(of: station) }
        }
    }

    private func nextFrame() -> (StationID, [UInt8])? {
        outbox.withLock { outbox in
            if !outbox.answers.isEmpty { return outbox.answers.removeFirst() }
            while let station = outbox.turn.first {
                guard let index = outbox.pictures.firstIndex(where: { $0.station == station }) else {
                    outbox.turn.removeFirst()
                    continue
                }
                outbox.turn.removeFirst()
                let frames = outbox.pictures[index].frames
                guard let first = frames.first else { continue }
                // The rest of a picture goes out before the next one's.
                outbox.answers = frames.dropFirst().map { (station, $0) } + outbox.answers
                return (station, first)
            }
            return nil
        }
    }

    private func settleIfEmpty() {
        outbox.withLock { outbox in
            guard outbox.isEmpty else { return }
            for waiter in outbox.waiters { waiter.resume() }
            outbox.waiters = []
        }
    }

    private func repeatPicture(of station: StationID) {
        outbox.withLock { outbox in
            if !outbox.turn.contains(station) { outbox.turn.append(station) }
        }
    }

    /// Whoever pressed hears of it at once; whether the hall does it follows.
    private func acknowledge(_ pressed: LineSession.Pressed) {
        let profile = pressed.device.profile.window
        let address = pressed.press.station ?? pressed.device.stations[0].address
        let station = StationID(device: pressed.device.name, address: address)
        if let answer = pressed.press.answer {
            let show = WindowShow(window: pressed.device.window(of: address) ?? 0)
            send([FrameWriter.frame(answer, profile, show, station: address)], to: station)
        } else if profile.echoesInput {
            send([pressed.press.frame], to: station)
        }
        if !pressed.isBounce { events.press(pressed.device.name, pressed.press) }
    }
}
