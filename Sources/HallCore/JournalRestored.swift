/// The journal was damaged, or a part of it was gone; it was put together again from a copy and from what could be read.
package struct JournalRestored: Codable, Sendable, Equatable {
    /// The copy that it began with; nil: there was none, or none was needed.
    package var backup: BusinessDay?
    /// The last event of before.
    package var eventsKept: Int
    /// After it, as far as anybody can tell.
    package var eventsLost: Int?
    /// Where what is left of the old one lies.
    package var quarantine: String?
    /// The highest number of each category that may have been given without an event that tells of it, on the last days that
    /// have any: none up to them is given again.
    package var numbersUsed: [TicketID]

    package init(eventsKept: Int, numbersUsed: [TicketID] = []) {
        (self.eventsKept, self.numbersUsed) = (eventsKept, numbersUsed)
    }
}
