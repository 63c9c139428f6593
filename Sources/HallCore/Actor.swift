package enum Door: String, Codable, Sendable {
    /// The daemon itself: clock, start, reload.
    case engine
    case control, web, device
}

/// Who asked for something. Stored with every event.
package struct Actor: Hashable, Codable, Sendable {
    package var door: Door
    package var uid: UInt32?
    package var staff: StaffID?
    package var device: String?

    package init(door: Door, uid: UInt32? = nil, staff: StaffID? = nil, device: String? = nil) {
        self.door = door
        self.uid = uid
        self.staff = staff
        self.device = device
    }

    package static let engine = Actor(door: .engine)
    package static func device(_ name: String) -> Actor { Actor(door: .device, device: name) }
}

/// Makes a changing request repeatable: the same id gives the same result.
package struct RequestID: Hashable, Sendable {
    package var id: String
    /// Of the operation and its parameters, made by the door. The same id with another is refused.
    package var fingerprint: UInt64

    package init(id: String, fingerprint: UInt64) {
        self.id = id
        self.fingerprint = fingerprint
    }
}

/// A request that was carried out, and the ticket that its answer names.
package struct RememberedRequest: Hashable, Sendable {
    package var id: String
    package var fingerprint: UInt64
    package var ticket: TicketID?
    /// What was begun besides a ticket: the id of an appointment, a follow-up or a print job.
    package var begun: String?
}

/// One string, `fingerprint subject id`: a day's opening carries thousands, and a start reads them. The subject is a ticket,
/// or a dash and what was begun, if anything.
extension RememberedRequest: Codable {
    package init(from decoder: any Decoder) throws {
        self = try decodeText(from: decoder, as: "a remembered request") { text in
            let parts = text.utf8.split(separator: UInt8(ascii: " "), maxSplits: 2, omittingEmptySubsequences: false)
                .map { Substring($0) }
            guard parts.count == 3, let fingerprint = UInt64(parts[0], radix: 16) else { return nil }
            let ticket = TicketID(parts[1])
            guard ticket != nil || parts[1].first == "-" else { return nil }
            let begun = ticket == nil && parts[1].count > 1 ? String(parts[1].dropFirst()) : nil
            return RememberedRequest(id: String(parts[2]), fingerprint: fingerprint, ticket: ticket, begun: begun)
        }
    }

    package func encode(to encoder: any Encoder) throws {
        let subject = ticket.map { "\($0)" } ?? "-\(begun ?? "")"
        try encodeText("\(String(fingerprint, radix: 16)) \(subject) \(id)", to: encoder)
    }
}

/// What whoever asks has seen at a window: a click that comes late must not end another resident's visit.
package struct SeenInHand: Hashable, Sendable {
    package var window: WindowNumber
    /// Nil: nobody.
    package var ticket: TicketNumber?

    package init(window: WindowNumber, ticket: TicketNumber?) {
        (self.window, self.ticket) = (window, ticket)
    }
}

package struct Submission: Sendable {
    package var command: Command
    package var actor: Actor
    package var request: RequestID?
    /// Refused where it is no longer so.
    package var seen: SeenInHand?

    package init(_ command: Command, by actor: Actor, request: RequestID? = nil, seen: SeenInHand? = nil) {
        self.command = command
        self.actor = actor
        self.request = request
        self.seen = seen
    }
}
