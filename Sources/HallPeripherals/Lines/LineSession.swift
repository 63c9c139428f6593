import Foundation
import HallCore
import HallEngine
import HallFiles

/// A line from when it is opened until it fails; touched by its worker's thread alone.
final class LineSession {
    /// Nil for a file.
    private let line: DeviceLine?
    private let place: DevicePlace
    private let devices: [WindowDeviceBinding]
    private let events: LineWorker.Events
    private var readers: [Reader]
    private var presses: [Pressed] = []
    private var lastPressed: [(device: String, press: KeyPress, at: ContinuousClock.Instant)] = []

    private var lastByteAt = ContinuousClock.now
    private var quietUntil = ContinuousClock.now
    private var sentLately: [(frame: [UInt8], at: ContinuousClock.Instant)] = []
    private var hearsItself = false
    private var awaited: (station: StationID, frame: [UInt8], until: ContinuousClock.Instant, attempt: Int)?
    private var silent: [StationID] = []
    private var sentAt: [StationID: ContinuousClock.Instant] = [:]
    private var heardAt = ContinuousClock.now
    /// What has come without a pause, for whoever looks on.
    private var heard: [UInt8] = []
    private let doubtedBytes: Int
    private(set) var writtenBytes = 0
    private(set) var hasStalled = false

    private let openedAt = ContinuousClock.now
    private var hasHeard = false

    /// It is worth trying again soon: it said something, or stood for a while.
    var hasWorked: Bool { hasHeard || (ContinuousClock.now - openedAt > Self.provenSpan && !hasStalled) }
    /// It has taken more than before it last took nothing.
    private var isBelieved: Bool { writtenBytes > doubtedBytes }

    private var noise = Noise()

    /// Bytes that make no sense, of late.
    private struct Noise {
        var since = ContinuousClock.now
        var count = 0
        var isLoud = false

        static let span = Duration.seconds(10)
        static let countMax = 200
    }

    private enum Reader {
        case frames(device: Int, FrameReader)
        case answers(device: Int, FrameReader)
        case keys(device: Int, KeyReader)
    }

    private static let writeMilliseconds: CInt = 2000
    /// A frame whose bytes come further apart than this is none.
    private static let frameGap = Duration.milliseconds(200)
    private static let provenSpan = Duration.seconds(5)
    private static let echoSpan = Duration.seconds(2)
    private static let sentLatelyMax = 128
    private static let burstGap = Duration.milliseconds(30)
    private static let burstBytesMax = 256
    private static let attemptsMax = 2
    private static let silentRetrySeconds = 10
    private static let readsMax = 32

    init(
        _ place: DevicePlace, _ devices: [WindowDeviceBinding], _ events: LineWorker.Events, doubtedBytes: Int
    ) throws(DeviceLine.Trouble) {
        (self.devices, self.events, self.place, self.doubtedBytes) = (devices, events, place, doubtedBytes)
        let profile = devices[0].profile.window
        line =
            profile.line == .file
            ? nil : try DeviceLine(to: place, DeviceLine.Serial(settings: profile.serial, obeysXOFF: false))
        if profile.line == .keys { try line?.keepKeysToOurselves() }
        line?.queueLittle()
        readers = devices.indices.flatMap { index -> [Reader] in
            let profile = devices[index].profile.window
            if profile.line == .keys { return [.keys(device: index, KeyReader(profile))] }
            let input = profile.input.map { Reader.frames(device: index, FrameReader($0, profile)) }
            let answer = profile.answer.map { Reader.answers(device: index, FrameReader($0, profile)) }
            return [input, answer].compactMap { $0 }
        }
        for device in devices { events.traffic(device.name, LineTraffic(.state, meaning: "open")) }
        report()
    }

    // MARK: Writing

    var mayWrite: Bool { awaited == nil && ContinuousClock.now >= quietUntil }

