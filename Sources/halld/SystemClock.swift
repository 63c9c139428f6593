import CHallPlatform
import FoundationEssentials
import HallCore
import HallEngine

/// The machine's clocks.
struct SystemClock: TimePort {
    private let bootID: String

    init() {
        let data = FileManager.default.contents(atPath: "/proc/sys/kernel/random/boot_id") ?? Data()
        bootID = String(decoding: data.prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self)
    }

    func read() -> ClockReading {
        var wall: Int64 = 0
        var offset: Int32 = 0
        hall_wall_clock(&wall, &offset)
        return ClockReading(
            civil: CivilTime(epochMilliseconds: wall, offsetMinutes: offset),
            bootMilliseconds: hall_boot_clock(), bootID: bootID)
    }
}
