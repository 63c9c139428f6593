/// Every limit on what can grow, in one place.
package struct HallLimits: Sendable, Equatable {
    /// Four digits is the widest that displays and speech carry.
    package var ordinalMax: Int32 = 9999
    package var ticketsADayMax = 20_000
    package var waitingMax = 10_000
    package var parkedMax = 500
    package var printJobsADayMax = 40_000
    package var windowsMax = 200
    package var servicesMax = 1000
    /// Bytes of UTF-8, each.
    package var requestIDLengthMax = 128
    package var reasonLengthMax = 500
    /// What a resident writes beside a rating.
    package var wordsLengthMax = 1000
    package var needsMax = 8
    package var needLengthMax = 60
    package var staffLengthMax = 60
    /// Open ones, and those that ended today.
    package var casesMax = 20_000
    package var caseStepsMax = 50
    package var denialsMax = 2000
    package var mattersAVisitMax = 20
    package var quantityMax = 9999
    /// How a resident can be reached.
    package var contactLengthMax = 200
    /// At windows: each line has a thread.
    package var devicesMax = 400
    /// Open ones, and those that may be appealed.
    package var followUpsMax = 5000
    package var appointmentsMax = 20_000
    package var appointmentsADayMax = 2000
    package var turnedAwayADayMax = 20_000
    package var requestsADayMax = 60_000
    /// Submissions committed together.
    package var batchMax = 256
    /// Submissions that wait for a commit; more are refused as `Busy`.
    package var submissionsPendingMax = 4096
    package var streamsMax = 512
    /// Changes a stream may fall behind before it is told to resynchronise.
    package var streamBufferMax = 512
    package var messageBytesMax = 1 << 20
    package var connectionsPerUserMax = 128
    package var connectionsMax = 512
    /// Browsers hold several each.
    package var webConnectionsMax = 2048
    /// A peer that takes nothing for this long while a reply waits is closed.
    package var writeSecondsMax = 10
    /// A file in a stream travels in chunks of this many bytes: small enough that a slow reader takes one in
    /// `writeSecondsMax`.
    package var chunkBytesMax = 128 << 10

    package static let standard = HallLimits()
    package init() {}
}
