import CHallToml

/// One fault of a file, with what was expected instead.
package struct FileFault: Error, Equatable, Sendable, Comparable {
    package let line: Int
    /// Where: `window[2].primary`; empty for the file as a whole.
    package let key: String
    package let message: String
    /// Where it is another file than the one that was asked for.
    package var file: String?

    package init(line: Int, key: String, message: String, file: String? = nil) {
        (self.line, self.key, self.message, self.file) = (line, key, message, file)
    }

    package static func < (left: FileFault, right: FileFault) -> Bool {
        (left.file ?? "", left.line, left.key) < (right.file ?? "", right.line, right.key)
    }

    /// As compilers write it: `hall.toml:12: window[2].primary: expected …`.
    package func description(in file: String) -> String {
        let whole = "\(self.file ?? file):\(line): " + (key.isEmpty ? "" : key + ": ") + message
        // A file's own words are in it, and this goes to a terminal.
        return String(
            whole.unicodeScalars.map { $0.properties.generalCategory == .control ? "\u{FFFD}" : Character($0) })
    }
}

/// A parsed TOML value that knows its line.
struct TomlNode {
    enum Value {
        case table([(key: String, node: TomlNode)])
        case array([TomlNode])
        case string(String)
        case integer(Int)
        case float(Double)
        case boolean(Bool)
        case dateOrTime
    }

    let value: Value
    let line: Int

    var kind: String {
        switch value {
        case .table: "a table"
        case .array: "an array"
        case .string(let text): "the text \"\(text.prefix(40))\""
        case .integer(let number): "the number \(number)"
        case .float(let number): "the number \(number)"
        case .boolean(let flag): flag ? "true" : "false"
        case .dateOrTime: "a date or time"
        }
    }

    /// The root table of a document. Throws the parser's fault.
    static func parse(_ text: String) throws(FileFault) -> TomlNode {
        guard text.utf8.count <= bytesMax else {
            throw FileFault(line: 1, key: "", message: "is larger than \(bytesMax >> 10) KiB")
        }
        if let line = lineOfDeepKey(text.utf8) {
            throw FileFault(line: line, key: "", message: "a key has more than \(keyPartsMax) parts")
        }
        var text = text
        let document = text.withUTF8 { bytes in
            bytes.withMemoryRebound(to: CChar.self) { hall_toml_parse($0.baseAddress, $0.count) }
        }
        defer { hall_toml_free(document) }
        var line: UInt32 = 0
        if let error = hall_toml_error(document, &line) {
            throw FileFault(line: Int(line), key: "", message: String(cString: error))
        }
        var count = 0
        let nodes = UnsafeBufferPointer(start: hall_toml_nodes(document, &count), count: count)
        var children = [[Int]](repeating: [], count: count)
        for (index, node) in nodes.enumerated() where node.parent >= 0 { children[Int(node.parent)].append(index) }
        return TomlNode(nodes, 0, children)
    }

    /// A hall with every limit used up has half of it.
    private static let bytesMax = 1 << 20
    private static let keyPartsMax = 32

    /// The parser descends once for each part of a dotted key, and ends the process where there are a hundred thousand.
    static func lineOfDeepKey(_ text: String.UTF8View) -> Int? {
        var (line, parts) = (1, 1)
        var text = text[...]
        while let byte = text.popFirst() {
            switch byte {
            case UInt8(ascii: "\n"): (line, parts) = (line + 1, 1)
            case UInt8(ascii: "#"): text = text.drop { $0 != UInt8(ascii: "\n") }
            case UInt8(ascii: "\""), UInt8(ascii: "'"): line += dropQuoted(byte, &text)
            case UInt8(ascii: "."):
                parts += 1
                if parts > keyPartsMax { return line }
            case UInt8(ascii: "="), UInt8(ascii: ","), UInt8(ascii: "{"), UInt8(ascii: "["): parts = 1
            default: break
            }
        }
        return nil
    }

    /// To behind the end of a text that began with `quote`; one that does not end, to the end of its line. Returns how many
    /// lines that was.
    private static func dropQuoted(_ quote: UInt8, _ text: inout Substring.UTF8View) -> Int {
        let hasThree = text.prefix(2).elementsEqual([quote, quote])
        if hasThree { text = text.dropFirst(2) }
        var lines = 0
        while let byte = text.first {
            if byte == UInt8(ascii: "\n") {
                guard hasThree else { return lines }
                lines += 1
            }
            text = text.dropFirst()
            if byte == UInt8(ascii: "\\"), quote == UInt8(ascii: "\"") {
                if text.first != UInt8(ascii: "\n") { text = text.dropFirst() }
            } else if byte == quote {
                guard hasThree else { return lines }
                // Up to two more belong to the text itself.
                let count = 1 + text.prefix(4).prefix { $0 == quote }.count
                text = text.dropFirst(count - 1)
                if count >= 3 { return lines }
            }
        }
        return lines
    }

    private init(_ nodes: UnsafeBufferPointer<hall_toml_node>, _ index: Int, _ children: [[Int]]) {
        let node = nodes[index]
        line = Int(node.line)
        switch node.kind {
        case HALL_TOML_TABLE:
            value = .table(
                children[index].map { child in
                    let key = text(nodes[child].key, nodes[child].key_length)
                    return (key, TomlNode(nodes, child, children))
                })
        case HALL_TOML_ARRAY: value = .array(children[index].map { TomlNode(nodes, $0, children) })
        case HALL_TOML_STRING: value = .string(text(node.text, node.text_length))
        case HALL_TOML_INTEGER: value = .integer(Int(node.integer))
        case HALL_TOML_FLOAT: value = .float(node.real)
        case HALL_TOML_BOOLEAN: value = .boolean(node.integer != 0)
        default: value = .dateOrTime
        }
    }
}

private func text(_ bytes: UnsafePointer<CChar>?, _ length: Int) -> String {
    String(decoding: UnsafeRawBufferPointer(start: bytes, count: length), as: UTF8.self)
}
