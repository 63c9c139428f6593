package import HallCore

/// What can be put on paper, each with a template of its own.
package enum DocumentKind: String, Sendable, CaseIterable {
    case ticket, materials, acceptance, denial, closing, plate, poster, report

    package enum Shape: Sendable {
        case text, list, table, grid
    }

    /// What a template of this kind may name. Every kind also has `hall` and `printedAt`.
    package var fields: [(name: String, shape: Shape)] {
        let own: [(String, Shape)] =
            switch self {
            case .ticket:
                [
                    ("number", .text), ("service", .text), ("category", .text), ("ahead", .text), ("low", .text),
                    ("high", .text), ("windows", .text), ("issuedAt", .text), ("missed", .text), ("qr", .text),
                    ("link", .text), ("checkCode", .text), ("copy", .text), ("largePrint", .text),
                ]
            case .materials:
                [
                    ("service", .text), ("materials", .list), ("missing", .text), ("department", .text),
                    ("limitDays", .text), ("number", .text), ("returnUntil", .text),
                ]
            case .acceptance:
                [
                    ("case", .text), ("checkCode", .text), ("service", .text), ("department", .text),
                    ("acceptedAt", .text), ("dueOn", .text), ("limitDays", .text), ("handler", .text), ("qr", .text),
                    ("link", .text),
                ]
            case .denial:
                [
                    ("case", .text), ("service", .text), ("department", .text), ("deniedAt", .text),
                    ("reason", .text), ("basis", .text), ("handler", .text),
                ]
            case .closing: [("day", .text), ("figures", .table)]
            case .plate: [("window", .text), ("plate", .text), ("services", .list), ("staff", .text)]
            case .report: [("title", .text), ("lines", .list), ("table", .grid), ("notes", .list)]
            case .poster: [("rules", .list), ("priorityGroups", .text), ("hours", .text), ("services", .list)]
            }
        return [("hall", .text), ("printedAt", .text)] + own
    }

    /// On a sheet of the office printer rather than a roll.
    package var isSheet: Bool { self == .plate || self == .poster || self == .report }
}

/// How a document is laid out: blocks from top to bottom, as a TOML file says.
package struct SlipTemplate: Sendable, Equatable {
    package enum Sheet: String, Sendable, CaseIterable {
        case a3, a3Landscape = "a3-landscape", a4, a4Landscape = "a4-landscape", a5, a5Landscape = "a5-landscape"

        /// Width and height in millimetres (ISO 216).
        package var millimetres: (width: Int, height: Int) {
            switch self {
            case .a3: (297, 420)
            case .a3Landscape: (420, 297)
            case .a4: (210, 297)
            case .a4Landscape: (297, 210)
            case .a5: (148, 210)
            case .a5Landscape: (210, 148)
            }
        }
    }

    package enum Content: Sendable, Equatable {
        /// The hall's own words.
        case text(LocalisedText)
        /// A text of the catalogue, by its name.
        case phrase(String)
        /// One line as high as this, as wide as it fits: never cut, never wrapped.
        case number(LocalisedText, heightMillimetres: Double)
        case qr(field: String, sizeMillimetres: Double)
        case logo(heightMillimetres: Double)
        case rule
        case space(millimetres: Double)
        /// Each element of a list in a line of its own, behind a mark.
        case list(field: String, mark: String)
        /// Names on the left, values on the right.
        case table(field: String)
        /// Columns under headings, with lines between.
        case grid(field: String)
    }

    package enum Alignment: String, Sendable, CaseIterable {
        case left, center, right
    }

    package struct Block: Sendable, Equatable {
        package var content: Content
        package var points = 11.0
        package var isBold = false
        package var alignment = Alignment.center
        /// Shown only where all of these fields have a value, and none of those.
        package var when: [String] = []
        package var unless: [String] = []
        package var line = 0
    }

    package var kind: DocumentKind
    package var sheet: Sheet?
    package var blocks: [Block]

    /// The catalogue's texts that a template may name, in one language: the fields that they name themselves count.
    package typealias Phrases = [String: String]

    package static let sizes: [(name: String, points: Double)] = [
        ("small", 9), ("normal", 11), ("title", 13), ("large", 15), ("huge", 26),
    ]
}

extension SlipTemplate {
    /// Every fault at once.
    package init(parsing text: String, kind: DocumentKind, phrases: Phrases) throws(FileFaults) {
        let reader = try TableReader.root(of: text)
        let faults = reader.faults
        self.kind = kind
        sheet = reader.choice("sheet", of: Sheet.self)
        if kind.isSheet != (sheet != nil) {
            reader.fault(
                "sheet",
                kind.isSheet ? "is missing; a \(kind.rawValue) goes on a sheet" : "a \(kind.rawValue) goes on a roll")
        }
        let tables = reader.tables("block")
        if tables.isEmpty { reader.fault("block", "is missing; a template has at least one block") }
        if tables.count > Self.blocksMax { reader.fault("block", "\(Self.blocksMax) blocks at most") }
        blocks = tables.prefix(Self.blocksMax).compactMap {
            BlockReader(table: $0, kind: kind, phrases: phrases).read()
        }
        reader.finish()
        if kind == .ticket, !tables.isEmpty, !blocks.contains(where: \.showsNumber) {
            reader.fault("block", "no block shows {number}, which residents are called by")
        }
        guard faults.all.isEmpty else { throw FileFaults(faults: faults.sorted) }
    }

