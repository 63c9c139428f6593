package import HallCore

/// Where documents get what the hall's state does not hold.
package struct DocumentSources: Sendable {
    /// HMAC(hall key, day ‖ number), as people type it.
    package var checkCode: @Sendable (String) -> String
    /// A day's figures in the order of the sheet: a heading of the catalogue, and the figure. Blocks.
    package var closing: @Sendable (BusinessDay) throws -> [(heading: String, figure: String)]

    /// The monthly table: version 0 for a draft. Blocks.
    package var report: @Sendable (ReportMonth, Int, Language, Hall, HallTime) throws -> PrintedTable

    package init(
        checkCode: @escaping @Sendable (String) -> String,
        closing: @escaping @Sendable (BusinessDay) throws -> [(heading: String, figure: String)],
        report: @escaping @Sendable (ReportMonth, Int, Language, Hall, HallTime) throws -> PrintedTable
    ) {
        self.checkCode = checkCode
        self.closing = closing
        self.report = report
    }
}
