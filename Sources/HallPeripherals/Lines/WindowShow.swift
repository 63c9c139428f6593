import CHallPlatform
import HallCore
import HallFiles
import HallWire

/// What there is to show at a window, for every device there.
struct WindowShow: Sendable, Equatable {
    var occasion = WindowDeviceProfile.Occasion.idle
    var window: WindowNumber
    var number: TicketNumber?
    var waiting = 0
    /// 台牌: what the window serves.
    var plate = ""
    /// The neutral name of the ticket's service.
    var service = ""
    /// Somebody's own words, when a device is tried out.
    var text = ""
    /// Of the ticket: a recall shows the same again.
    var callCount = 0

    func text(of field: String, _ profile: WindowDeviceProfile) -> String {
        switch field {
        case "number": number.map { "\($0)" } ?? ""
        case "window": "\(window)"
        case "waiting": "\(waiting)"
        case "plate": plate
        case "service": service
        case "text": text
        case "paused": Self.phrase("display.paused", profile.language)
        default: Self.phrase("display.closed", profile.language)
        }
    }

    private static func phrase(_ name: String, _ language: Language) -> String {
        Texts.pages[name]!(language.wire)
    }

    func number(_ field: FrameTemplate.NumberField, station: Int) -> Int? {
        switch field {
        case .station: station
        case .window: window
        case .ordinal: number.map { Int($0.ordinal) }
        case .waiting: waiting
        }
    }
}

/// `text` in the profile's encoding: cut at a character, and filled up with spaces as the device needs it.
func encoded(_ text: String, for profile: WindowDeviceProfile) -> [UInt8] {
    var bytes: [UInt8] = []
    // Control characters mean something to the device.
    for character in text where !character.unicodeScalars.contains(where: { $0.properties.generalCategory == .control })
    {
        let one = converted(String(character), profile.encoding)
        guard bytes.count + one.count <= profile.textBytesMax else { break }
        bytes += one
    }
    let rest = bytes.count % profile.textBytesUnit
    if rest > 0 { bytes += [UInt8](repeating: 0x20, count: profile.textBytesUnit - rest) }
    return bytes
}

private func converted(_ text: String, _ encoding: WindowDeviceProfile.Encoding) -> [UInt8] {
    guard encoding != .utf8 else { return Array(text.utf8) }
    var bytes = [CChar](repeating: 0, count: text.utf8.count * 4 + 8)
    var lost: Int32 = 0
    let count = hall_convert(
        encoding.rawValue, text, Int64(text.utf8.count), "?", &bytes, Int64(bytes.count), &lost)
    return bytes.prefix(max(0, Int(count))).map { UInt8(bitPattern: $0) }
}
