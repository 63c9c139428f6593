import Foundation
import HallCore
import HallEngine
import HallJournal
import HallReports
import HallTestSupport
import Logging
import Testing

/// Days of the 'Anonymous Bank' log in simulated time: every wait and every service is the log's, to the second, and every
/// figure is what the log's own rows come to.
@Suite struct RealDay {
    private static let log =
        ProcessInfo.processInfo.environment["HALL_DATA"].map { URL(fileURLWithPath: $0) }
        ?? URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("shared/data")
    private static var file: URL { log.appendingPathComponent("bank-calls-08-01-to-08-15.csv") }
    private static let spareWindow = 99
    private static let midnight = 86_400

    struct Row {
        let service: String
        let isPriority: Bool
        let window: Int
        let isServed: Bool
        let arrival: Int
        /// When it was called, and when its visit ended.
        var start: Int
        var end: Int
    }

    struct Step {
        let key: [Int]
        let row: Int
        let what: What

        enum What { case take, call, end }
    }

    /// A Monday with a long queue, a Thursday, a Saturday, the Sunday after.
    @Test(
        .enabled(if: FileManager.default.fileExists(atPath: file.path), "the real queue's log is absent"),
        arguments: [("2010-08-02", 2000), ("2010-08-05", 1500), ("2010-08-14", 100), ("2010-08-15", 1200)])
    func waitsAndServicesEqualTheLogs(date: String, rowsMin: Int) async throws {
        let rows = try Self.rows(of: date)
        #expect(rows.count > rowsMin)
        let day = BusinessDay(year: 2026, month: 8, day: 3)!
        let time = SimulatedTime(day: day, millisecondOfDay: 0)
        let directory = try TemporaryDirectory()
        let journal = try SQLiteJournal(path: directory.path("journal.sqlite"))
        let engine = try HallEngine(journal: journal, time: time, log: Logger(label: "test"))
        try await engine.open(Self.configuration(windows: rows.map(\.window).max(by: { $0 % 99 < $1 % 99 })! % 99))
        let tickets = try await play(rows, engine, time)
        try checkVisits(rows, tickets, journal, day)
        try checkFigures(rows, journal, day)
    }

    private func play(_ rows: [Row], _ engine: HallEngine, _ time: SimulatedTime) async throws -> [TicketID] {
        var tickets = [TicketID?](repeating: nil, count: rows.count)
        var now = 0
        for step in Self.steps(rows) {
            time.advance(seconds: step.key[0] - now)
            now = step.key[0]
            let row = rows[step.row]
            let command: Command
            switch step.what {
            case .take:
                var request = TakeRequest(service: row.service)
                request.priority = row.isPriority ? "priority" : nil
                request.printsSlip = false
                command = .take(request)
            case .call:
                command = .call(
                    row.window, pick: tickets[step.row]!.number, finish: false, silent: true, reason: nil)
            case .end:
                command = row.isServed ? .finish(row.window, reason: nil) : .noShow(row.window, reason: nil)
            }
            let receipt = try await engine.submit(Submission(command, by: .engine))
            if step.what == .take { tickets[step.row] = receipt.subject }
        }
        return tickets.map { $0! }
    }

