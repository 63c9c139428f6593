import JSONValues
import Varlink

/// Makes parameters of an interface's types out of bytes: each byte is one choice, and without any left the choices are the
/// plainest.
struct ParameterComposer {
    private var bytes: Slice<UnsafeBufferPointer<UInt8>>
    private let interface: InterfaceDescription
    private var depth = 0

    /// What a hall may know, and what it cannot.
    private static let words = [
        "A001", "a1", "1", "B002", "A002", "2026-11-21", "2026-11", "09:00", "senior", "en", "r1", "", "done", "A",
        "b1",
        "A9999", "2026-02-30", "9999-12-31", "99:99", "\u{0}", "=1+1", "中文", "👵🏽", "../../etc/passwd",
        String(repeating: "长", count: 600), "-1", "NaN", "CODE", "2", "accepted", "materialsIncomplete", "denied",
    ]
    private static let numbers: [Int64] = [1, 2, 5, 0, -1, 9999, 10_000, .max, .min, 3_000_000_000]
    private static let depthMax = 6

    init(bytes: Slice<UnsafeBufferPointer<UInt8>>, interface: InterfaceDescription) {
        (self.bytes, self.interface) = (bytes, interface)
    }

    private mutating func choice() -> Int { Int(bytes.popFirst() ?? 0) }

    mutating func value(of type: VarlinkType) -> JSONValue {
        depth += 1
        defer { depth -= 1 }
        switch type {
        case .bool: return .bool(choice() % 2 == 1)
        case .int: return .int(number())
        case .float: return .double(Double(number()) / 4)
        case .string, .object: return .string(text())
        case .named(let name): return interface.types[name].map { value(of: $0) } ?? .null
        case .optional(let inner): return value(of: inner)
        case .array(let element):
            guard depth < Self.depthMax else { return .array([]) }
            return .array((0..<choice() % 4).map { _ in value(of: element) })
        case .map(let element): return .object([text(): value(of: element)])
        case .enumeration(let names): return .string(names[choice() % names.count])
        case .structure(let fields): return structure(fields)
        }
    }

    private mutating func structure(_ fields: [VarlinkType.Field]) -> JSONValue {
        var members: [String: JSONValue] = [:]
        for field in fields {
            if case .optional = field.type, choice() % 3 != 1 { continue }
            members[field.name] = value(of: field.type)
        }
        return .object(members)
    }

    private mutating func number() -> Int64 {
        let choice = choice()
        return choice < 200 ? Self.numbers[choice % Self.numbers.count] : Int64(choice) * 1000
    }

    private mutating func text() -> String {
        let choice = choice()
        guard choice >= 224 else { return Self.words[choice % Self.words.count] }
        let own = bytes.prefix(choice - 223)
        bytes = bytes.dropFirst(own.count)
        return String(decoding: own, as: UTF8.self)
    }
}
