package typealias ServiceCode = String
package typealias StaffID = String
package typealias CommunityCode = String
/// The code of a priority group (优先对象).
package typealias PriorityCode = String
/// The code of a focus group (服务重点对象).
package typealias FocusCode = String
package typealias WindowNumber = Int
package typealias PrintJobNumber = Int

/// A ticket's number (排队号): the category's letter and an ordinal, `A001`; four digits after 999.
package struct TicketNumber: Hashable, Comparable, Sendable {
    /// ASCII A to Z.
    package let prefix: UInt8
    package let ordinal: Int32

    package init(prefix: UInt8, ordinal: Int32) {
        self.prefix = prefix
        self.ordinal = ordinal
    }

    /// Reads `A001`, and `a1` as people type it.
    package init?(_ text: some StringProtocol) {
        self.init(bytes: Array(text.utf8)[...])
    }

    init?(bytes: ArraySlice<UInt8>) {
        guard (2...6).contains(bytes.count), let ordinal = decimal(bytes.dropFirst()), ordinal > 0 else { return nil }
        let prefix = bytes[bytes.startIndex] & ~0x20
        guard Self.prefixes.contains(prefix) else { return nil }
        self.init(prefix: prefix, ordinal: Int32(ordinal))
    }

    package static let prefixes = UInt8(ascii: "A")...UInt8(ascii: "Z")

    package static func < (left: TicketNumber, right: TicketNumber) -> Bool {
        (left.prefix, left.ordinal) < (right.prefix, right.ordinal)
    }
}

extension TicketNumber: CustomStringConvertible {
    package var description: String {
        String(UnicodeScalar(prefix)) + padded(ordinal, digits: 3)
    }
}

/// A number and the business day it was given on: unique for ever. Written `2026-11-21/A001`.
package struct TicketID: Hashable, Comparable, Sendable {
    package let day: BusinessDay
    package let number: TicketNumber

    package init(day: BusinessDay, number: TicketNumber) {
        self.day = day
        self.number = number
    }

    package init?(_ text: some StringProtocol) {
        let bytes = Array(text.utf8)
        guard bytes.count > 11, bytes[10] == UInt8(ascii: "/"), let day = BusinessDay(bytes: bytes[..<10]),
            let number = TicketNumber(bytes: bytes[11...])
        else { return nil }
        self.init(day: day, number: number)
    }

    package static func < (left: TicketID, right: TicketID) -> Bool {
        (left.day, left.number) < (right.day, right.number)
    }
}

extension TicketID: Codable, CustomStringConvertible {
    package var description: String { "\(day)/\(number)" }

    package init(from decoder: any Decoder) throws {
        self = try decodeText(from: decoder, as: "a ticket like 2026-11-21/A001") { TicketID($0) }
    }

    package func encode(to encoder: any Encoder) throws {
        try encodeText(description, to: encoder)
    }
}
