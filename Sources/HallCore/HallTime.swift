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
        let (year, month, date) = day.yearMonthDay
        let milliseconds = Int(millisecondOfDay)
        let seconds = milliseconds / 1000
        let offset = Int(abs(offsetMinutes))
        var decimals = [
            (year, 4), (month, 2), (date, 2), (seconds / 3600, 2), (seconds / 60 % 60, 2), (seconds % 60, 2),
        ]
        if !wholeSeconds { decimals.append((milliseconds % 1000, 3)) }
        let sign = offsetMinutes < 0 ? "-" : "+"
        return String(
            decimals: decimals + [(offset / 60, 2), (offset % 60, 2)],
            between: Array((wholeSeconds ? "--T::" : "--T::.").utf8) + Array((sign + ":").utf8))
    }

    /// Reads what `rfc3339` writes, in both forms.
    package init?(_ text: String) {
        let bytes = Array(text.utf8)
        let end = bytes.count
        guard end == 25 || end == 29, bytes[10] == UInt8(ascii: "T"), let day = BusinessDay(bytes: bytes[..<10]),
            let hours = decimal(bytes[11..<13]), let minutes = decimal(bytes[14..<16]),
            let seconds = decimal(bytes[17..<19]), let fraction = end == 29 ? decimal(bytes[20..<23]) : 0,
            let offsetHours = decimal(bytes[end - 5..<end - 3]), let offsetRest = decimal(bytes[end - 2..<end])
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
