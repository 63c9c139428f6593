/// Lines up columns of text in a terminal, where Chinese characters are two cells wide.
struct Table {
    enum Alignment { case left, right }

    private let alignments: [Alignment]
    private var rows: [[String]]

    init(_ headings: [(String, Alignment)]) {
        alignments = headings.map(\.1)
        rows = [headings.map(\.0)]
    }

    mutating func append(_ row: [String]) {
        rows.append(row.map(visible))
    }

    /// Two spaces between columns, none at the ends of lines.
    var text: String {
        let widths = alignments.indices.map { column in rows.map { cellWidth(of: $0[column]) }.max() ?? 0 }
        return rows.map { row in
            var line = ""
            for (column, cell) in row.enumerated() {
                let padding = String(repeating: " ", count: widths[column] - cellWidth(of: cell))
                line += (column == 0 ? "" : "  ") + (alignments[column] == .left ? cell + padding : padding + cell)
            }
            while line.last == " " { line.removeLast() }
            return line
        }.joined(separator: "\n")
    }
}

/// Terminal cells that `text` takes: two for a wide character, none for a combining one or a control.
func cellWidth(of text: String) -> Int {
    text.reduce(0) { width, character in width + (character.unicodeScalars.first.map(cellWidth(of:)) ?? 0) }
}

/// By Unicode's East Asian Width, wide and fullwidth ranges.
private func cellWidth(of scalar: Unicode.Scalar) -> Int {
    switch scalar.properties.generalCategory {
    case .control, .nonspacingMark, .enclosingMark, .format: return 0
    default: break
    }
    switch scalar.value {
    case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0xA4CF, 0xA960...0xA97F, 0xAC00...0xD7A3, 0xF900...0xFAFF,
        0xFE10...0xFE19, 0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1FAFF, 0x20000...0x3FFFD:
        return 2
    default: return 1
    }
}
