package import FoundationEssentials

/// Any JSON, for what is known only at run time.
package enum JSONValue: Sendable, Equatable {
    case null
    case bool(Bool)
    case int(Int64)
    case double(Double)
    case string(String)
    case array([JSONValue])
    case object([String: JSONValue])

    package init(parsing bytes: some Collection<UInt8>) throws {
        self = try JSONDecoder().decode(JSONValue.self, from: Data(bytes))
    }

    package init(_ value: some Encodable) throws {
        self = try JSONDecoder().decode(JSONValue.self, from: encodeJSON(value))
    }

    package func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
        try JSONDecoder().decode(type, from: encodeJSON(self))
    }

    package subscript(field: String) -> JSONValue? {
        if case .object(let fields) = self { fields[field] } else { nil }
    }

    package var string: String? {
        if case .string(let text) = self { text } else { nil }
    }

    package var int: Int? {
        if case .int(let number) = self { Int(number) } else { nil }
    }

    package var double: Double? {
        switch self {
        case .int(let number): Double(number)
        case .double(let number): number
        default: nil
        }
    }

    package var array: [JSONValue]? {
        if case .array(let elements) = self { elements } else { nil }
    }

    package var object: [String: JSONValue]? {
        if case .object(let fields) = self { fields } else { nil }
    }
}

/// JSON in UTF-8 with sorted keys, so that equal values are equal bytes.
package func encodeJSON(_ value: some Encodable, pretty: Bool = false) throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    if pretty { encoder.outputFormatting.insert(.prettyPrinted) }
    return try encoder.encode(value)
}

extension JSONValue: Codable {
    package init(from decoder: any Decoder) throws {
        // Strings and objects first: they are what messages are made of, and each miss costs a thrown error.
        if let container = try? decoder.singleValueContainer(), let text = try? container.decode(String.self) {
            self = .string(text)
        } else if let fields = try? decoder.container(keyedBy: Field.self) {
            var object: [String: JSONValue] = [:]
            for key in fields.allKeys { object[key.stringValue] = try fields.decode(JSONValue.self, forKey: key) }
            self = .object(object)
        } else if var elements = try? decoder.unkeyedContainer() {
            var array: [JSONValue] = []
            while !elements.isAtEnd { array.append(try elements.decode(JSONValue.self)) }
            self = .array(array)
        } else {
            self = try Self.scalar(from: decoder.singleValueContainer())
        }
    }

    private static func scalar(from container: any SingleValueDecodingContainer) throws -> JSONValue {
        if container.decodeNil() { return .null }
        if let value = try? container.decode(Bool.self) { return .bool(value) }
        if let value = try? container.decode(Int64.self) { return .int(value) }
        // A whole number is an int however it was written: so what is written again is read as it was.
        let value = try container.decode(Double.self)
        return Int64(exactly: value).map(JSONValue.int) ?? .double(value)
    }

    package func encode(to encoder: any Encoder) throws {
        switch self {
        case .object(let object):
            var fields = encoder.container(keyedBy: Field.self)
            for (key, value) in object { try fields.encode(value, forKey: Field(stringValue: key)) }
        case .array(let array):
            var elements = encoder.unkeyedContainer()
            for value in array { try elements.encode(value) }
        case .null: try encode({ try $0.encodeNil() }, to: encoder)
        case .bool(let value): try encode({ try $0.encode(value) }, to: encoder)
        case .int(let value): try encode({ try $0.encode(value) }, to: encoder)
        case .double(let value): try encode({ try $0.encode(value) }, to: encoder)
        case .string(let value): try encode({ try $0.encode(value) }, to: encoder)
        }
    }

    private func encode(
        _ write: (inout any SingleValueEncodingContainer) throws -> Void, to encoder: any Encoder
    ) throws {
        var container = encoder.singleValueContainer()
        try write(&container)
    }

    private struct Field: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }

        init(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }
}
