import HallCore

/// Turns the machine's clocks into hall time: an instant that never decreases, and a judgement of the wall clock.
struct HallClock: Sendable {
    private let port: any TimePort
    private let anchor: ClockAnchored
    private var lastInstant: Int64
    /// The latest wall time that was believed, in this boot or before.
    private var wallMax: Int64
    /// Wall and boot clock when the wall was last believed in this boot; nil before that.
    private var believed: (wall: Int64, boot: Int64)?
    /// On the boot clock: since when the wall has been ahead of what it should show.
    private var aheadSince: Int64?

    /// A wall clock before this is wrong: no halld is that old. 2026-01-01.
    private static let earliestWall: Int64 = 1_767_225_600_000
    /// Corrections by NTP stay below these.
    private static let backwardsToleranceMilliseconds: Int64 = 60_000
    private static let forwardsToleranceMilliseconds: Int64 = 300_000
    /// A wall that jumped ahead is believed once it has stayed there for this long.
    private static let settlingMilliseconds: Int64 = 600_000
    /// A hall that seems to have been closed for longer, 60 days, is likelier to have a wrong clock: that must settle too.
    private static let absenceMilliseconds: Int64 = 60 * 86_400_000

    /// Goes on from where the journal's last event was, and from the last moment at which the wall was believed.
    init(port: any TimePort, last: HallTime?, trusted: HallTime?, anchor known: ClockAnchored?) {
        let reading = port.read()
        let wall = reading.civil.epochMilliseconds
        self.port = port
        wallMax = trusted?.civil.epochMilliseconds ?? 0
        var instant = last?.instant ?? wall
        if let known, known.bootID == reading.bootID {
            instant = known.instant + reading.bootMilliseconds - known.bootMilliseconds
        } else if let trusted, Self.isPossible(wall, wallMax), wall - wallMax <= Self.absenceMilliseconds {
            instant = trusted.instant + wall - trusted.civil.epochMilliseconds
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
        let trusted = believes(reading)
        return HallTime(instant: lastInstant, civil: reading.civil, trusted: trusted)
    }

    private mutating func believes(_ reading: ClockReading) -> Bool {
        let (wall, boot) = (reading.civil.epochMilliseconds, reading.bootMilliseconds)
        guard Self.isPossible(wall, wallMax) else { return false }
        if isAhead(wall, boot) {
            if aheadSince == nil { aheadSince = boot }
            guard boot - aheadSince! >= Self.settlingMilliseconds else { return false }
        }
        aheadSince = nil
        believed = (wall, boot)
        wallMax = max(wallMax, wall)
        return true
    }

    private func isAhead(_ wall: Int64, _ boot: Int64) -> Bool {
        if let believed {
            return wall - believed.wall - (boot - believed.boot) > Self.forwardsToleranceMilliseconds
        }
        return wallMax > 0 && wall - wallMax > Self.absenceMilliseconds
    }

    private static func isPossible(_ wall: Int64, _ wallMax: Int64) -> Bool {
        wall >= max(earliestWall, wallMax - backwardsToleranceMilliseconds)
    }
}