    func write(_ frame: [UInt8], to station: StationID) throws(DeviceLine.Trouble) {
        try put(frame, station)
        sentAt[station] = .now
        guard let profile = profile(of: station.device), profile.answer != nil else { return }
        let attempt = silent.contains(station) ? Self.attemptsMax : 1
        awaited = (station, frame, lastByteAt + .milliseconds(profile.answerMilliseconds), attempt)
    }

    private func put(_ frame: [UInt8], _ station: StationID) throws(DeviceLine.Trouble) {
        if let line { try put(frame, on: line) } else { try replaceFile(by: frame) }
        sentLately.append((frame, .now))
        if sentLately.count > Self.sentLatelyMax { sentLately.removeFirst() }
        let wasDoubted = !isBelieved
        writtenBytes += frame.count
        if wasDoubted, isBelieved { report() }
        lastByteAt = .now + sendingTime(frame.count)
        quietUntil = lastByteAt + .milliseconds(profile(of: station.device)?.gapMilliseconds ?? 0)
        events.traffic(station.device, LineTraffic(.sent, frame, meaning: "station \(station.address)"))
    }

    private func put(_ frame: [UInt8], on line: DeviceLine) throws(DeviceLine.Trouble) {
        var rest = frame[...]
        let deadline = ContinuousClock.now + .milliseconds(Int(Self.writeMilliseconds))
        while !rest.isEmpty {
            rest = rest.dropFirst(try line.write(rest, upTo: Self.writeMilliseconds))
            if !rest.isEmpty, ContinuousClock.now >= deadline {
                line.abandonOutput()
                hasStalled = true
                throw DeviceLine.Trouble("takes nothing")
            }
        }
    }

    /// Whoever reads the file never sees half a picture.
    private func replaceFile(by bytes: [UInt8]) throws(DeviceLine.Trouble) {
        let path = place.text
        do {
            try Data(bytes).write(to: URL(fileURLWithPath: path), options: .atomic)
        } catch {
            throw DeviceLine.Trouble("\(path) cannot be written; is there a folder that the daemon may write to?")
        }
    }

    /// How long a serial line takes for so many bytes: the quiet time begins behind the last.
    private func sendingTime(_ byteCount: Int) -> Duration {
        guard line?.isTerminal ?? false else { return .zero }
        return .microseconds(byteCount * 11 * 1_000_000 / devices[0].profile.window.serial.baud)
    }

    private func profile(of device: String) -> WindowDeviceProfile? {
        devices.first { $0.name == device }?.profile.window
    }

    // MARK: Reading

    /// With nothing to send: until the next thing is due.
    var idleMilliseconds: CInt {
        let isUnfinished = readers.contains { reader in
            switch reader {
            case .frames(_, let reader), .answers(_, let reader): reader.isWaiting
            case .keys: false
            }
        }
        return !heard.isEmpty ? 30 : isUnfinished ? 50 : 1000
    }

    /// `milliseconds` nil: only until the line may be written to.
    func listen(orFor bell: LineBell, upTo milliseconds: CInt?) throws(DeviceLine.Trouble) {
        let due = awaited.map { max($0.until, quietUntil) } ?? quietUntil
        let left = max(.zero, due - .now).components
        let leftMilliseconds = CInt(left.seconds * 1000 + left.attoseconds / 1_000_000_000_000_000) + 1
        let wait = awaited == nil ? milliseconds ?? leftMilliseconds : leftMilliseconds
        guard let line else { return bell.wait(upTo: wait) }
        let hasSomething = line.wait(orFor: bell, upTo: wait)
        for turn in 0..<Self.readsMax {
            let bytes = try line.read(upTo: 0)
            // Something to read that is nothing: whoever was at the other end has left.
            if bytes.isEmpty, turn == 0, hasSomething { throw DeviceLine.Trouble("it has gone") }
            guard !bytes.isEmpty else { break }
            hasHeard = true
            take(bytes)
        }
        if !heard.isEmpty, ContinuousClock.now - heardAt > Self.burstGap { tellBurst() }
        giveUpUnfinishedFrames()
        try giveUpAnswer()
        judgeNoise()
    }

