/// The hall's own date (业务日). Numbers restart with it.
package struct BusinessDay: Hashable, Comparable, Sendable {
    package let daysSince1970: Int32

    package init(daysSince1970: Int32) {
        self.daysSince1970 = daysSince1970
    }

    /// Nil for a date the Gregorian calendar does not have.
    package init?(year: Int, month: Int, day: Int) {
        guard (1...9999).contains(year), (1...12).contains(month), (1...31).contains(day) else { return nil }
        // Days from civil, Howard Hinnant, "chrono-compatible low-level date algorithms".
        let shifted = month <= 2 ? year - 1 : year
        let era = shifted / 400
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        self.init(daysSince1970: Int32(era * 146_097 + dayOfEra - 719_468))
        guard self.yearMonthDay == (year, month, day) else { return nil }
    }

    /// Reads `2026-11-21`.
    package init?(_ text: some StringProtocol) {
        self.init(bytes: Array(text.utf8)[...])
    }

    /// By bytes: a start reads several dates an event.
    init?(bytes: ArraySlice<UInt8>) {
        let start = bytes.startIndex
        guard bytes.count == 10, bytes[start + 4] == UInt8(ascii: "-"), bytes[start + 7] == UInt8(ascii: "-"),
            let year = decimal(bytes[start..<start + 4]), let month = decimal(bytes[start + 5..<start + 7]),
            let day = decimal(bytes[start + 8..<start + 10])
        else { return nil }
        self.init(year: Int(year), month: Int(month), day: Int(day))
    }

    package var yearMonthDay: (year: Int, month: Int, day: Int) {
        // Civil from days, same source.
        let shifted = Int(daysSince1970) + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        return (year, month, dayOfYear - (153 * monthFromMarch + 2) / 5 + 1)
    }

    package func adding(days: Int) -> BusinessDay {
        BusinessDay(daysSince1970: daysSince1970 + Int32(days))
    }

    package static func < (left: BusinessDay, right: BusinessDay) -> Bool {
        left.daysSince1970 < right.daysSince1970
    }
}

extension BusinessDay: CustomStringConvertible {
    package var description: String {
        let (year, month, day) = yearMonthDay
        return String(decimals: [(year, 4), (month, 2), (day, 2)], between: [UInt8(ascii: "-"), UInt8(ascii: "-")])
    }
}

extension BusinessDay: Codable {
    package init(from decoder: any Decoder) throws {
        self = try decodeText(from: decoder, as: "a date like 2026-11-21") { BusinessDay($0) }
    }

    package func encode(to encoder: any Encoder) throws {
        try encodeText(description, to: encoder)
    }
}
