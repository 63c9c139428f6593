/// Where faults are gathered: a file is read to its end, so that all are told at once.
final class Faults {
    private(set) var all: [FileFault] = []
    private var countBeyond = 0

    /// Nobody reads more at once, and the rest are mostly of the same kind.
    private static let countMax = 200

    func add(_ line: Int, _ key: String, _ message: String) {
        guard all.count < Self.countMax else { return countBeyond += 1 }
        all.append(FileFault(line: line, key: shortened(key), message: message))
    }

    var isFull: Bool { all.count >= Self.countMax }

    /// In the order of the file; beyond the most that are told, their count.
    var sorted: [FileFault] {
        let told = all.sorted()
        guard countBeyond > 0 else { return told }
        return told + [FileFault(line: told.last!.line, key: "", message: "and \(countBeyond) faults more")]
    }
}

/// Reads one table strictly: each key at most once by name, wrong types told with their line, and what nobody read
/// is unknown.
final class TableReader {
    private let members: [(key: String, node: TomlNode)]
    private let path: String
    let line: Int
    let faults: Faults
    private var known: [String] = []

    init(_ node: TomlNode, at path: String, _ faults: Faults) {
        line = node.line
        self.path = path
        self.faults = faults
        if case .table(let members) = node.value {
            self.members = members
        } else {
            members = []
            faults.add(node.line, path, "expected a table, found \(node.kind)")
        }
    }

    /// The root table of a document, with faults of its own. Throws the parser's fault.
    static func root(of text: String) throws(FileFaults) -> TableReader {
        do throws(FileFault) {
            let root = try TomlNode.parse(text)
            let reader = TableReader(root, at: "", Faults())
            reader.refuseControlCharacters(in: root, "")
            return reader
        } catch {
            throw FileFaults(faults: [error])
        }
    }

    /// Texts go to displays, printers and terminals, where a control character does something, and into files that have no
    /// place for what is no character.
    private func refuseControlCharacters(in node: TomlNode, _ path: String) {
        switch node.value {
        case .table(let members):
            for (key, member) in members {
                refuseControlCharacters(of: key, path, member.line)
                refuseControlCharacters(in: member, path.isEmpty ? key : "\(path).\(key)")
            }
        case .array(let elements):
            for (index, element) in elements.enumerated() {
                refuseControlCharacters(in: element, "\(path)[\(index + 1)]")
            }
        case .string(let text): refuseControlCharacters(of: text, path, node.line)
        default: break
        }
    }

    private func refuseControlCharacters(of text: String, _ path: String, _ line: Int) {
        if path.split(separator: ".").suffix(2).contains("name"), text.count > Self.nameCharactersMax {
            faults.add(line, path, "has \(text.count) characters; a name has \(Self.nameCharactersMax) at most")
        }
        let found = text.unicodeScalars.first {
            $0.properties.generalCategory == .control && $0 != "\n" && $0 != "\t"
                || $0.properties.isNoncharacterCodePoint
        }
        guard let found else { return }
        let code = String(found.value, radix: 16, uppercase: true)
        let name = "U+\(String(repeating: "0", count: max(0, 4 - code.count)))\(code)"
        let isNoCharacter = found.properties.isNoncharacterCodePoint
        faults.add(
            line, path, isNoCharacter ? "has \(name), which is no character" : "has the control character \(name)")
    }

    /// It stands on slips, displays and charts.
    private static let nameCharactersMax = 200

    /// Of the table itself, in faults.
    var name: String { path }

    func path(of key: String) -> String { path.isEmpty ? key : "\(path).\(key)" }

    func line(of key: String) -> Int { members.first { $0.key == key }?.node.line ?? line }

    func fault(_ key: String, _ message: String) {
        faults.add(line(of: key), path(of: key), message)
    }

    /// Tells a fault and stands for the value that could not be read.
    func fault<Value>(_ key: String, _ message: String, _ nothing: Value?) -> Value? {
        fault(key, message)
        return nothing
    }

