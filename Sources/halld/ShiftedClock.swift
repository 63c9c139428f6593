#if DEBUG || HALL_TEST_CLOCK
    import FoundationEssentials
    import HallCore
    import HallEngine

    /// The machine's clocks, moved by what a file says: `WALL BOOT [BOOT-ID]`, milliseconds each. Only builds for tests
    /// have it: a hall whose time comes from a file could give a number twice.
    struct ShiftedClock: TimePort {
        let path: String

        /// Where the environment names such a file.
        static var ofEnvironment: ShiftedClock? {
            ProcessInfo.processInfo.environment["HALL_CLOCK_FILE"].map { ShiftedClock(path: $0) }
        }

        func read() -> ClockReading {
            var reading = SystemClock().read()
            let words = FileManager.default.contents(atPath: path).map { String(decoding: $0, as: UTF8.self) } ?? ""
            let parts = words.split(whereSeparator: \.isWhitespace)
            guard parts.count >= 2, let wall = Int64(parts[0]), let boot = Int64(parts[1]) else { return reading }
            reading.civil.epochMilliseconds += wall
            reading.bootMilliseconds += boot
            if parts.count > 2 { reading.bootID = String(parts[2]) }
            return reading
        }
    }
#endif