    private func checkVisits(
        _ rows: [Row], _ tickets: [TicketID], _ journal: SQLiteJournal, _ day: BusinessDay
    ) throws {
        let book = Recorder()
        try journal.events(of: day) { book.record($0) }
        var visits: [TicketID: Visit] = [:]
        for visit in book.visits { visits[visit.ticket] = visit }
        for (row, ticket) in zip(rows, tickets) {
            let visit = try #require(visits[ticket])
            #expect(visit.waitMilliseconds == Int64(row.start - row.arrival) * 1000)
            #expect(visit.state == (row.isServed ? .served : .noShow))
            if row.isServed { #expect(visit.legs[0].serviceMilliseconds == Int64(row.end - row.start) * 1000) }
        }
    }

    /// By every split that the log knows, from its rows alone.
    private func checkFigures(_ rows: [Row], _ journal: SQLiteJournal, _ day: BusinessDay) throws {
        let keys: [(split: Split, key: (Row) -> String)] = [
            (.service, { $0.service }), (.priority, { $0.isPriority ? "priority" : "normal" }),
            (.window, { "\($0.window)" }), (.staff, { "s\($0.window)" }),
            (.hour, { String("0\($0.arrival / 3600)".suffix(2)) }), (.day, { _ in "\(day)" }),
        ]
        for (split, key) in keys {
            let tally = try #require(try Reports(journal).tally(of: day, by: split, today: nil))
            #expect(tally.brokenEquations == [])
            compare(tally.whole, rows, "whole")
            let expected = Dictionary(grouping: rows, by: key)
            for (name, group) in tally.groups { compare(group, expected[name] ?? [], "\(split) \(name)") }
            #expect(Set(expected.keys).isSubset(of: tally.groups.map(\.key)))
        }
    }

    private func compare(_ tally: Tally, _ rows: [Row], _ name: String) {
        #expect(tally.issued == rows.count, "\(name)")
        #expect(tally.count(.served) == rows.count { $0.isServed }, "\(name)")
        #expect(tally.count(.noShow) == rows.count { !$0.isServed }, "\(name)")
        compare(tally.wait, rows.map { $0.start - $0.arrival }, "\(name): waits")
        compare(tally.serviceTime, rows.filter(\.isServed).map { $0.end - $0.start }, "\(name): services")
    }

    private func compare(_ spread: Spread?, _ seconds: [Int], _ name: String) {
        guard let spread else {
            #expect(seconds.isEmpty, "\(name)")
            return
        }
        let sorted = seconds.sorted(), count = seconds.count
        #expect(spread.count == count, "\(name)")
        #expect(abs(spread.mean - Double(seconds.reduce(0, +)) / Double(count)) < 1e-6, "\(name)")
        #expect(spread.median == Double(sorted[(count - 1) / 2] + sorted[count / 2]) / 2, "\(name)")
        #expect(spread.max == Double(sorted[count - 1]), "\(name)")
        // Nine tenths are no larger, and fewer than that are smaller.
        #expect(sorted.count { Double($0) <= spread.p90 } * 10 >= count * 9, "\(name)")
        #expect(sorted.count { Double($0) < spread.p90 } * 10 < count * 9, "\(name)")
    }

    private final class Recorder: @unchecked Sendable {
        // Filled by one synchronous call, read after it.
        private var book = DayBook()
        var visits: [Visit] { book.visits }
        func record(_ event: Event) { book.record(event) }
    }

    private static func configuration(windows count: Int) -> HallConfiguration {
        func text(_ name: String) -> LocalisedText { LocalisedText(name, name, name) }
        let services = [("PS", "P"), ("NE", "E"), ("NW", "N"), ("PE", "X"), ("IN", "I"), ("TT", "T")]
        var hall = HallConfiguration(name: text("Bank"))
        hall.calling.policy = .fifo
        hall.calling.noShowCallCountMin = 1
        hall.calling.noShowGapSecondsMin = 0
        hall.calling.startInferredAfterSeconds = 0
        hall.priorityGroups = [PriorityGroup(code: "priority", name: text("Priority"))]
        hall.categories = services.map { Category(prefix: $0.1, name: text($0.0)) }
        hall.services = services.map { Service(code: $0.0, category: $0.1, name: text($0.0)) }
        hall.windows = (Array(1...count) + [spareWindow]).map { number in
            Window(number: number, primary: services.map(\.0), signedIn: "s\(number)")
        }
        return hall
    }

    // MARK: The log

    private static func rows(of date: String) throws -> [Row] {
        let lines = try String(contentsOf: file, encoding: .utf8).split(whereSeparator: \.isNewline)
        let names = lines[0].split(separator: ",").map(String.init)
        let fields = lines.dropFirst().map { line in
            Dictionary(uniqueKeysWithValues: zip(names, line.split(separator: ",", omittingEmptySubsequences: false)))
        }.filter { $0["date"]! == date && playable($0) }
        let servers = Set(fields.filter { $0["outcome"] == "AGENT" }.map { String($0["server"]!) }).sorted()
        var busyUntil: [Int: Int] = [:]
        return fields.map { row(from: $0, servers) }.sorted { $0.start < $1.start }.map { row in
            // A server's overlapping services are taken one after the other.
            guard row.isServed else { return row }
            var row = row
            row.start = max(row.start, busyUntil[row.window] ?? 0)
            row.end = max(row.end, row.start)
            busyUntil[row.window] = row.end
            return row
        }
    }

    private static func playable(_ fields: [String: Substring]) -> Bool {
        let arrival = seconds(fields["vru_exit"]!)
        let queueExit = arrival + Int(fields["q_time"]!)!
        guard arrival > 0, queueExit < midnight else { return false }
        switch fields["outcome"] {
        case "AGENT": return fields["server"] != "NO_SERVER" && seconds(fields["ser_exit"]!) >= queueExit
        case "HANG": return fields["q_time"] != "0"
        default: return false
        }
    }

    private static func row(from fields: [String: Substring], _ servers: [String]) -> Row {
        let isServed = fields["outcome"] == "AGENT"
        let arrival = seconds(fields["vru_exit"]!)
        let queueExit = arrival + Int(fields["q_time"]!)!
        return Row(
            service: String(fields["type"]!), isPriority: fields["priority"] == "2",
            window: isServed ? servers.firstIndex(of: String(fields["server"]!))! + 1 : spareWindow,
            isServed: isServed, arrival: arrival, start: queueExit,
            end: isServed ? seconds(fields["ser_exit"]!) : queueExit)
    }

    private static func seconds(_ clock: Substring) -> Int {
        clock.split(separator: ":").reduce(0) { $0 * 60 + Int($1)! }
    }

    /// In order of time; at one moment arrivals first, then each window's calls and endings in their order.
    private static func steps(_ rows: [Row]) -> [Step] {
        var chain: [Int: Int] = [:]
        var steps: [Step] = []
        for (index, row) in rows.enumerated() {
            let place = chain[row.window, default: 0]
            chain[row.window] = place + 2
            steps.append(Step(key: [row.arrival, 0, 0, 0], row: index, what: .take))
            steps.append(Step(key: [row.start, 1, row.window, place], row: index, what: .call))
            steps.append(Step(key: [row.end, 1, row.window, place + 1], row: index, what: .end))
        }
        return steps.sorted { $0.key.lexicographicallyPrecedes($1.key) }
    }
}
