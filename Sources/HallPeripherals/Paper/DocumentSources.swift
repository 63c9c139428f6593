package import HallCore

/// Where documents get what the hall's state does not hold.
package struct DocumentSources: Sendable {
    /// HMAC(hall key, day ‖ number), as people type it.
    package var checkCode: @Sendable (String) -> String
    /// A day's figures in the order of the sheet: a heading of the catalogue, and the figure. Blocks.
    package var closing: @Sendable (BusinessDay) throws -> [(heading: String, figure: String)]

    package init(
        checkCode: @escaping @Sendable (String) -> String,
        closing: @escaping @Sendable (BusinessDay) throws -> [(heading: String, figure: String)]
    ) {
        self.checkCode = checkCode
        self.closing = closing
    }
}
