/// Columns under headings, as they go on paper.
package struct PrintedGrid: Sendable, Equatable {
    package struct Column: Sendable, Equatable {
        package var heading: String
        /// Against the others.
        package var width: Int
        package var isFigure: Bool

        package init(heading: String, width: Int, isFigure: Bool) {
            (self.heading, self.width, self.isFigure) = (heading, width, isFigure)
        }
    }

    package struct Row: Sendable, Equatable {
        package var cells: [String]
        package var isTotal: Bool

        package init(cells: [String], isTotal: Bool) { (self.cells, self.isTotal) = (cells, isTotal) }
    }

    package var columns: [Column]
    package var rows: [Row]

    package init(columns: [Column], rows: [Row]) { (self.columns, self.rows) = (columns, rows) }
}

/// A table with what stands above and below it.
package struct PrintedTable: Sendable, Equatable {
    package var title: String
    package var lines: [String]
    package var grid: PrintedGrid
    package var notes: [String]

    package init(title: String, lines: [String], grid: PrintedGrid, notes: [String]) {
        (self.title, self.lines, self.grid, self.notes) = (title, lines, grid, notes)
    }
}
