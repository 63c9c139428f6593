import HallPeripherals
import HallReports

extension PrintedTable {
    /// A table of the reports, as paper takes it.
    init(_ sheet: Sheet) {
        let columns = sheet.columns.enumerated().map { index, column in
            PrintedGrid.Column(
                heading: column.heading, width: column.width, isFigure: sheet.rows.first?.cells[index].isFigure ?? false
            )
        }
        self.init(
            title: sheet.title, lines: sheet.lines + (sheet.warning.map { [$0] } ?? []),
            grid: PrintedGrid(
                columns: columns,
                rows: sheet.rows.map { PrintedGrid.Row(cells: $0.cells.map(\.shown), isTotal: $0.isTotal) }),
            notes: sheet.notes)
    }
}
