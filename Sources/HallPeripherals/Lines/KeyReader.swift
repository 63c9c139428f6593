import HallFiles

/// Something was pressed.
struct KeyPress: Equatable, Sendable {
    var station: Int?
    var action: KeyAction
    /// Typed before it.
    var digits: String = ""
    /// The frame that it came in.
    var frame: [UInt8] = []
    /// In place of the frame itself, what it is acknowledged by.
    var answer: FrameTemplate?
}

/// What frames mean, by a profile's keys.
extension WindowDeviceProfile {
    /// The key that says most of the data goes first: `06 0F` before `0F`. Nil for what is no key.
    func press(in frame: ReceivedFrame) -> KeyPress? {
        let meant = keys.compactMap { key in
            key.press.digits(in: frame.data[...]).map { (key, digits: $0) }
        }
        guard let (key, digits) = meant.min(by: { $0.digits.count < $1.digits.count }) else { return nil }
        return KeyPress(
            station: frame.station, action: key.action, digits: digits, frame: frame.bytes, answer: key.answer)
    }
}

/// Reads an input device: records of 24 bytes, `struct input_event` of 64-bit Linux.
struct KeyReader {
    private let profile: WindowDeviceProfile
    private var record: [UInt8] = []
    private var digits = ""
    private var digitAt: ContinuousClock.Instant?

    private static let recordByteCount = 24
    private static let keyEvent = 1
    private static let pressed = 1
    /// Digits that nothing followed are forgotten.
    private static let digitSecondsMax = 10
    private static let digitCountMax = 6

    init(_ profile: WindowDeviceProfile) { self.profile = profile }

    struct Pressed: Equatable {
        var code: UInt16
        var press: KeyPress?
    }

    /// The keys that went down; held ones do not repeat.
    mutating func take(_ bytes: some Sequence<UInt8>, at now: ContinuousClock.Instant) -> [Pressed] {
        var found: [Pressed] = []
        for byte in bytes {
            record.append(byte)
            guard record.count == Self.recordByteCount else { continue }
            let type = Int(record[16]) | Int(record[17]) << 8
            let code = UInt16(record[18]) | UInt16(record[19]) << 8
            let value = (0..<4).reduce(0) { $0 | Int(record[20 + $1]) << (8 * $1) }
            record.removeAll(keepingCapacity: true)
            guard type == Self.keyEvent, value == Self.pressed else { continue }
            found.append(Pressed(code: code, press: press(code, now)))
        }
        return found
    }

    private mutating func press(_ code: UInt16, _ now: ContinuousClock.Instant) -> KeyPress? {
        if let digitAt, now - digitAt > .seconds(Self.digitSecondsMax) { digits = "" }
        if let key = profile.keys.first(where: { $0.press == .key(code) }) {
            defer { digits = "" }
            return KeyPress(action: key.action, digits: digits)
        }
        if let digit = KeyPattern.digit(of: code) {
            digits = String((digits + "\(digit)").suffix(Self.digitCountMax))
            digitAt = now
        } else {
            digits = ""
        }
        return nil
    }
}
