import Foundation
import HallCore
import Synchronization

/// Beside the journal: up to which numbers it may have been given today, in steps. If the journal loses its end, nobody
/// gets a number that somebody holds already.
final class NumberMarks: Sendable {
    private let path: String
    private let marks: Mutex<Marks>

    private struct Marks: Codable {
        var day = ""
        var upTo: [String: Int] = [:]
    }

    /// A file write for so many numbers.
    private static let step = 50

    static func path(in directory: String) -> String { directory + "/numbers.json" }

    init(in directory: String) {
        path = Self.path(in: directory)
        let data = FileManager.default.contents(atPath: self.path)
        marks = Mutex(data.flatMap { try? JSONDecoder().decode(Marks.self, from: $0) } ?? Marks())
    }

    /// Before the events are committed. Throws where the mark cannot be kept: then nothing is given.
    func note(_ events: [Event]) throws {
        try marks.withLock { marks in
            var next = marks
            for event in events {
                // Emergency numbers are on paper already, and nobody else's.
                guard case .ticketIssued(let fields) = event.body, fields.entered == nil else { continue }
                let id = fields.ticket
                if next.day != "\(id.day)" { next = Marks(day: "\(id.day)") }
                let (category, ordinal) = (String(UnicodeScalar(id.number.prefix)), Int(id.number.ordinal))
                guard ordinal > next.upTo[category] ?? 0 else { continue }
                next.upTo[category] = (ordinal + Self.step - 1) / Self.step * Self.step
            }
            guard next.day != marks.day || next.upTo != marks.upTo else { return }
            let encoder = JSONEncoder()
            encoder.outputFormatting = .sortedKeys
            try write(encoder.encode(next))
            marks = next
        }
    }

    private func write(_ data: Data) throws {
        let partial = path + ".partial"
        try data.write(to: URL(fileURLWithPath: partial))
        let file = try FileHandle(forUpdating: URL(fileURLWithPath: partial))
        try file.synchronize()
        try file.close()
        guard rename(partial, path) == 0 else { throw CocoaError(.fileWriteUnknown) }
    }

    /// Of the last day that has any.
    var used: [TicketID] {
        marks.withLock { marks in
            guard let day = BusinessDay(marks.day) else { return [] }
            return marks.upTo.keys.sorted().compactMap { category in
                TicketNumber("\(category)\(marks.upTo[category]!)").map { TicketID(day: day, number: $0) }
            }
        }
    }
}
