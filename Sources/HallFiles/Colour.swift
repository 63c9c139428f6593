import Glibc

/// A colour as web pages write it, `#rrggbb`.
struct Colour {
    private let channels: [Double]

    init?(_ text: String) {
        let digits = Array(text.utf8)
        guard digits.count == 7, digits[0] == UInt8(ascii: "#"), let value = Int(text.dropFirst(), radix: 16) else {
            return nil
        }
        channels = [value >> 16, value >> 8 & 255, value & 255].map { Double($0) / 255 }
    }

    /// WCAG 2.2's contrast ratio, 1 to 21.
    var contrastWithWhite: Double {
        let linear = channels.map { $0 <= 0.04045 ? $0 / 12.92 : pow(($0 + 0.055) / 1.055, 2.4) }
        return 1.05 / (0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2] + 0.05)
    }
}
