/// `value` in decimal with leading zeros up to `digits`.
package func padded(_ value: some BinaryInteger, digits: Int) -> String {
    let text = String(value)
    return text.utf8.count >= digits ? text : String(repeating: "0", count: digits - text.utf8.count) + text
}

/// Reads a value that is stored as one string; `expected` names its form in the error.
func decodeText<Value>(
    from decoder: any Decoder, as expected: String, _ read: (String) -> Value?
) throws -> Value {
    let container = try decoder.singleValueContainer()
    let text = try container.decode(String.self)
    guard let value = read(text) else {
        throw DecodingError.dataCorruptedError(in: container, debugDescription: "‘\(text)’ is not \(expected)")
    }
    return value
}

func encodeText(_ text: String, to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(text)
}
