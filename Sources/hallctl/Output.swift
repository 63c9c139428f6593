import FoundationEssentials
import Glibc
import HallClient
import HallWire
import JSONValues

/// Writes results and refusals in the person's language.
struct Output {
    let language: WireLanguage
    let json: Bool

    init(_ options: GlobalOptions) {
        json = options.json
        let environment = ProcessInfo.processInfo.environment
        let locale = ["LC_ALL", "LC_MESSAGES", "LANG"].lazy.compactMap { environment[$0] }.first { !$0.isEmpty }
        language = options.lang ?? WireLanguage(locale: locale ?? "")
    }

    func print(_ phrase: Phrase, _ values: [String: String] = [:]) {
        Swift.print(phrase(language, values.mapValues(visible)))
    }

    func error(_ phrase: Phrase, _ values: [String: String] = [:]) {
        Self.error(phrase(language, values.mapValues(visible)))
    }

    func print(json value: JSONValue) throws {
        Swift.print(String(decoding: try encodeJSON(value), as: UTF8.self))
    }

    func word(_ table: [String: Phrase], _ key: String) -> String {
        table[key]?(language) ?? key
    }

    func heading(_ key: String) -> String { word(Texts.headings, key) }
    func state(_ key: String) -> String { word(Texts.states, key) }

    static func error(_ line: String) {
        let bytes = Array((line + "\n").utf8)
        write(STDERR_FILENO, bytes, bytes.count)
    }

    /// The refusal's name and a sentence.
    func refusal(_ name: String, _ parameters: JSONValue) -> String {
        let short = String(name.split(separator: ".").last ?? "")
        return Texts.sentence(of: short, parameters, language, shown: visible).map { "\(short): \($0)" } ?? name
    }
}

/// Texts that somebody typed must not move another's cursor: control characters are shown, not sent.
func visible(_ text: String) -> String {
    String(
        String.UnicodeScalarView(
            text.unicodeScalars.map { scalar in
                switch scalar.properties.generalCategory {
                case .control, .lineSeparator, .paragraphSeparator: "\u{FFFD}"
                default: scalar
                }
            }))
}
