/// Bytes on a device's line, for whoever looks on.
package struct LineTraffic: Sendable, Equatable {
    package enum Direction: String, Sendable {
        case sent, received
        /// No bytes: what has become of the line.
        case state
    }

    package var direction: Direction
    package var bytes: [UInt8]
    /// What they mean by the device's profile; nil where it does not know.
    package var meaning: String?

    package init(_ direction: Direction, _ bytes: [UInt8] = [], meaning: String? = nil) {
        (self.direction, self.bytes, self.meaning) = (direction, bytes, meaning)
    }
}

extension [UInt8] {
    /// As technicians write bytes: `AA 01 BB`.
    package var hexadecimal: String {
        map { ($0 < 16 ? "0" : "") + String($0, radix: 16, uppercase: true) }.joined(separator: " ")
    }
}
