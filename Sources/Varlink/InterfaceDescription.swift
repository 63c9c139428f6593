/// A parsed Varlink interface and its text.
package struct InterfaceDescription: Sendable {
    package let name: String
    /// As written: what GetInterfaceDescription answers.
    package let text: String
    package private(set) var types: [String: VarlinkType] = [:]
    package private(set) var methods: [String: Method] = [:]
    package private(set) var errors: [String: VarlinkType] = [:]
    /// In order of appearance.
    package private(set) var methodNames: [String] = []

    package struct Method: Sendable {
        package let input: VarlinkType
        package let output: VarlinkType
    }

    package init(parsing text: String) throws(InterfaceSyntaxError) {
        var parser = InterfaceParser(text)
        try parser.expect(word: "interface")
        let name = try parser.interfaceName()
        self.name = name
        self.text = text
        while let keyword = try parser.keyword() {
            let member = try parser.memberName()
            guard types[member] == nil, methods[member] == nil, errors[member] == nil else {
                throw parser.error("‘\(member)’ is declared twice")
            }
            switch keyword {
            case "type": types[member] = try parser.compound()
            case "error": errors[member] = try parser.compound()
            case "method":
                let input = try parser.compound()
                try parser.expect(symbol: "->")
                methods[member] = Method(input: input, output: try parser.compound())
                methodNames.append(member)
            default: throw parser.error("expected type, method or error, not ‘\(keyword)’")
            }
        }
        guard !methods.isEmpty || !types.isEmpty || !errors.isEmpty else {
            throw parser.error("an interface has at least one member")
        }
    }
}

package indirect enum VarlinkType: Sendable, Equatable {
    case bool, int, float, string, object
    case named(String)
    case optional(VarlinkType)
    case array(VarlinkType)
    case map(VarlinkType)
    case structure([Field])
    case enumeration([String])

    package struct Field: Sendable, Equatable {
        package let name: String
        package let type: VarlinkType
    }
}

package struct InterfaceSyntaxError: Error, CustomStringConvertible {
    package let line: Int
    package let message: String
    package var description: String { "line \(line): \(message)" }
}

/// A recursive-descent parser of the Varlink interface definition language.
struct InterfaceParser {
    private var rest: Substring
    private var line = 1

    init(_ text: String) {
        rest = text[...]
    }

    func error(_ message: String) -> InterfaceSyntaxError {
        InterfaceSyntaxError(line: line, message: message)
    }

    private mutating func skipSpace() {
        while let first = rest.first {
            if first == "#" {
                rest = rest.drop { !$0.isNewline }
            } else if first.isWhitespace {
                if first.isNewline { line += 1 }
                rest.removeFirst()
            } else {
                return
            }
        }
    }

    mutating func expect(symbol: String) throws(InterfaceSyntaxError) {
        guard take(symbol) else { throw error("expected ‘\(symbol)’, found ‘\(rest.prefix(10))’") }
    }

    private mutating func take(_ symbol: String) -> Bool {
        skipSpace()
        guard rest.hasPrefix(symbol) else { return false }
        rest.removeFirst(symbol.count)
        return true
    }

    mutating func expect(word: String) throws(InterfaceSyntaxError) {
        guard try self.word() == word else { throw error("expected ‘\(word)’") }
    }

    private mutating func word(_ extra: Set<Character> = []) throws(InterfaceSyntaxError) -> String {
        skipSpace()
        let word = rest.prefix { $0.isASCII && ($0.isLetter || $0.isNumber || extra.contains($0)) }
        guard !word.isEmpty else { throw error("expected a name, found ‘\(rest.prefix(10))’") }
        rest.removeFirst(word.count)
        return String(word)
    }

    /// Nil at the end of the text.
    mutating func keyword() throws(InterfaceSyntaxError) -> String? {
        skipSpace()
        return rest.isEmpty ? nil : try word()
    }

    mutating func interfaceName() throws(InterfaceSyntaxError) -> String {
        let name = try word([".", "-"])
        let labels = name.split(separator: ".", omittingEmptySubsequences: false)
        guard labels.count > 1, labels[0].allSatisfy(\.isLetter),
            labels.allSatisfy({ !$0.isEmpty && !$0.hasPrefix("-") && !$0.hasSuffix("-") })
        else { throw error("‘\(name)’ is not an interface name") }
        return name
    }

    mutating func memberName() throws(InterfaceSyntaxError) -> String {
        let name = try word()
        guard name.first!.isUppercase else { throw error("‘\(name)’ must begin with a capital letter") }
        return name
    }

    /// A structure or an enumeration in parentheses.
    mutating func compound() throws(InterfaceSyntaxError) -> VarlinkType {
        try expect(symbol: "(")
        var fields: [VarlinkType.Field] = []
        var names: [String] = []
        while !take(")") {
            if !names.isEmpty { try expect(symbol: ",") }
            let name = try word(["_"])
            guard !names.contains(name) else { throw error("‘\(name)’ stands twice") }
            names.append(name)
            if take(":") { fields.append(VarlinkType.Field(name: name, type: try type())) }
        }
        guard fields.isEmpty || fields.count == names.count else { throw error("fields and names are mixed") }
        return fields.isEmpty && !names.isEmpty ? .enumeration(names) : .structure(fields)
    }

    private mutating func type() throws(InterfaceSyntaxError) -> VarlinkType {
        if take("?") { return .optional(try type()) }
        if take("[]") { return .array(try type()) }
        if take("[string]") { return .map(try type()) }
        skipSpace()
        if rest.hasPrefix("(") { return try compound() }
        let name = try word()
        switch name {
        case "bool": return .bool
        case "int": return .int
        case "float": return .float
        case "string": return .string
        case "object": return .object
        default:
            guard name.first!.isUppercase else { throw error("‘\(name)’ is no type") }
            return .named(name)
        }
    }
}
