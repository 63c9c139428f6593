/// `value` in decimal with leading zeros up to `digits`.
package func padded(_ value: some BinaryInteger, digits: Int) -> String {
    let text = String(value)
    return text.utf8.count >= digits ? text : String(repeating: "0", count: digits - text.utf8.count) + text
}

extension String {
    /// Decimals with leading zeros up to their digits, and a byte of ASCII between each two.
    init(decimals: [(value: Int, digits: Int)], between: [UInt8]) {
        self.init(unsafeUninitializedCapacity: decimals.reduce(between.count) { $0 + $1.digits }) { bytes in
            var end = 0
            for (index, decimal) in decimals.enumerated() {
                var rest = decimal.value
                for place in (0..<decimal.digits).reversed() {
                    bytes[end + place] = UInt8(ascii: "0") + UInt8(rest % 10)
                    rest /= 10
                }
                end += decimal.digits
                if index < between.count {
                    bytes[end] = between[index]
                    end += 1
                }
            }
            return end
        }
    }
}

/// Nil for anything but digits.
func decimal(_ bytes: ArraySlice<UInt8>) -> Int64? {
    var value: Int64 = 0
    for byte in bytes {
        guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
        value = value * 10 + Int64(byte - UInt8(ascii: "0"))
    }
    return bytes.isEmpty ? nil : value
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
