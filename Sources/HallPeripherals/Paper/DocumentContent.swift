import HallCore
import HallFiles
import HallWire

/// What one document says: a value for each of its fields that has one.
struct DocumentContent: Sendable, Equatable {
    enum Value: Sendable, Equatable {
        case text(String)
        case list([String])
        case table([Row])
        case grid(PrintedGrid)
    }

    struct Row: Sendable, Equatable {
        let name: String
        let value: String
    }

    let kind: DocumentKind
    let language: Language
    private(set) var values: [String: Value] = [:]

    init(_ kind: DocumentKind, _ language: Language) {
        self.kind = kind
        self.language = language
    }

    var isLargePrint: Bool { has("largePrint") }

    /// The language as the catalogue has it.
    var wire: WireLanguage { language.wire }

    func has(_ field: String) -> Bool {
        switch values[field] {
        case nil: false
        case .text(let text): !text.isEmpty
        case .list(let elements): !elements.isEmpty
        case .table(let rows): !rows.isEmpty
        case .grid(let grid): !grid.rows.isEmpty
        }
    }

    func text(_ field: String) -> String {
        if case .text(let text) = values[field] { text } else { "" }
    }

    func list(_ field: String) -> [String] {
        if case .list(let elements) = values[field] { elements } else { [] }
    }

    func table(_ field: String) -> [Row] {
        if case .table(let rows) = values[field] { rows } else { [] }
    }

    func grid(_ field: String) -> PrintedGrid? {
        if case .grid(let grid) = values[field] { grid } else { nil }
    }

    subscript(field: String) -> String? {
        get { text(field) }
        set { values[field] = newValue.map { .text($0) } }
    }

    mutating func set(_ field: String, list: [String]) { values[field] = .list(list) }
    mutating func set(_ field: String, grid: PrintedGrid) { values[field] = .grid(grid) }
    mutating func set(_ field: String, table: [Row]) { values[field] = .table(table) }

    /// `text` with each {field} replaced by what the document says.
    func filled(_ text: String) -> String { Placeholders.filled(text, self.text) }
}

extension Language {
    var wire: WireLanguage { WireLanguage(rawValue: rawValue) ?? .simplifiedChinese }
}
