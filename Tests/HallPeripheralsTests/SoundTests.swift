import HallTestSupport
import Testing

@testable import HallPeripherals

@Suite struct Sounds {
    @Test func aSoundSurvivesItsFile() {
        let chime = Sound.chime
        #expect(Sound(wav: chime.wav) == chime)
        #expect((1040...1050).contains(chime.milliseconds))
        #expect(chime.samples.contains { abs(Int($0)) > 5000 } && abs(Int(chime.samples.last!)) < 1000)
    }

    /// Recordings come as they are: stereo at 44,100, or with chunks of a program's own before the sound.
    @Test func otherRatesAndChannelsBecomeOurs() throws {
        let frames = [[UInt8]](repeating: [0, 0x10, 0, 0x30], count: 4410).joined()
        var file = Array("RIFF".utf8) + little(48 + frames.count, 4) + Array("WAVELIST".utf8) + little(4, 4)
        file += [1, 2, 3, 4]
        file += Array("fmt ".utf8) + little(16, 4) + little(1, 2) + little(2, 2) + little(44_100, 4)
        file += little(176_400, 4) + little(4, 2) + little(16, 2)
        file += Array("data".utf8) + little(frames.count, 4) + frames
        let sound = try #require(Sound(wav: file))
        #expect(sound.milliseconds == 100)
        #expect(Set(sound.samples) == [0x2000])
    }

    @Test(arguments: [([Int16]([1000, -1000]), 50, [Int16]([500, -500])), ([30_000], 200, [32_767])])
    func volumeIsAShareOfTheSound(samples: [Int16], percent: Int, scaled: [Int16]) {
        #expect(Sound(samples: samples).scaled(percent: percent).samples == scaled)
    }

    /// A file that somebody damaged is no sound, or a shorter one; never a crash.
    @Test func damagedFilesDoNoHarm() {
        let whole = Sound(samples: [Int16](repeating: 7, count: 50)).wav
        for seed in seeds(20) {
            var random = SeededRandom(seed: seed)
            for _ in 0..<2000 {
                var file = Array(whole.prefix(Int.random(in: 0...whole.count, using: &random)))
                for _ in 0..<3 where !file.isEmpty {
                    file[Int.random(in: 0..<file.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
                }
                if let sound = Sound(wav: file) { #expect(sound.samples.count < 1000, "HALL_SEED=\(seed)") }
            }
        }
    }

    private func little(_ number: Int, _ count: Int) -> [UInt8] {
        (0..<count).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
    }
}
