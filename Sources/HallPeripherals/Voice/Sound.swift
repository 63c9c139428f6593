import Glibc

/// Sound of one channel, 16 bits, 22,050 samples a second: what espeak-ng speaks.
struct Sound: Equatable {
    static let rate = 22_050

    var samples: [Int16] = []

    static func silence(milliseconds: Int) -> Sound {
        Sound(samples: [Int16](repeating: 0, count: rate * milliseconds / 1000))
    }

    /// Two notes, the second lower, each dying away: it is heard through talk, and startles nobody.
    static let chime: Sound = note(880, milliseconds: 350) + note(659.25, milliseconds: 700)

    private static func note(_ hertz: Double, milliseconds: Int) -> Sound {
        let count = rate * milliseconds / 1000
        return Sound(
            samples: (0..<count).map { index in
                let time = Double(index) / Double(rate)
                // Without a ramp at its beginning it clicks.
                let swell = min(1, time * 200) * exp(-5 * time)
                let wave = sin(2 * .pi * hertz * time) + 0.3 * sin(4 * .pi * hertz * time)
                return Int16(9000 * swell * wave)
            })
    }

    static func + (one: Sound, other: Sound) -> Sound { Sound(samples: one.samples + other.samples) }

    func scaled(percent: Int) -> Sound {
        Sound(samples: samples.map { Int16(clamping: Int($0) * percent / 100) })
    }

    var milliseconds: Int { samples.count * 1000 / Self.rate }
}

// MARK: WAV

extension Sound {
    /// Nil for what is no WAV of 16-bit PCM. Channels are mixed, other rates converted.
    init?(wav bytes: [UInt8]) {
        func little(_ at: Int, _ count: Int) -> Int { (0..<count).reduce(0) { $0 | Int(bytes[at + $1]) << (8 * $1) } }
        guard bytes.count >= 12, bytes[0..<4].elementsEqual("RIFF".utf8), bytes[8..<12].elementsEqual("WAVE".utf8)
        else {
            return nil
        }
        var (channels, rate, isPCM16) = (0, 0, false)
        var at = 12
        while at + 8 <= bytes.count {
            let size = min(little(at + 4, 4), bytes.count - at - 8)
            if bytes[at..<at + 4].elementsEqual("fmt ".utf8), size >= 16 {
                (channels, rate) = (little(at + 10, 2), little(at + 12, 4))
                isPCM16 = [1, 0xFFFE].contains(little(at + 8, 2)) && little(at + 22, 2) == 16
            } else if bytes[at..<at + 4].elementsEqual("data".utf8) {
                guard isPCM16, (1...8).contains(channels), (4000...192_000).contains(rate) else { return nil }
                self.init(
                    bytes[(at + 8)..<(at + 8 + size)], channels: channels, rate: rate)
                return
            }
            at += 8 + size + size % 2
        }
        return nil
    }

    private init(_ data: ArraySlice<UInt8>, channels: Int, rate: Int) {
        let frameCount = data.count / (2 * channels)
        let mixed = (0..<frameCount).map { frame -> Int in
            let start = data.startIndex + frame * 2 * channels
            let sum = (0..<channels).reduce(0) { sum, channel in
                let at = start + 2 * channel
                return sum + Int(Int16(bitPattern: UInt16(data[at]) | UInt16(data[at + 1]) << 8))
            }
            return sum / channels
        }
        guard rate != Self.rate, !mixed.isEmpty else {
            samples = mixed.map { Int16($0) }
            return
        }
        // Between two samples, on the straight line.
        samples = (0..<frameCount * Self.rate / rate).map { index in
            let place = Double(index) * Double(rate) / Double(Self.rate)
            let before = min(Int(place), frameCount - 1)
            let after = min(before + 1, frameCount - 1)
            let share = place - Double(before)
            return Int16(Double(mixed[before]) * (1 - share) + Double(mixed[after]) * share)
        }
    }

    var wav: [UInt8] {
        func little(_ number: Int, _ count: Int) -> [UInt8] {
            (0..<count).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
        }
        let size = samples.count * 2
        var bytes = Array("RIFF".utf8) + little(36 + size, 4) + Array("WAVEfmt ".utf8) + little(16, 4)
        bytes +=
            little(1, 2) + little(1, 2) + little(Self.rate, 4) + little(Self.rate * 2, 4) + little(2, 2) + little(16, 2)
        bytes += Array("data".utf8) + little(size, 4)
        bytes.reserveCapacity(bytes.count + size)
        for sample in samples {
            bytes.append(UInt8(truncatingIfNeeded: sample))
            bytes.append(UInt8(truncatingIfNeeded: sample >> 8))
        }
        return bytes
    }
}
