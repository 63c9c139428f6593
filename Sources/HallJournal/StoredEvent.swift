package import Foundation
package import HallCore

/// One row of the `event` table, as it is stored.
struct StoredEvent {
    var sequence: Int
    var day: String
    var at: Int64
    var kind: String
    var body: Data
    var chain: Data
}

/// The JSON of a body: the envelope's fields and the event's own in one flat object.
struct EventJSON: Encodable, DecodableWithConfiguration {
    let event: Event

    /// What the other columns say.
    struct Columns {
        let day: BusinessDay
        let at: Int64
        let kind: EventKind
    }

    private enum Key: String, CodingKey {
        case civil, by, untrusted, request
    }

    init(_ event: Event) {
        self.event = event
    }

    func encode(to encoder: any Encoder) throws {
        try event.body.encode(to: encoder)
        var envelope = encoder.container(keyedBy: Key.self)
        try envelope.encode(event.at.civil, forKey: .civil)
        try envelope.encode(event.actor, forKey: .by)
        if !event.at.trusted { try envelope.encode(true, forKey: .untrusted) }
        try envelope.encodeIfPresent(event.request, forKey: .request)
    }

    init(from decoder: any Decoder, configuration columns: Columns) throws {
        let envelope = try decoder.container(keyedBy: Key.self)
        let untrusted = try envelope.decodeIfPresent(Bool.self, forKey: .untrusted) ?? false
        event = Event(
            at: HallTime(
                instant: columns.at, civil: try envelope.decode(CivilTime.self, forKey: .civil),
                trusted: !untrusted),
            actor: try envelope.decode(Actor.self, forKey: .by),
            day: columns.day,
            request: try envelope.decodeIfPresent(RememberedRequest.self, forKey: .request),
            body: try EventBody(kind: columns.kind, from: decoder))
    }
}

/// Between events and their rows. Sorted keys: the same event is always the same bytes.
struct EventCoder {
    private let encoder: JSONEncoder
    private let decoder = JSONDecoder()

    init() {
        encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    }

    func encode(_ event: Event, sequence: Int, after previous: Data) throws -> StoredEvent {
        var row = StoredEvent(
            sequence: sequence, day: "\(event.day)", at: event.at.instant, kind: event.body.kind.rawValue,
            body: try body(of: event), chain: Data())
        row.chain = Chain.link(row, after: previous)
        return row
    }

    func body(of event: Event) throws -> Data {
        try encoder.encode(EventJSON(event))
    }

    func decode(_ row: StoredEvent) throws(JournalError) -> Event {
        guard let day = BusinessDay(row.day), let kind = EventKind(rawValue: row.kind) else {
            throw .unreadable(sequence: row.sequence, "day ‘\(row.day)’, kind ‘\(row.kind)’")
        }
        do {
            return try decoder.decode(
                EventJSON.self, from: row.body,
                configuration: EventJSON.Columns(day: day, at: row.at, kind: kind)
            ).event
        } catch {
            throw .unreadable(sequence: row.sequence, "\(error)")
        }
    }
}

extension Event {
    /// The JSON that the journal keeps of it.
    package func storedBody() throws -> Data {
        try EventCoder().body(of: self)
    }
}
