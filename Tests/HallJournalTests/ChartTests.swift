import Foundation
import HallReports
import Testing

/// Charts are well formed, whatever is in the table.
@Suite struct Charts {
    private func sheet(rows count: Int, _ cell: (Int) -> Sheet.Cell) -> Sheet {
        var sheet = Sheet(
            name: "s", title: "t", columns: ["a", "b", "c"].map { Sheet.Column($0, width: 8) })
        sheet.rows = (0..<count).map { Sheet.Row([.text("<\($0)> & \"很长很长很长很长很长很长的名字\""), cell($0), cell($0 + 1)]) }
        return sheet
    }

    @Test(arguments: [Sheet.Chart.Kind.columns, .bars, .shares], [0, 1, 2, 24, 62, 366, 1000])
    func areDrawnOfAnyNumberOfRows(kind: Sheet.Chart.Kind, rows: Int) throws {
        for cell in [
            { Sheet.Cell.count($0 * 7 % 50) }, { _ in .count(0) }, { _ in .empty },
            { .minutes(seconds: Double($0) * 3.7e6) },
        ] {
            let sheet = sheet(rows: rows, cell)
            let chart = Sheet.Chart(title: "<b>", kind, columns: [1, 2], rows: 0..<rows)
            let svg = ChartDrawing(sheet, chart).svg
            #expect(!svg.contains("nan") && !svg.contains("inf"))
            for size in svg.matches(of: /(?:width|height)="(-?[0-9.]+)"/) { #expect(Double(size.1)! >= 0, "\(size.0)") }
            #expect(svg.contains("<title>&lt;b&gt;</title>") && !svg.contains("<0>"))
            #expect(svg.count { $0 == "<" } == svg.count { $0 == ">" })
        }
    }

    @Test func aRowWithoutAFigureHasNoBar() {
        let sheet = sheet(rows: 3) { $0 == 1 ? .empty : .count(5) }
        let svg = ChartDrawing(sheet, Sheet.Chart(title: "t", .columns, columns: [1], rows: 0..<3)).svg
        #expect(svg.matches(of: /<rect/).count == 2)
    }
}
