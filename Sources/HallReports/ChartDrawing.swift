/// Charts of a sheet as SVG: in the page's own fonts, sharp on paper, with a title and a description for screen readers.
/// Colours are dark enough on white for a bad beamer, and apart in lightness for whoever sees no hues.
package struct ChartDrawing {
    private let sheet: Sheet
    private let chart: Sheet.Chart

    package init(_ sheet: Sheet, _ chart: Sheet.Chart) { (self.sheet, self.chart) = (sheet, chart) }

    private static let widthMax = 760.0
    private static let textSize = 13.0
    private static let ink = "#12202e", soft = "#47566a", line = "#c5cedb"
    private static let bars = ["#0d3f75", "#d9822b", "#4d9e6a"]
    /// From the best to the worst.
    private static let shades = ["#e3eefa", "#b9d6f0", "#86b6e0", "#4d8fc9", "#1f5f9e", "#0b2f5c"]

    package var svg: String {
        switch chart.kind {
        case .columns: columnChart
        case .bars: barChart
        case .shares: shareChart
        }
    }

    private var rows: [Sheet.Row] { Array(sheet.rows[chart.rows]) }
    private var names: [String] { rows.map { $0.cells[0].shown } }
    private func heading(_ column: Int) -> String { sheet.columns[column].heading }

    private func picture(height: Double, _ parts: [String]) -> String {
        let description = names.indices.map { row in
            let values = chart.columns.map { "\(heading($0)) \(rows[row].cells[$0].shown)" }
            return "\(names[row]): \(values.joined(separator: ", "))"
        }.joined(separator: "; ")
        return
            "<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" viewBox=\"0 0 \(number(Self.widthMax)) \(number(height))\""
            + " font-family=\"sans-serif\" font-size=\"\(number(Self.textSize))\">"
            + "<title>\(chart.title.escaped)</title><desc>\(description.escaped)</desc>"
            + parts.joined() + "</svg>"
    }

    // MARK: Columns

    private static let barTop = 34.0, barHeight = 200.0, barLeft = 46.0

    private var columnChart: String {
        let values = rows.map { row in chart.columns.map { row.cells[$0].magnitude } }
        let scale = Scale(covering: values.joined().compactMap { $0 }.max() ?? 0)
        let width = (Self.widthMax - Self.barLeft - 8) / Double(max(1, rows.count))
        let y = { (value: Double) in Self.barTop + Self.barHeight * (1 - value / scale.max) }
        var parts = scale.marks.map { mark in
            rule(from: Self.barLeft, to: Self.widthMax - 8, y: y(mark))
                + text(number(mark), x: Self.barLeft - 6, y: y(mark) + 4, anchor: "end", fill: Self.soft)
        }
        let bar = min(46, width * 0.8 / Double(chart.columns.count))
        // A figure for each bar, where there is room for it.
        let hasFigures = bar >= 22
        for (index, row) in values.enumerated() {
            let middle = Self.barLeft + width * (Double(index) + 0.5)
            for (series, value) in row.enumerated() {
                guard let value else { continue }
                let x = middle + bar * (Double(series) - Double(row.count) / 2)
                parts.append(box(x: x, y: y(value), width: bar * 0.95, height: y(0) - y(value), Self.bars[series % 3]))
                guard hasFigures else { continue }
                let shown = rows[index].cells[chart.columns[series]].shown
                parts.append(text(shown, x: x + bar * 0.475, y: y(value) - 4, anchor: "middle", size: 11))
            }
        }
        parts.append(rule(from: Self.barLeft, to: Self.widthMax - 8, y: y(0), colour: Self.soft))
        let room = width * Double(labelStep(width))
        for index in stride(from: 0, to: rows.count, by: labelStep(width)) {
            let x = Self.barLeft + width * (Double(index) + 0.5)
            parts.append(text(fitted(names[index], in: room), x: x, y: y(0) + 18, anchor: "middle", fill: Self.soft))
        }
        if chart.columns.count > 1 { parts.append(legend(chart.columns.indices.map { Self.bars[$0 % 3] })) }
        return picture(height: Self.barTop + Self.barHeight + 28, parts)
    }

    /// Every so many names fit below the bars.
    private func labelStep(_ width: Double) -> Int {
        let widest = min(120, names.map { textWidth($0) }.max() ?? 0) + 8
        return max(1, Int((widest / width).rounded(.up)))
    }

    // MARK: Bars

    private static let rowTop = 34.0, rowHeight = 28.0, rowLeft = 210.0

    private var barChart: String {
        let width = Self.widthMax - Self.rowLeft - 60
        let most = max(1, rows.flatMap { row in chart.columns.compactMap { row.cells[$0].magnitude } }.max() ?? 1)
        let high = (Self.rowHeight - 8) / Double(chart.columns.count)
        let isLegendNeeded = chart.columns.count > 1
        let first = isLegendNeeded ? Self.rowTop : 6
        var parts = isLegendNeeded ? [legend(chart.columns.indices.map { Self.bars[$0 % 3] })] : []
        for (index, row) in rows.enumerated() {
            let top = first + Self.rowHeight * Double(index)
            parts.append(name(of: index, top: top))
            for (series, column) in chart.columns.enumerated() {
                guard let value = row.cells[column].magnitude else { continue }
                let y = top + 3 + high * Double(series)
                let length = width * value / most
                parts.append(box(x: Self.rowLeft, y: y, width: length, height: high - 1, Self.bars[series % 3]))
                parts.append(
                    text(row.cells[column].shown, x: Self.rowLeft + length + 6, y: y + high / 2 + 4, size: 12))
            }
        }
        return picture(height: first + Self.rowHeight * Double(max(1, rows.count)) + 8, parts)
    }

    private func name(of row: Int, top: Double) -> String {
        text(fitted(names[row], in: Self.rowLeft - 12), x: Self.rowLeft - 8, y: top + 18, anchor: "end")
    }

    // MARK: Shares

    private var shareChart: String {
        let width = Self.widthMax - Self.rowLeft - 52
        var parts = [legend(chart.columns.indices.map { shade($0) })]
        for (index, row) in rows.enumerated() {
            let top = Self.rowTop + Self.rowHeight * Double(index)
            let values = chart.columns.map { row.cells[$0].magnitude ?? 0 }
            let whole = values.reduce(0, +)
            parts.append(name(of: index, top: top))
            var x = Self.rowLeft
            for (series, value) in values.enumerated() where value > 0 {
                let part = width * value / whole
                parts.append(
                    box(x: x, y: top + 2, width: max(1, part - 1.5), height: Self.rowHeight - 6, shade(series)))
                let shown = row.cells[chart.columns[series]].shown
                if part > textWidth(shown) + 6 {
                    let ink = Self.shades.firstIndex(of: shade(series))! < 3 ? Self.ink : "#ffffff"
                    parts.append(text(shown, x: x + part / 2 - 1, y: top + 18, anchor: "middle", size: 12, fill: ink))
                }
                x += part
            }
            parts.append(text(number(whole), x: Self.rowLeft + width + 8, y: top + 18, fill: Self.soft))
        }
        return picture(height: Self.rowTop + Self.rowHeight * Double(max(1, rows.count)) + 8, parts)
    }

    private func shade(_ series: Int) -> String {
        let last = max(1, chart.columns.count - 1)
        return Self.shades[series * (Self.shades.count - 1) / last]
    }

    // MARK: Marks

    private func legend(_ colours: [String]) -> String {
        var x = chart.kind == .columns ? Self.barLeft : Self.rowLeft
        var parts: [String] = []
        for (colour, column) in zip(colours, chart.columns) {
            parts.append(box(x: x, y: 6, width: 14, height: 14, colour))
            parts.append(text(heading(column), x: x + 19, y: 17.5, size: 12))
            x += 19 + textWidth(heading(column)) + 14
        }
        return parts.joined()
    }

    private func box(x: Double, y: Double, width: Double, height: Double, _ colour: String) -> String {
        "<rect x=\"\(number(x))\" y=\"\(number(y))\" width=\"\(number(width))\" height=\"\(number(height))\""
            + " fill=\"\(colour)\" stroke=\"\(Self.soft)\" stroke-width=\"\(width < 8 ? 0 : 0.5)\"/>"
    }

    private func rule(from left: Double, to right: Double, y: Double, colour: String = ChartDrawing.line) -> String {
        "<path d=\"M\(number(left)) \(number(y))H\(number(right))\" stroke=\"\(colour)\"/>"
    }

    private func text(
        _ text: String, x: Double, y: Double, anchor: String = "start", size: Double = ChartDrawing.textSize,
        fill: String = ChartDrawing.ink
    ) -> String {
        "<text x=\"\(number(x))\" y=\"\(number(y))\" text-anchor=\"\(anchor)\" font-size=\"\(number(size))\""
            + " fill=\"\(fill)\">\(text.escaped)</text>"
    }

    /// Shortened where it is longer than there is room; the table beside has the whole.
    private func fitted(_ text: String, in width: Double) -> String {
        guard textWidth(text) > width else { return text }
        var shortened = text
        while !shortened.isEmpty, textWidth(shortened + "…") > width { shortened.removeLast() }
        return shortened + "…"
    }

    /// About: Chinese characters are as wide as high, others hardly more than half.
    private func textWidth(_ text: String) -> Double {
        text.unicodeScalars.reduce(0) { $0 + ($1.value >= 0x2E80 ? 1 : 0.6) * Self.textSize }
    }

    private func number(_ value: Double) -> String { decimal(value, digits: 1) }
}

