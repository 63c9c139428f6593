/// A table as CSV: RFC 4180, lines by CR LF. Programs that read it see code points, so this does too.
package enum CommaSeparated {
    /// A field that no spreadsheet takes for a formula, quoted where it must be.
    package static func field(_ text: String) -> String {
        let plain = withoutFormula(text)
        guard plain.unicodeScalars.contains(where: { ",\"\r\n".unicodeScalars.contains($0) }) else { return plain }
        var quoted = "\"".unicodeScalars
        for scalar in plain.unicodeScalars {
            quoted.append(scalar)
            if scalar == "\"" { quoted.append(scalar) }
        }
        quoted.append("\"")
        return String(quoted)
    }

    /// A spreadsheet takes these beginnings for a formula, and would compute what somebody typed. Figures may begin with a
    /// sign.
    private static func withoutFormula(_ text: String) -> String {
        guard let first = text.unicodeScalars.first, "=+-@\t\r\n".unicodeScalars.contains(first), Double(text) == nil
        else {
            return text
        }
        return "'" + text
    }
}
