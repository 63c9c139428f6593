package import JSONValues

extension Texts {
    /// What an error says, in words: its name's sentence with its fields. Nil for a name that the catalogue has not.
    /// `shown` makes texts that somebody typed fit to be seen.
    package static func sentence(
        of error: String, _ parameters: JSONValue, _ language: WireLanguage, shown: (String) -> String = { $0 }
    ) -> String? {
        guard let phrase = refusals[error] else { return nil }
        var values: [String: String] = [:]
        for (field, value) in parameters.object ?? [:] {
            switch value {
            case .string(let text): values[field] = word(for: field, text, language) ?? shown(text)
            case .int(let number): values[field] = String(number)
            case .array(let elements): values[field] = elements.compactMap(\.string).joined(separator: "\n")
            default: break
            }
        }
        values["hint"] = values["parameter"].flatMap { parameterHints[$0]?(language) } ?? ""
        return phrase(language, values)
    }

    /// States and troubles have words of their own.
    private static func word(for field: String, _ text: String, _ language: WireLanguage) -> String? {
        switch field {
        case "state": (states[text] ?? caseStates[text] ?? appointmentStates[text] ?? followUpStates[text])?(language)
        case "trouble": troubles[text]?(language)
        default: nil
        }
    }

    /// A fault of a table, with its line.
    package static func tableFault(_ language: WireLanguage, _ line: Int, _ words: String) -> String {
        tableFaults["line"]!(language, ["line": "\(line)", "words": words])
    }
}
