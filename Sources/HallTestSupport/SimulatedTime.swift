package import HallCore
package import HallEngine
import Synchronization

/// A clock that stands still until it is told.
package final class SimulatedTime: TimePort {
    private let reading: Mutex<ClockReading>

    /// 2026-03-02, a Monday, at 09:00 in UTC+8.
    package init(day: BusinessDay = BusinessDay(year: 2026, month: 3, day: 2)!, millisecondOfDay: Int64 = 32_400_000) {
        reading = Mutex(
            ClockReading(
                civil: CivilTime(day: day, millisecondOfDay: millisecondOfDay, offsetMinutes: 480),
                bootMilliseconds: 1_000_000, bootID: "boot-1"))
    }

    package func read() -> ClockReading { reading.withLock { $0 } }

    package func advance(milliseconds: Int64) {
        reading.withLock { reading in
            reading.civil.epochMilliseconds += milliseconds
            reading.bootMilliseconds += milliseconds
        }
    }

    package func advance(seconds: Int) { advance(milliseconds: Int64(seconds) * 1000) }

    /// The wall clock alone, as when somebody sets it.
    package func setWall(by milliseconds: Int64) {
        reading.withLock { $0.civil.epochMilliseconds += milliseconds }
    }

    /// The machine was off for a while.
    package func reboot(afterMilliseconds milliseconds: Int64) {
        reading.withLock { reading in
            reading.civil.epochMilliseconds += milliseconds
            reading.bootMilliseconds = 5_000
            reading.bootID += "'"
        }
    }
}
