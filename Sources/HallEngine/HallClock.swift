import HallCore

/// Turns the machine's clocks into hall time: an instant that never decreases, and a judgement of the wall clock.
struct HallClock: Sendable {
    private let port: any TimePort
    private var anchor: ClockAnchored
    private var lastInstant: Int64
    /// The latest wall time seen that was believed.
    private var wallMax: Int64

    /// A wall clock before this is wrong: no halld is that old. 2026-01-01.
    private static let earliestWall: Int64 = 1_767_225_600_000
    /// Corrections by NTP stay below this.
    private static let backwardsToleranceMilliseconds: Int64 = 60_000

    /// Goes on from where the journal's last event was.
    init(port: any TimePort, last: HallTime?, anchor known: ClockAnchored?) {
        let reading = port.read()
        self.port = port
        wallMax = last.map { $0.trusted ? $0.civil.epochMilliseconds : 0 } ?? 0
        let instant: Int64
        if let known, known.bootID == reading.bootID {
            instant = known.instant + reading.bootMilliseconds - known.bootMilliseconds
        } else if let last {
            let gap = reading.civil.epochMilliseconds - last.civil.epochMilliseconds
            instant = last.instant + (Self.isPlausible(reading.civil, wallMax) ? max(0, gap) : 0)
        } else {
            instant = reading.civil.epochMilliseconds
        }
        lastInstant = max(instant, last?.instant ?? instant)
        anchor = ClockAnchored(
            bootID: reading.bootID, bootMilliseconds: reading.bootMilliseconds, instant: lastInstant)
    }

    /// To be journaled at each start.
    var anchored: ClockAnchored { anchor }

    mutating func now() -> HallTime {
        let reading = port.read()
        lastInstant = max(lastInstant, anchor.instant + reading.bootMilliseconds - anchor.bootMilliseconds)
        let trusted = Self.isPlausible(reading.civil, wallMax)
        if trusted { wallMax = max(wallMax, reading.civil.epochMilliseconds) }
        return HallTime(instant: lastInstant, civil: reading.civil, trusted: trusted)
    }

    private static func isPlausible(_ civil: CivilTime, _ wallMax: Int64) -> Bool {
        civil.epochMilliseconds >= max(earliestWall, wallMax - backwardsToleranceMilliseconds)
    }
}
