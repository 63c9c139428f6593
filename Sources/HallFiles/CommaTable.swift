/// A table as CSV (RFC 4180) with headings, as spreadsheets save it: UTF-8 with or without a BOM; commas, semicolons or
/// tabs between.
package struct CommaTable: Sendable, Equatable {
    package struct Row: Sendable, Equatable {
        /// Of the file, from 1, where the row begins.
        package var line: Int
        package var cells: [String]
    }

    package struct Fault: Error, Equatable {
        package var line: Int
        package var kind: Kind

        package enum Kind: String, Sendable {
            case unclosedQuote, tooManyCells, noRows
        }
    }

    package private(set) var headings: [String] = []
    package private(set) var rows: [Row] = []

    package init(parsing text: String) throws(Fault) {
        let bytes = Array(text.utf8)
        var rest = Self.rows(of: bytes, separator: Self.separator(of: bytes))
        if let line = rest.unclosed { throw Fault(line: line, kind: .unclosedQuote) }
        rest.rows.removeAll { $0.cells.allSatisfy { $0.allSatisfy(\.isWhitespace) } }
        guard !rest.rows.isEmpty else { throw Fault(line: 1, kind: .noRows) }
        headings = rest.rows.removeFirst().cells.map { $0.trimmed }
        if let wide = rest.rows.first(where: { $0.cells.count > headings.count }) {
            throw Fault(line: wide.line, kind: .tooManyCells)
        }
        rows = rest.rows
    }

    /// A cell without the spaces around it; nil where it is empty, or the table has no such column.
    package func cell(_ row: Row, _ column: Int?) -> String? {
        guard let column, row.cells.indices.contains(column) else { return nil }
        let text = row.cells[column].trimmed
        return text.isEmpty ? nil : text
    }

    /// Spreadsheets of other countries save semicolons; pasted cells have tabs.
    private static func separator(of bytes: [UInt8]) -> UInt8 {
        let first = bytes.prefix { $0 != UInt8(ascii: "\n") }
        let candidates = [UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: "\t")]
        return candidates.max { one, other in first.count { $0 == one } < first.count { $0 == other } }!
    }

    private static func rows(of bytes: [UInt8], separator: UInt8) -> (rows: [Row], unclosed: Int?) {
        let quote = UInt8(ascii: "\""), newline = UInt8(ascii: "\n")
        var rows: [Row] = []
        var cells: [String] = []
        var cell: [UInt8] = []
        var (line, begun) = (1, 1)
        var isQuoted = false
        var index = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        func ended() -> String { String(decoding: cell, as: UTF8.self) }
        while index < bytes.count {
            let byte = bytes[index]
            index += 1
            if byte == newline { line += 1 }
            if isQuoted {
                if byte != quote {
                    cell.append(byte)
                } else if index < bytes.count, bytes[index] == quote {
                    cell.append(quote)
                    index += 1
                } else {
                    isQuoted = false
                }
            } else if byte == quote, cell.isEmpty {
                isQuoted = true
            } else if byte == separator {
                cells.append(ended())
                cell = []
            } else if byte == newline {
                rows.append(Row(line: begun, cells: cells + [ended()]))
                (cells, cell, begun) = ([], [], line)
            } else if byte != UInt8(ascii: "\r") {
                cell.append(byte)
            }
        }
        if !cells.isEmpty || !cell.isEmpty { rows.append(Row(line: begun, cells: cells + [ended()])) }
        return (rows, isQuoted ? begun : nil)
    }
}

extension String {
    fileprivate var trimmed: String {
        var rest = self[...]
        while rest.first?.isWhitespace == true { rest.removeFirst() }
        while rest.last?.isWhitespace == true { rest.removeLast() }
        return String(rest)
    }
}