    private func take(_ key: String) -> TomlNode? {
        known.append(key)
        return members.first { $0.key == key }?.node
    }

    private func read<Value>(
        _ key: String, _ expected: String, required: Bool = false, _ convert: (TomlNode.Value) -> Value?
    ) -> Value? {
        guard let node = take(key) else {
            if required { faults.add(line, path(of: key), "is missing; expected \(expected)") }
            return nil
        }
        guard let value = convert(node.value) else {
            faults.add(node.line, path(of: key), "expected \(expected), found \(node.kind)")
            return nil
        }
        return value
    }

    func string(_ key: String, _ expected: String = "text in quotes", required: Bool = false) -> String? {
        read(key, expected, required: required) { value in
            if case .string(let text) = value, !text.isEmpty { text } else { nil }
        }
    }

    /// Text that may be empty.
    func anyString(_ key: String) -> String? {
        read(key, "text in quotes") { if case .string(let text) = $0 { text } else { nil } }
    }

    func integer(_ key: String, in range: ClosedRange<Int>, required: Bool = false) -> Int? {
        read(key, "a whole number from \(range.lowerBound) to \(range.upperBound)", required: required) { value in
            if case .integer(let number) = value, range.contains(number) { number } else { nil }
        }
    }

    /// A whole number or a fraction.
    func number(_ key: String, in range: ClosedRange<Double>, required: Bool = false) -> Double? {
        read(key, "a number from \(range.lowerBound) to \(range.upperBound)", required: required) { value in
            let number: Double? =
                switch value {
                case .integer(let number): Double(number)
                case .float(let number): number
                default: nil
                }
            return number.flatMap { range.contains($0) ? $0 : nil }
        }
    }

    enum TextOrNumber {
        case text(String)
        case number(Double)
    }

    func textOrNumber<Value>(_ key: String, _ expected: String, _ convert: (TextOrNumber) -> Value?) -> Value? {
        read(key, expected) { value in
            switch value {
            case .string(let text): convert(.text(text))
            case .integer(let number): convert(.number(Double(number)))
            case .float(let number): convert(.number(number))
            default: nil
            }
        }
    }

    /// Bytes as people write them: `"1D 56 42 00"`; none for empty text.
    func bytes(_ key: String) -> [UInt8]? {
        read(key, "bytes in hexadecimal like \"1D 56 42 00\"") { value in
            guard case .string(let text) = value else { return nil }
            let words = text.split(separator: " ")
            let bytes = words.compactMap { $0.utf8.count == 2 ? UInt8($0, radix: 16) : nil }
            return bytes.count == words.count ? bytes : nil
        }
    }

    func boolean(_ key: String) -> Bool? {
        read(key, "true or false") { if case .boolean(let flag) = $0 { flag } else { nil } }
    }

    func choice<Choice: CaseIterable & RawRepresentable<String>>(
        _ key: String, of type: Choice.Type, required: Bool = false
    ) -> Choice? {
        let names = Choice.allCases.map { "\"\($0.rawValue)\"" }.joined(separator: ", ")
        return read(key, "one of \(names)", required: required) { value in
            if case .string(let text) = value { Choice(rawValue: text) } else { nil }
        }
    }

    private func array(_ key: String, _ expected: String) -> [TomlNode] {
        let nodes: [TomlNode]? = read(key, expected) { value in
            if case .array(let nodes) = value { nodes } else { nil }
        }
        return nodes ?? []
    }

    /// Each with its line, for faults that are found later.
    func strings(_ key: String, _ expected: String = "a list of texts in quotes") -> [(text: String, line: Int)] {
        array(key, expected).enumerated().compactMap { index, node in
            if case .string(let text) = node.value { return (text, node.line) }
            faults.add(node.line, "\(path(of: key))[\(index + 1)]", "expected text in quotes, found \(node.kind)")
            return nil
        }
    }

