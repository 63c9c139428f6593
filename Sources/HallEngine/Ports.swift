package import HallCore

/// Where events are kept. The engine calls it on its own thread, one call at a time.
package protocol JournalPort: Sendable {
    /// Hands over every event since the last business day opened, that opening first. Throws a named error for
    /// a journal that cannot be trusted, before the offending event is handed over.
    func replay(_ apply: (Event) -> Void) throws

    /// Durable when it returns. Returns the sequence number of the first event.
    func append(_ events: [Event]) throws -> Int

    /// Closes, opens and checkpoints again, after a failed append. Throws while nothing can be written; reading goes on.
    func reopen() throws

    /// Whether there is room for what has begun, and for nothing new. Looks anew each time; cheap.
    func isShortOfRoom() -> Bool
}

/// Wall and monotonic time, read together.
package protocol TimePort: Sendable {
    func read() -> ClockReading
}

package struct ClockReading: Sendable, Equatable {
    package var civil: CivilTime
    /// CLOCK_BOOTTIME.
    package var bootMilliseconds: Int64
    package var bootID: String

    package init(civil: CivilTime, bootMilliseconds: Int64, bootID: String) {
        self.civil = civil
        self.bootMilliseconds = bootMilliseconds
        self.bootID = bootID
    }
}
