/// How bytes go over a line, as a profile writes it: `AA {station} BB {checksum} checksum( 01 {content} ) FF`.
///
/// Hexadecimal bytes stand for themselves, `"text"` for its bytes in the profile's encoding, `{field}` or
/// `{field:format}` for a value, and `name( … )` marks a part that a length, the checksum or the escapes refer to.
package struct FrameTemplate: Sendable, Equatable {
    package indirect enum Element: Sendable, Equatable {
        case bytes([UInt8])
        case text(String)
        case number(NumberField, Format)
        /// What the state shows, within the profile's frame.
        case content
        /// How many units of so many bytes a part has.
        case length(of: String, Format, unitBytes: Int)
        case checksum(Format)
        /// Of what comes in: bytes that may be anything.
        case any(Int)
        /// Of what comes in: what keys are told by. As long as a length says, or up to the bytes behind it.
        case data
        case part(String, [Element])
    }

    package enum NumberField: String, Sendable, CaseIterable {
        /// The device's address on its line.
        case station
        case window
        /// The number without its letter; nothing where there is none.
        case ordinal
        case waiting
    }

    /// How a number is written.
    package enum Format: Sendable, Equatable {
        case binary(bytes: Int, bigEndian: Bool)
        /// ASCII, upper case.
        case hexadecimal(digits: Int)
        /// ASCII.
        case decimal(digits: Int)
        /// A byte of 0 to 9 each; `blank` before the first and for nothing.
        case digits(Int, blank: UInt8)

        package static let byte = Format.binary(bytes: 1, bigEndian: false)

        package var byteCount: Int {
            switch self {
            case .binary(let bytes, _): bytes
            case .hexadecimal(let digits), .decimal(let digits), .digits(let digits, _): digits
            }
        }
    }

    package struct Fault: Error, Equatable {
        package var description: String
    }

    /// What texts may name.
    package static let textFields = ["number", "window", "waiting", "plate", "service", "paused", "closed", "text"]

    package static let checksumPart = "checksum"
    package static let escapePart = "escape"

    package var elements: [Element]

    package init(_ elements: [Element]) {
        self.elements = elements
    }

    package init(parsing text: String) throws(Fault) {
        var parser = FrameParser(text)
        elements = try parser.elements(within: nil)
        try check()
    }

    /// In place of `{content}`, what a state shows.
    package func filled(with content: FrameTemplate) -> FrameTemplate {
        FrameTemplate(Self.fill(elements, content.elements))
    }

    private static func fill(_ elements: [Element], _ content: [Element]) -> [Element] {
        elements.flatMap { element -> [Element] in
            switch element {
            case .content: content
            case .part(let name, let inner): [.part(name, fill(inner, content))]
            default: [element]
            }
        }
    }

    package func contains(_ wanted: (Element) -> Bool) -> Bool {
        Self.all(elements).contains(where: wanted)
    }

    private static func all(_ elements: [Element]) -> [Element] {
        elements.flatMap { element -> [Element] in
            if case .part(_, let inner) = element { return [element] + all(inner) }
            return [element]
        }
    }

    /// Whether it can be told from what comes in. A text could be anything; only bytes say where an escaped part begins.
    package func checkForReading() throws(Fault) {
        if contains({ if case .text = $0 { true } else { false } }) {
            throw Fault(description: "has a text; what comes in is compared with bytes")
        }
        let outside = elements.filter { if case .bytes = $0 { false } else { true } }
        let isEscaped = { (element: Element) in if case .part(Self.escapePart, _) = element { true } else { false } }
        guard contains(isEscaped) else { return }
        guard outside.count == 1, isEscaped(outside[0]), !isEscaped(elements[0]), !isEscaped(elements.last!) else {
            throw Fault(description: "only bytes may stand before and behind \"escape( … )\", and there must be some")
        }
    }

    private func check() throws(Fault) {
        let all = Self.all(elements)
        let parts = all.compactMap { if case .part(let name, _) = $0 { name } else { nil } }
        for (index, name) in parts.enumerated() where parts[..<index].contains(name) {
            throw Fault(description: "\"\(name)(\" is there twice")
        }
        for element in all {
            if case .length(let name, _, _) = element, !parts.contains(name) {
                throw Fault(description: "{length of \(name)}: there is no \"\(name)( … )\"")
            }
            if case .part(Self.checksumPart, _) = element, !all.contains(where: \.isChecksum) {
                throw Fault(description: "\"checksum( … )\" without a {checksum}: it is sent nowhere")
            }
            if case .checksum = element, !parts.contains(Self.checksumPart) {
                throw Fault(description: "{checksum}: there is no \"checksum( … )\" that says what it is of")
            }
        }
        if all.count(where: { $0 == .data || $0 == .content }) > 1 {
            throw Fault(description: "{data} or {content} is there twice")
        }
    }
}

/// Reads a template from left to right.
private struct FrameParser {
    private var rest: Substring
    private var depth = 0
    /// More is nobody's protocol, and would end on the stack.
    private static let depthMax = 8

    init(_ text: String) { rest = text[...] }