    struct Pressed {
        var device: WindowDeviceBinding
        var press: KeyPress
        /// It was pressed a moment ago, or the caller has not heard that we had it.
        var isBounce: Bool
    }

    func takePresses() -> [Pressed] {
        defer { presses = [] }
        return presses
    }

    private func take(_ bytes: [UInt8]) {
        heardAt = .now
        heard += bytes
        if heard.count >= Self.burstBytesMax { tellBurst() }
        for index in readers.indices {
            switch readers[index] {
            case .frames(let device, var reader):
                let frames = reader.take(bytes)
                readers[index] = .frames(device: device, reader)
                for frame in frames { receive(frame, devices[device]) }
            case .answers(let device, var reader):
                let frames = reader.take(bytes)
                readers[index] = .answers(device: device, reader)
                for frame in frames { receiveAnswer(frame, devices[device]) }
            case .keys(let device, var reader):
                let pressed = reader.take(bytes, at: .now)
                readers[index] = .keys(device: device, reader)
                for key in pressed { receive(key, devices[device]) }
            }
        }
    }

    private func tellBurst() {
        guard !heard.isEmpty else { return }
        for device in devices where device.profile.window.line != .keys {
            events.traffic(device.name, LineTraffic(.received, heard))
        }
        heard = []
    }

    private func giveUpUnfinishedFrames() {
        guard ContinuousClock.now - heardAt > Self.frameGap else { return }
        for index in readers.indices {
            switch readers[index] {
            case .frames(let device, var reader) where reader.isWaiting:
                let frames = reader.giveUpWaiting()
                readers[index] = .frames(device: device, reader)
                for frame in frames { receive(frame, devices[device]) }
            case .answers(let device, var reader) where reader.isWaiting:
                let frames = reader.giveUpWaiting()
                readers[index] = .answers(device: device, reader)
                for frame in frames { receiveAnswer(frame, devices[device]) }
            default: break
            }
        }
    }

    private func receive(_ frame: ReceivedFrame, _ device: WindowDeviceBinding) {
        tellBurst()
        let profile = device.profile.window
        if let station = frame.station, device.window(of: station) == nil {
            return events.traffic(device.name, LineTraffic(.state, meaning: "station \(station) has no window"))
        }
        let press = profile.press(in: frame)
        guard !isOurs(frame.bytes, isKey: press != nil) else { return }
        guard let press else {
            return events.traffic(
                device.name, LineTraffic(.state, meaning: "a frame, but no key: \(frame.data.hexadecimal)"))
        }
        let digits = press.digits.isEmpty ? "" : " \(press.digits)"
        let meaning = "\(press.action.name)\(digits), station \(frame.station.map { "\($0)" } ?? "-")"
        events.traffic(device.name, LineTraffic(.state, meaning: meaning))
        take(press, device)
    }

    /// Many an RS-485 adapter hears itself. Callers never send what is shown on them: where that comes back, so does the
    /// rest, and an acknowledgement is no key.
    private func isOurs(_ frame: [UInt8], isKey: Bool) -> Bool {
        sentLately.removeAll { ContinuousClock.now - $0.at > Self.echoSpan }
        guard let index = sentLately.firstIndex(where: { $0.frame == frame }) else { return false }
        if !isKey { hearsItself = true }
        if hearsItself { sentLately.remove(at: index) }
        return hearsItself
    }

    private func receive(_ key: KeyReader.Pressed, _ device: WindowDeviceBinding) {
        let name = KeyPattern.keyCodes.first { $0.code == key.code }?.name
        let meaning = "key \(name ?? "\(key.code)")" + (key.press.map { ": \($0.action.name) \($0.digits)" } ?? "")
        events.traffic(device.name, LineTraffic(.state, meaning: meaning))
        if let press = key.press { take(press, device) }
    }