    func integers(_ key: String, in range: ClosedRange<Int>) -> [Int] {
        let expected = "whole numbers from \(range.lowerBound) to \(range.upperBound)"
        return array(key, "a list of " + expected).enumerated().compactMap { index, node in
            if case .integer(let number) = node.value, range.contains(number) { return number }
            faults.add(node.line, "\(path(of: key))[\(index + 1)]", "expected \(expected), found \(node.kind)")
            return nil
        }
    }

    /// `key = "text"` as a shorthand for a list of one.
    func stringOrStrings(_ key: String, _ expected: String) -> [String] {
        if case .array? = members.first(where: { $0.key == key })?.node.value {
            return strings(key, expected).map(\.text)
        }
        return anyString(key).map { [$0] } ?? []
    }

    func table(_ key: String, required: Bool = false) -> TableReader? {
        guard let node = take(key) else {
            if required { faults.add(line, path(of: key), "is missing; expected a table") }
            return nil
        }
        return TableReader(node, at: path(of: key), faults)
    }

    private static let tablesMax = 2000

    /// An array of tables, `[[key]]`; the first is number 1 in faults.
    func tables(_ key: String) -> [TableReader] {
        let nodes = array(key, "tables, each begun by [[\(key)]]")
        if nodes.count > Self.tablesMax { fault(key, "\(Self.tablesMax) tables at most") }
        return nodes.prefix(Self.tablesMax).enumerated().map { index, node in
            TableReader(node, at: "\(path(of: key))[\(index + 1)]", faults)
        }
    }

    enum IntegerOrTable {
        case integer(Int)
        case table(TableReader)
    }

    func integerOrTable(_ key: String, in range: ClosedRange<Int>) -> IntegerOrTable? {
        guard let node = take(key) else { return nil }
        if case .table = node.value { return .table(TableReader(node, at: path(of: key), faults)) }
        if case .integer(let number) = node.value, range.contains(number) { return .integer(number) }
        faults.add(
            node.line, path(of: key),
            "expected a whole number from \(range.lowerBound) to \(range.upperBound) or a table, found \(node.kind)")
        return nil
    }

    enum TextOrTable {
        case text(String)
        case table(TableReader)
    }

    func textOrTable(_ key: String, required: Bool = true) -> TextOrTable? {
        guard let node = take(key) else {
            guard required else { return nil }
            faults.add(line, path(of: key), "is missing; expected { zh-Hans = \"…\", zh-Hant = \"…\", en = \"…\" }")
            return nil
        }
        if case .string(let text) = node.value { return .text(text) }
        return .table(TableReader(node, at: path(of: key), faults))
    }

    /// `key = "text"` as a shorthand for an array of tables.
    func stringOrTables(_ key: String, _ expected: String) -> (String?, [TableReader]) {
        if case .array? = members.first(where: { $0.key == key })?.node.value { return (nil, tables(key)) }
        return (string(key, expected), [])
    }

    /// Whether the key is there at all.
    func has(_ key: String) -> Bool { members.contains { $0.key == key } }

    /// Tells every key that nothing has read.
    func finish() {
        for (key, node) in members where !known.contains(key) {
            let isReadable = key.utf8.count <= 60 && !faults.isFull
            let near = isReadable ? known.min { distance($0, key) < distance($1, key) } : nil
            let hint = near.flatMap { distance($0, key) <= 2 ? "; did you mean \($0)?" : nil }
            faults.add(
                node.line, path(of: key), "is not a known key" + (hint ?? "; known: " + known.joined(separator: ", ")))
        }
    }
}

/// A key of a megabyte would fill the screen.
private func shortened(_ key: String) -> String {
    key.utf8.count <= 200 ? key : key.prefix(100) + "…"
}

/// Levenshtein's.
private func distance(_ one: String, _ other: String) -> Int {
    let other = Array(other)
    var row = Array(0...other.count)
    for (i, character) in one.enumerated() {
        var diagonal = row[0]
        row[0] = i + 1
        for j in other.indices {
            let substituted = diagonal + (character == other[j] ? 0 : 1)
            diagonal = row[j + 1]
            row[j + 1] = min(substituted, row[j] + 1, row[j + 1] + 1)
        }
    }
    return row[other.count]
}
