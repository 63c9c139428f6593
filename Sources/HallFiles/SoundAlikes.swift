import HallCore

/// Letters that people mistake for one another when a number is called: E sounds like 一, and B, D, E, G, P, T rhyme.
enum SoundAlikes {
    private static let groups: [Set<String>] = [["B", "D", "E", "G", "P", "T"], ["M", "N"], ["F", "S", "X"]]

    /// Categories whose numbers can be confused: alike letters, and the same range of numbers.
    static func warnings(for configuration: HallConfiguration, _ reader: TableReader) -> [FileFault] {
        var warnings: [FileFault] = []
        let tables = reader.tables("category")
        for (index, category) in configuration.categories.enumerated() {
            let alike = configuration.categories[..<index].filter { earlier in
                earlier.firstOrdinal / 100 == category.firstOrdinal / 100
                    && groups.contains { $0.contains(earlier.prefix) && $0.contains(category.prefix) }
            }
            guard !alike.isEmpty else { continue }
            let letters = alike.map(\.prefix).joined(separator: ", ")
            warnings.append(
                FileFault(
                    line: tables[index].line(of: "prefix"), key: "category[\(index + 1)].prefix",
                    message: "\"\(category.prefix)\" sounds like \(letters) when called; "
                        + "another letter, or first_number = 201, tells them apart"))
        }
        return warnings
    }
}
