/// What is numbered anew each business day: written `20261121-001`, where there is one behind its letter.
package protocol DayNumber: Hashable, Comparable, Codable, Sendable, CustomStringConvertible {
    var day: BusinessDay { get }
    var ordinal: Int { get }
    init(day: BusinessDay, ordinal: Int)

    static var letter: Unicode.Scalar? { get }
    /// In errors.
    static var expected: String { get }
}

extension DayNumber {
    /// Reads `20261121-001`, and `20261121-1` as people type it.
    package init?(_ text: some StringProtocol) {
        var bytes = Array(text.utf8)[...]
        if let letter = Self.letter {
            guard let first = bytes.popFirst(), first & ~0x20 == UInt8(ascii: letter) else { return nil }
        }
        bytes = Array(bytes)[...]
        guard (10...15).contains(bytes.count), bytes[8] == UInt8(ascii: "-"), let year = decimal(bytes[..<4]),
            let month = decimal(bytes[4..<6]), let date = decimal(bytes[6..<8]), let ordinal = decimal(bytes[9...]),
            ordinal > 0, let day = BusinessDay(year: Int(year), month: Int(month), day: Int(date))
        else { return nil }
        self.init(day: day, ordinal: Int(ordinal))
    }

    package var description: String {
        let (year, month, date) = day.yearMonthDay
        return (Self.letter.map { String($0) } ?? "") + padded(year, digits: 4) + padded(month, digits: 2)
            + padded(date, digits: 2) + "-" + padded(ordinal, digits: 3)
    }

    package static func < (left: Self, right: Self) -> Bool {
        (left.day, left.ordinal) < (right.day, right.ordinal)
    }

    package init(from decoder: any Decoder) throws {
        self = try decodeText(from: decoder, as: Self.expected) { Self($0) }
    }

    package func encode(to encoder: any Encoder) throws {
        try encodeText(description, to: encoder)
    }
}