    private static let blocksMax = 100
}

/// Reads one `[[block]]`.
private struct BlockReader {
    let table: TableReader
    let kind: DocumentKind
    let phrases: SlipTemplate.Phrases

    private static let charactersMax = 2000

    private static let contents = [
        "text", "phrase", "number", "qr", "logo_height_mm", "rule", "space_mm", "list", "table", "grid",
    ]

    func read() -> SlipTemplate.Block? {
        let given = Self.contents.filter { table.has($0) }
        guard given.count == 1, let content = content(of: given[0]) else {
            if given.count != 1 {
                table.faults.add(
                    table.line, table.name, "expected exactly one of \(Self.contents.joined(separator: ", "))")
            }
            return nil
        }
        var block = SlipTemplate.Block(content: content, line: table.line)
        if let points = points() { block.points = points }
        block.isBold = table.boolean("bold") ?? false
        if case .list = content { block.alignment = .left }
        block.alignment = table.choice("align", of: SlipTemplate.Alignment.self) ?? block.alignment
        block.when = fieldNames("when")
        block.unless = fieldNames("unless")
        table.finish()
        return block
    }

    private func content(of key: String) -> SlipTemplate.Content? {
        switch key {
        case "text": return text("text").map { .text($0) }
        case "phrase":
            guard let name = table.string("phrase") else { return nil }
            guard let phrase = phrases[name] else {
                let known = phrases.keys.sorted().joined(separator: ", ")
                return table.fault("phrase", "there is no phrase \"\(name)\"; known: \(known)", nil)
            }
            for field in Placeholders.names(in: phrase) ?? [] {
                check(field, .text, "{\(field)}, which this phrase names", "phrase")
            }
            return .phrase(name)
        case "number":
            let height = table.number("height_mm", in: 5...150) ?? 16
            return text("number").map { .number($0, heightMillimetres: height) }
        case "qr":
            let size = table.number("size_mm", in: 10...60) ?? 25
            return field("qr", .text).map { .qr(field: $0, sizeMillimetres: size) }
        case "logo_height_mm": return table.number("logo_height_mm", in: 3...100).map { .logo(heightMillimetres: $0) }
        case "rule": return table.boolean("rule") == true ? .rule : table.fault("rule", "expected true", nil)
        case "space_mm": return table.number("space_mm", in: 0.5...100).map { .space(millimetres: $0) }
        case "list":
            let mark = table.anyString("mark") ?? "□ "
            return field("list", .list).map { .list(field: $0, mark: mark) }
        case "grid": return field("grid", .grid).map { .grid(field: $0) }
        default: return field("table", .table).map { .table(field: $0) }
        }
    }

    private func points() -> Double? {
        let names = SlipTemplate.sizes.map { "\"\($0.name)\"" }.joined(separator: ", ")
        return table.textOrNumber("size", "one of \(names), or points from 6 to 300") { value in
            switch value {
            case .text(let name): SlipTemplate.sizes.first { $0.name == name }?.points
            case .number(let points): (6...300).contains(points) ? points : nil
            }
        }
    }

    private func text(_ key: String) -> LocalisedText? {
        guard let text = LocalisedText(table, key) else { return nil }
        var told: Set<String> = []
        for language in Language.allCases {
            guard text[language].count <= Self.charactersMax else {
                return table.fault(key, "\(Self.charactersMax) characters at most", nil)
            }
            guard let names = Placeholders.names(in: text[language]) else {
                return table.fault(key, "has a { without its }", nil)
            }
            // The languages mostly name the same fields: each is told once.
            for name in names where told.insert(name).inserted { check(name, .text, "{\(name)}", key) }
        }
        return text
    }

    private func field(_ key: String, _ shape: DocumentKind.Shape) -> String? {
        guard let name = table.string(key, "a field") else { return nil }
        return check(name, shape, "\"\(name)\"", key) ? name : nil
    }

    private func fieldNames(_ key: String) -> [String] {
        table.strings(key, "a list of fields").compactMap { name, _ in check(name, nil, "\"\(name)\"", key) ? name : nil
        }
    }

    @discardableResult
    private func check(_ name: String, _ shape: DocumentKind.Shape?, _ shown: String, _ key: String) -> Bool {
        let known = kind.fields.filter { shape == nil || $0.shape == shape! }.map(\.name)
        if known.contains(name) { return true }
        table.fault(
            key,
            "a \(kind.rawValue) has no field \(shown); known: \(known.isEmpty ? "none" : known.joined(separator: ", "))"
        )
        return false
    }
}

extension SlipTemplate.Block {
    fileprivate var showsNumber: Bool {
        switch content {
        case .text(let text), .number(let text, _):
            when.isEmpty && unless.isEmpty && text.simplifiedChinese.contains("{number}")
        default: false
        }
    }
}
