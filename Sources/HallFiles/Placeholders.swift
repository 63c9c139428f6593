/// Texts with {fields}.
package enum Placeholders {
    /// Which fields a text names; nil for one that never closes.
    package static func names(in text: String) -> [String]? {
        var names: [String] = []
        for part in text.split(separator: "{", omittingEmptySubsequences: false).dropFirst() {
            guard let end = part.firstIndex(of: "}") else { return nil }
            names.append(String(part[..<end]))
        }
        return names
    }

    /// `text` with what each field says in its place.
    package static func filled(_ text: String, _ value: (String) -> String) -> String {
        var filled = ""
        for (index, part) in text.split(separator: "{", omittingEmptySubsequences: false).enumerated() {
            guard index > 0, let end = part.firstIndex(of: "}") else {
                filled += (index > 0 ? "{" : "") + part
                continue
            }
            filled += value(String(part[..<end])) + part[part.index(after: end)...]
        }
        return filled
    }
}
