import HallCore
import HallFiles

/// Makes bytes of a template: numbers and texts first, then lengths, then the checksum, then escapes.
struct FrameWriter {
    private let profile: WindowDeviceProfile
    private let show: WindowShow
    private let station: Int

    private var bytes: [UInt8] = []
    private var parts: [(name: String, range: Range<Int>)] = []
    private var gaps: [(at: Int, element: FrameTemplate.Element)] = []

    private init(_ profile: WindowDeviceProfile, _ show: WindowShow, station: Int) {
        (self.profile, self.show, self.station) = (profile, show, station)
    }

    /// Every frame of an occasion, first to last; none where the profile shows nothing then.
    static func frames(_ profile: WindowDeviceProfile, _ show: WindowShow, station: Int) -> [[UInt8]] {
        profile.frames(on: show.occasion).map { frame($0, profile, show, station: station) }
    }

    static func frame(
        _ content: FrameTemplate, _ profile: WindowDeviceProfile, _ show: WindowShow, station: Int
    ) -> [UInt8] {
        var writer = FrameWriter(profile, show, station: station)
        return writer.written(profile.frame.filled(with: content))
    }

    private mutating func written(_ template: FrameTemplate) -> [UInt8] {
        for element in template.elements { put(element) }
        for (at, element) in gaps {
            guard case .length(let name, let format, let unit) = element, let part = part(name) else { continue }
            write((part.count + unit - 1) / unit, format, at: at)
        }
        for (at, element) in gaps {
            guard case .checksum(let format) = element, let part = part(FrameTemplate.checksumPart) else { continue }
            write(Int(profile.checksum.value(of: bytes[part])), format, at: at)
        }
        guard let part = part(FrameTemplate.escapePart) else { return bytes }
        return bytes[..<part.lowerBound] + profile.escaped(bytes[part]) + bytes[part.upperBound...]
    }

    private func part(_ name: String) -> Range<Int>? { parts.first { $0.name == name }?.range }

    private mutating func put(_ element: FrameTemplate.Element) {
        switch element {
        case .bytes(let fixed): bytes += fixed
        case .text(let text):
            let filled = Placeholders.filled(text) { show.text(of: $0, profile) }
            bytes += encoded(filled, for: profile)
        case .number(let field, let format):
            let start = bytes.count
            bytes += [UInt8](repeating: 0, count: format.byteCount)
            write(show.number(field, station: station), format, at: start)
        case .length(_, let format, _), .checksum(let format):
            gaps.append((bytes.count, element))
            bytes += [UInt8](repeating: 0, count: format.byteCount)
        case .any(let count): bytes += [UInt8](repeating: 0, count: count)
        case .content, .data: break
        case .part(let name, let elements):
            let start = bytes.count
            for element in elements { put(element) }
            parts.append((name, start..<bytes.count))
        }
    }

    private mutating func write(_ number: Int?, _ format: FrameTemplate.Format, at start: Int) {
        bytes.replaceSubrange(start..<start + format.byteCount, with: format.bytes(of: number))
    }
}

extension FrameTemplate.Format {
    /// What does not fit loses its first digits.
    func bytes(of number: Int?) -> [UInt8] {
        let value = number ?? 0
        switch self {
        case .binary(let count, let bigEndian):
            let bytes = (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
            return bigEndian ? bytes.reversed() : bytes
        case .hexadecimal(let digits): return Array(fitted(String(value, radix: 16, uppercase: true), digits).utf8)
        case .decimal(let digits): return Array(fitted("\(value)", digits).utf8)
        case .digits(let count, let blank):
            guard number != nil else { return [UInt8](repeating: blank, count: count) }
            let digits = "\(value)".suffix(count).utf8.map { $0 - UInt8(ascii: "0") }
            return [UInt8](repeating: blank, count: count - digits.count) + digits
        }
    }

    private func fitted(_ text: String, _ digits: Int) -> String {
        String(repeating: "0", count: max(0, digits - text.count)) + text.suffix(digits)
    }

    /// Nil for what is no such number.
    func number(from bytes: ArraySlice<UInt8>) -> Int? {
        switch self {
        case .binary(_, let bigEndian):
            return (bigEndian ? Array(bytes) : bytes.reversed()).reduce(0) { $0 << 8 | Int($1) }
        case .hexadecimal: return Int(String(decoding: bytes, as: UTF8.self), radix: 16)
        case .decimal: return Int(String(decoding: bytes, as: UTF8.self))
        case .digits(_, let blank):
            let digits = bytes.drop { $0 == blank && blank > 9 }
            guard digits.allSatisfy({ $0 <= 9 }) else { return nil }
            return digits.reduce(0) { $0 * 10 + Int($1) }
        }
    }
}