/// An axis from 0, with marks at round figures.
private struct Scale {
    let max: Double
    let marks: [Double]

    init(covering value: Double) {
        var step = 1.0
        // 1, 2, 5, 10, 20, 50 and so on, until five of them are enough.
        var factors = [2.0, 2.5, 2.0]
        while step * 5 < value {
            step *= factors[0]
            factors.append(factors.removeFirst())
        }
        let count = Swift.max(1, (value / step).rounded(.up))
        max = step * count
        marks = (0...Int(count)).map { step * Double($0) }
    }
}

extension Sheet.Cell {
    /// As it is drawn; nil where there is no figure: no data is no bar of no height.
    fileprivate var magnitude: Double? {
        switch self {
        case .count(let count): Double(count)
        case .share(let share): share * 100
        case .minutes(let seconds): seconds / 60
        case .empty, .text, .date: nil
        }
    }
}

extension String {
    /// With U+FFFD for what XML 1.0 has no place for: a file with it opens nowhere.
    var inXML: String {
        String(
            String.UnicodeScalarView(
                unicodeScalars.map { scalar in
                    switch scalar.value {
                    case 0x9, 0xA, 0xD, 0x20...0xFFFD, 0x10000...: scalar
                    default: "\u{FFFD}"
                    }
                }))
    }

    fileprivate var escaped: String {
        inXML.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
            .replacing("\"", with: "&quot;")
    }
}