    mutating func elements(within part: String?) throws(FrameTemplate.Fault) -> [FrameTemplate.Element] {
        var elements: [FrameTemplate.Element] = []
        while true {
            rest = rest.drop(while: \.isWhitespace)
            guard let first = rest.first else {
                guard let part else { return elements }
                throw FrameTemplate.Fault(description: "\"\(part)(\" has no \")\"")
            }
            switch first {
            case ")":
                guard part != nil else { throw FrameTemplate.Fault(description: "there is a \")\" too many") }
                rest.removeFirst()
                return elements
            case "\"": elements.append(try text())
            case "{": elements.append(try field())
            default: elements.append(try word())
            }
        }
    }

    private mutating func upTo(_ end: Character, _ what: String) throws(FrameTemplate.Fault) -> String {
        rest.removeFirst()
        guard let index = rest.firstIndex(of: end) else {
            throw FrameTemplate.Fault(description: "\(what) has no end")
        }
        defer { rest = rest[rest.index(after: index)...] }
        return String(rest[..<index])
    }

    private mutating func text() throws(FrameTemplate.Fault) -> FrameTemplate.Element {
        let text = try upTo("\"", "a text")
        guard let names = Placeholders.names(in: text) else {
            throw FrameTemplate.Fault(description: "\"\(text)\": a { is never closed")
        }
        for name in names where !FrameTemplate.textFields.contains(name) {
            let known = FrameTemplate.textFields.joined(separator: ", ")
            throw FrameTemplate.Fault(description: "\"\(text)\": there is no {\(name)}; known: \(known)")
        }
        return .text(text)
    }

    /// Bytes, or a part's beginning.
    private mutating func word() throws(FrameTemplate.Fault) -> FrameTemplate.Element {
        let word = rest.prefix { !$0.isWhitespace && !"(){}\"".contains($0) }
        rest = rest.dropFirst(word.count)
        if rest.first == "(" {
            guard !word.isEmpty else { throw FrameTemplate.Fault(description: "there is a \"(\" without a name") }
            rest.removeFirst()
            depth += 1
            defer { depth -= 1 }
            guard depth <= Self.depthMax else {
                throw FrameTemplate.Fault(description: "\(Self.depthMax) parts within each other at most")
            }
            return .part(String(word), try elements(within: String(word)))
        }
        guard word.utf8.count == 2, word.allSatisfy(\.isHexDigit), let byte = UInt8(word, radix: 16) else {
            throw FrameTemplate.Fault(
                description: "\"\(word.isEmpty ? rest.prefix(1) : word)\" is no byte in hexadecimal like \"0A\"")
        }
        return .bytes([byte])
    }

    private mutating func field() throws(FrameTemplate.Fault) -> FrameTemplate.Element {
        let text = try upTo("}", "a {")
        let halves = text.split(separator: ":", maxSplits: 1).map { String($0).trimmed }
        let words = (halves.first ?? "").split(separator: " ").map(String.init)
        let format = try halves.count == 2 ? self.format(halves[1]) : .byte
        let numberField = words.count == 1 ? FrameTemplate.NumberField(rawValue: words[0]) : nil
        if let numberField { return .number(numberField, format) }
        switch words {
        case ["content"]: return .content
        case ["data"]: return .data
        case ["checksum"]: return .checksum(format)
        case ["any"]: return .any(format.byteCount)
        case _ where words.count == 3 && words[0] == "length" && words[1] == "of":
            return .length(of: words[2], format, unitBytes: 1)
        case _ where words.count == 5 && words[0] == "length" && words[1] == "of" && words[3] == "/":
            guard let unit = Int(words[4]), (1...16).contains(unit) else { break }
            return .length(of: words[2], format, unitBytes: unit)
        default: break
        }
        throw FrameTemplate.Fault(
            description: "{\(text)}: expected content, data, any, checksum, \"length of PART\", "
                + FrameTemplate.NumberField.allCases.map(\.rawValue).joined(separator: ", "))
    }

    private func format(_ text: String) throws(FrameTemplate.Fault) -> FrameTemplate.Format {
        switch text {
        case "u8": return .byte
        case "le16": return .binary(bytes: 2, bigEndian: false)
        case "be16": return .binary(bytes: 2, bigEndian: true)
        case "le32": return .binary(bytes: 4, bigEndian: false)
        case "be32": return .binary(bytes: 4, bigEndian: true)
        default: break
        }
        let words = text.split(separator: " ").map(String.init)
        let name = words.first ?? ""
        if let count = name.last.flatMap({ Int(String($0)) }), (1...8).contains(count) {
            switch (String(name.dropLast()), words.count) {
            case ("hex", 1): return .hexadecimal(digits: count)
            case ("dec", 1): return .decimal(digits: count)
            case ("digits", 1): return .digits(count, blank: 0)
            case ("digits", 2): if let blank = UInt8(words[1], radix: 16) { return .digits(count, blank: blank) }
            default: break
            }
        }
        throw FrameTemplate.Fault(
            description: "\"\(text)\" is no format; expected u8, le16, be16, le32, be32, hex2, dec3 or digits3 0A")
    }
}

extension String {
    fileprivate var trimmed: String {
        String(drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed())
    }
}

extension FrameTemplate.Element {
    fileprivate var isChecksum: Bool { if case .checksum = self { true } else { false } }
}