    private func take(_ press: KeyPress, _ device: WindowDeviceBinding) {
        let isBounce = press.isBounce(device.profile.window, &lastPressed, device.name)
        presses.append(Pressed(device: device, press: press, isBounce: isBounce))
    }

    // MARK: Answers

    private func receiveAnswer(_ frame: ReceivedFrame, _ device: WindowDeviceBinding) {
        tellBurst()
        events.traffic(
            device.name, LineTraffic(.state, meaning: "answer, station \(frame.station.map { "\($0)" } ?? "-")"))
        // However late, it is there.
        if let station = frame.station, silent.contains(StationID(device: device.name, address: station)) {
            silent.removeAll { $0 == StationID(device: device.name, address: station) }
            report()
        }
        guard let waiting = awaited, waiting.station.device == device.name,
            frame.station == nil || frame.station == waiting.station.address
        else { return }
        awaited = nil
        silent.removeAll { $0 == waiting.station }
        report()
    }

    private func giveUpAnswer() throws(DeviceLine.Trouble) {
        guard let waiting = awaited, ContinuousClock.now >= max(waiting.until, quietUntil) else { return }
        awaited = nil
        guard waiting.attempt < Self.attemptsMax else {
            if !silent.contains(waiting.station) { silent.append(waiting.station) }
            return report()
        }
        try put(waiting.frame, waiting.station)
        let profile = profile(of: waiting.station.device)
        awaited = (
            waiting.station, waiting.frame, lastByteAt + .milliseconds(profile?.answerMilliseconds ?? 0),
            waiting.attempt + 1
        )
    }

    // MARK: How it is

    /// Stations whose picture has stood for as long as they can be trusted to keep it.
    func takeStale() -> [StationID] {
        let now = ContinuousClock.now
        let stale = sentAt.keys.filter { station in
            let refresh = profile(of: station.device)?.refreshSeconds ?? 0
            // One that does not answer may be there again.
            let seconds = silent.contains(station) ? Self.silentRetrySeconds : refresh
            return seconds > 0 && now - sentAt[station]! >= .seconds(seconds)
        }
        for station in stale { sentAt[station] = now }
        return stale
    }

    private func judgeNoise() {
        // What is noise to one kind of device on a line are frames of another.
        guard devices.count == 1, ContinuousClock.now - noise.since > Noise.span else { return }
        let count = readers.reduce(0) { sum, reader in
            if case .frames(_, let reader) = reader { max(sum, reader.noiseByteCount) } else { sum }
        }
        let isLoud = count - noise.count > Noise.countMax
        let changes = isLoud != noise.isLoud
        noise = Noise(since: .now, count: count, isLoud: isLoud)
        if changes { report() }
    }

    private func report() {
        for device in devices {
            var details: [String] = []
            let stations = silent.filter { $0.device == device.name }.map { "\($0.address)" }
            if !stations.isEmpty { details.append("no answer from station \(stations.joined(separator: ", "))") }
            if doubtedBytes > 0, !isBelieved { details.append("took nothing until a moment ago") }
            if noise.isLoud { details.append("noise on the line") }
            events.report(
                device.name, details.isEmpty ? .ok : .degraded, details.isEmpty ? nil : details.joined(separator: "; "))
        }
    }
}

extension KeyPress {
    /// The same key at the same place again within the profile's time; the first press has used up what was typed before
    /// it. Whoever holds a key down, or a caller that repeats itself, is quiet first.
    fileprivate func isBounce(
        _ profile: WindowDeviceProfile, _ last: inout [(device: String, press: KeyPress, at: ContinuousClock.Instant)],
        _ device: String
    ) -> Bool {
        let now = ContinuousClock.now
        last.removeAll { now - $0.at > .milliseconds(profile.debounceMilliseconds) && $0.device == device }
        let index = last.firstIndex {
            $0.device == device && $0.press.station == station && $0.press.action == action
                && (digits.isEmpty || $0.press.digits == digits)
        }
        guard let index else {
            last.append((device, self, now))
            return false
        }
        last[index].at = now
        return true
    }
}
