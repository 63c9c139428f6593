/// A table as CSV: RFC 4180, lines by CR LF.
package enum CommaSeparated {
    /// A field that no spreadsheet takes for a formula, quoted where it must be.
    package static func field(_ text: String) -> String {
        let plain = withoutFormula(text)
        guard plain.contains(where: { $0 == "," || $0 == "\"" || $0.isNewline }) else { return plain }
        return "\"" + plain.replacing("\"", with: "\"\"") + "\""
    }

    /// A spreadsheet takes these beginnings for a formula, and would compute what somebody typed. Figures may begin with a
    /// sign.
    private static func withoutFormula(_ text: String) -> String {
        guard let first = text.first, "=+-@\t\r".contains(first) || first.isNewline, Double(text) == nil else {
            return text
        }
        return "'" + text
    }
}
