package import HallReports
import HallWire

extension Sheet {
    /// UTF-8. Durations in minutes, shares of 1, dates as 2026-11-21.
    package func csv(withByteOrderMark: Bool) -> String {
        let above = [title] + self.lines + (warning.map { [$0] } ?? [])
        let lines =
            above.map { [$0] } + [columns.map(\.heading)] + rows.map { $0.cells.map(Self.written) } + notes.map { [$0] }
        let text = lines.map { $0.map(CommaSeparated.field).joined(separator: ",") + "\r\n" }.joined()
        return (withByteOrderMark ? "\u{FEFF}" : "") + text
    }

    private static func written(_ cell: Cell) -> String {
        switch cell {
        case .empty: ""
        case .text(let text): text
        case .count(let count): "\(count)"
        case .share(let share): decimal(share, digits: 4)
        case .minutes(let seconds): decimal(seconds / 60, digits: 2)
        case .date(let day): "\(day)"
        }
    }
}
