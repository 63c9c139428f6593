package import HallCore

/// A table for people: the same for a spreadsheet, for CSV and for paper.
package struct Sheet: Sendable, Equatable {
    package enum Cell: Sendable, Equatable {
        case empty
        case text(String)
        case count(Int)
        /// Of 1.
        case share(Double)
        /// As minutes and parts of them.
        case minutes(seconds: Double)
        case date(BusinessDay)
    }

    package struct Column: Sendable, Equatable {
        package var heading: String
        /// Characters of ordinary width.
        package var width: Int

        package init(_ heading: String, width: Int) { (self.heading, self.width) = (heading, width) }
    }

    package struct Row: Sendable, Equatable {
        package var cells: [Cell]
        /// A sum of others.
        package var isTotal: Bool

        package init(_ cells: [Cell], isTotal: Bool = false) { (self.cells, self.isTotal) = (cells, isTotal) }
    }

    /// Rows as a picture: their names in the first column, their values in `columns`.
    package struct Chart: Sendable, Equatable {
        package enum Kind: Sendable {
            /// A bar for each column, names below: for times, of which not each needs its name.
            case columns
            /// A bar for each column, names beside.
            case bars
            /// What part of the row's whole each column is.
            case shares
        }

        package var title: String
        package var kind: Kind
        package var columns: [Int]
        /// As far as rows are no totals.
        package var rows: Range<Int>

        package init(title: String, _ kind: Kind, columns: [Int], rows: Range<Int>) {
            (self.title, self.kind, self.columns, self.rows) = (title, kind, columns, rows)
        }
    }

    package var name: String
    package var title: String
    /// Above the table: unit, period, and what must be seen first.
    package var lines: [String] = []
    /// What nobody may overlook.
    package var warning: String?
    package var columns: [Column]
    package var rows: [Row] = []
    /// Below: what the figures mean, who signs.
    package var notes: [String] = []
    package var charts: [Chart] = []

    package init(name: String, title: String, columns: [Column]) {
        (self.name, self.title, self.columns) = (name, title, columns)
    }
}

extension Sheet {
    /// For a terminal: cells with tabs between, as people read figures.
    package var text: String {
        let above = [title] + lines + (warning.map { [$0] } ?? [])
        let table = [columns.map(\.heading)] + rows.map { $0.cells.map(\.shown) }
        return (above + table.map { $0.joined(separator: "\t") } + notes).map { $0 + "\n" }.joined()
    }
}

extension Sheet.Cell {
    package var isFigure: Bool {
        switch self {
        case .count, .share, .minutes, .empty: true
        case .text, .date: false
        }
    }

    package var shown: String {
        switch self {
        case .empty: ""
        case .text(let text): text.replacing("\t", with: " ")
        case .count(let count): "\(count)"
        case .share(let share): decimal(share * 100, digits: 1) + "%"
        case .minutes(let seconds): decimal(seconds / 60, digits: 1)
        case .date(let day): "\(day)"
        }
    }
}

/// `0.5` for 0.5 with 4 digits at most.
package func decimal(_ value: Double, digits: Int) -> String {
    var scale = 1.0
    for _ in 0..<digits { scale *= 10 }
    let whole = Int((value.magnitude * scale).rounded())
    let sign = value < 0 && whole != 0 ? "-" : ""
    var fraction = padded(whole % Int(scale), digits: digits)
    while fraction.hasSuffix("0") { fraction.removeLast() }
    return sign + "\(whole / Int(scale))" + (fraction.isEmpty ? "" : "." + fraction)
}
