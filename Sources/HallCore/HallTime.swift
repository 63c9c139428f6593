/// The moment at which something is decided. Time enters the core only as this value.
package struct HallTime: Hashable, Codable, Sendable {
    /// Milliseconds that never decrease, across restarts too. Durations are differences of instants.
    package var instant: Int64
    /// What the wall clock showed. For people and for the calendar; never for durations.
    package var civil: CivilTime
    /// False while the wall clock is known to be wrong: then no business day opens by it.
    package var trusted: Bool

    package init(instant: Int64, civil: CivilTime, trusted: Bool = true) {
        self.instant = instant
        self.civil = civil
        self.trusted = trusted
    }
}

/// A local date and time with its offset from UTC, written as RFC 3339.
package struct CivilTime: Hashable, Sendable {
    package var epochMilliseconds: Int64
    package var offsetMinutes: Int32

    package init(epochMilliseconds: Int64, offsetMinutes: Int32) {
        self.epochMilliseconds = epochMilliseconds
        self.offsetMinutes = offsetMinutes
    }

    package init(day: BusinessDay, millisecondOfDay: Int64, offsetMinutes: Int32) {
        self.init(
            epochMilliseconds: Int64(day.daysSince1970) * 86_400_000 + millisecondOfDay
                - Int64(offsetMinutes) * 60_000,
            offsetMinutes: offsetMinutes)
    }

    private var localMilliseconds: Int64 { epochMilliseconds + Int64(offsetMinutes) * 60_000 }

    package var day: BusinessDay {
        BusinessDay(daysSince1970: Int32(localMilliseconds.quotientRoundingDown(by: 86_400_000)))
    }

    package var millisecondOfDay: Int64 {
        localMilliseconds - Int64(day.daysSince1970) * 86_400_000
    }

    package var minuteOfDay: Int { Int(millisecondOfDay / 60_000) }

    /// `2026-11-21T09:05:00.250+08:00`; without the fraction when `wholeSeconds`.
    package func rfc3339(wholeSeconds: Bool) -> String {
        let milliseconds = millisecondOfDay
        let seconds = milliseconds / 1000
        var text = "\(day)T\(padded(seconds / 3600, digits: 2)):\(padded(seconds / 60 % 60, digits: 2))"
        text += ":\(padded(seconds % 60, digits: 2))"
        if !wholeSeconds { text += ".\(padded(milliseconds % 1000, digits: 3))" }
        let offset = abs(offsetMinutes)
        text += offsetMinutes < 0 ? "-" : "+"
        return text + "\(padded(offset / 60, digits: 2)):\(padded(offset % 60, digits: 2))"
    }

    /// Reads what `rfc3339` writes, in both forms.
    package init?(_ text: String) {
        let bytes = Array(text.utf8)
        guard bytes.count == 25 || bytes.count == 29, bytes[10] == UInt8(ascii: "T"),
            let day = BusinessDay(text.prefix(10))
        else { return nil }
        func number(_ range: Range<Int>) -> Int64? {
            var value: Int64 = 0
            for byte in bytes[range] {
                guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
                value = value * 10 + Int64(byte - UInt8(ascii: "0"))
            }
            return value
        }
        let end = bytes.count
        guard let hours = number(11..<13), let minutes = number(14..<16), let seconds = number(17..<19),
            let fraction = end == 29 ? number(20..<23) : 0,
            let offsetHours = number(end - 5..<end - 3), let offsetRest = number(end - 2..<end)
        else { return nil }
        let offset = Int32(offsetHours * 60 + offsetRest) * (bytes[end - 6] == UInt8(ascii: "-") ? -1 : 1)
        self.init(
            day: day, millisecondOfDay: ((hours * 60 + minutes) * 60 + seconds) * 1000 + fraction,
            offsetMinutes: offset)
    }
}

extension CivilTime: Codable {
    package init(from decoder: any Decoder) throws {
        self = try decodeText(from: decoder, as: "an RFC 3339 time") { CivilTime($0) }
    }

    package func encode(to encoder: any Encoder) throws {
        try encodeText(rfc3339(wholeSeconds: false), to: encoder)
    }
}

extension Int64 {
    func quotientRoundingDown(by divisor: Int64) -> Int64 {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? quotient - 1 : quotient
    }
}
