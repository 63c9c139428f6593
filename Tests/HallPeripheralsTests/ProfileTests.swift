import HallCore
import HallFiles
import HallTestSupport
import Testing

@testable import HallPeripherals

/// What every profile of the project says, against its own vectors and against noise.
@Suite struct Profiles {
    static let window: [DeviceProfile] = DeviceProfiles.builtInNames.map { name in
        try! DeviceProfiles(directories: []).profile(name)!
    }.filter { $0.deviceClass != .printer }

    @Test(arguments: window.map(\.name)) func itsVectorsHold(name: String) {
        let profile = Self.window.first { $0.name == name }!.window
        #expect(profile.vectorFaults() == [])
    }

    @Test func aVectorThatDoesNotHoldIsTold() {
        var profile = Self.window.first { $0.name == "caller-ff68" }!.window
        profile.vectors[0].bytes[8] ^= 1
        profile.vectors[1].bytes[5] = 9
        #expect(
            profile.vectorFaults() == [
                "vector 1: means nothing", "vector 2: would send FF 68 08 08 68 03 02 0A 0A 0A 00 00 01 24 16",
            ])
    }

    @Test(arguments: window.map(\.name)) func noControlCharacterOfATextReachesADisplay(name: String) {
        let profile = Self.window.first { $0.name == name }!.window
        let controls = (0...0x9F).filter { $0 < 0x20 || $0 > 0x7E }.map { String(Unicode.Scalar(UInt8($0))) }.joined()
        #expect(encoded("A\(controls)B", for: profile) == encoded("AB", for: profile))
        #expect(encoded("A\u{1B}\u{301}B", for: profile).allSatisfy { $0 >= 0x20 && $0 != 0x7F })
    }

    /// Every occasion makes frames, and no text of the hall's own breaks one.
    @Test(arguments: window.map(\.name)) func everythingThatAHallShowsCanBeSent(name: String) {
        let profile = Self.window.first { $0.name == name }!
        let texts = [
            "", "A001", "欢迎光临", "綜治與法律服務、城市管理", "\u{4}\u{1B}\r\n", "~}¥ÿ🙂", String(repeating: "号", count: 500),
        ]
        for occasion in WindowDeviceProfile.Occasion.allCases {
            for text in texts {
                var show = WindowShow(window: 7)
                (show.occasion, show.plate, show.service, show.text) = (occasion, text, text, text)
                (show.number, show.waiting) = (TicketNumber("B012"), 1234)
                for frame in FrameWriter.frames(profile.window, show, station: 7) {
                    #expect(!frame.isEmpty && frame.count < 1200, "\(profile.name) \(occasion)")
                }
            }
        }
    }
}

@Suite struct FramesThatComeIn {
    private static let caller = try! DeviceProfiles(directories: []).profile("caller-ff68")!.window

    /// A frame with escapes, and data of a length that nobody says.
    private static let escaped: WindowDeviceProfile = {
        var profile = try! DeviceProfiles(directories: []).profile("jqueue-0807")!.window
        profile.input = try! FrameTemplate(parsing: "7E escape( checksum( {station} {data} ) {checksum:le16} ) 7E")
        return profile
    }()

    private func read(_ bytes: [UInt8], _ profile: WindowDeviceProfile = caller) -> [ReceivedFrame] {
        var reader = FrameReader(profile.input!, profile)
        return reader.take(bytes) + reader.giveUpWaiting()
    }

    @Test(
        arguments: [
            ("01 0C", KeyAction.call, ""), ("01 01 02 0C", .call, "12"), ("01 0D", .recall, ""),
            ("01 0B", .evaluate, ""), ("01 12", .pause, ""), ("01 04 13", .transfer, "4"), ("01 06 0F", .noShow, ""),
            ("01 00 0F", .park, ""), ("01 03 0F", .resume, ""), ("01 00 01 07 03 0F", .resume, "017"),
            ("11 03", .rate(key: 4), ""),
        ] as [(String, KeyAction, String)])
    func keysAreToldApart(data: String, action: KeyAction, digits: String) throws {
        let frames = read(frame(station: 3, bytes(data)))
        let press = try #require(frames.first.flatMap { Self.caller.press(in: $0) })
        #expect(press.action == action)
        #expect(press.digits == digits)
        #expect(press.station == 3)
    }

    @Test func aFrameIsFoundAmongNoiseAndInPieces() {
        let call = bytes("FF 68 03 03 68 03 01 0C 10 16")
        #expect(read(bytes("16 FF 68 FF FF") + call + bytes("FF 68") + call + bytes("00")).count == 2)
        var reader = FrameReader(Self.caller.input!, Self.caller)
        #expect(call.dropLast().flatMap { reader.take([$0]) }.isEmpty)
        #expect(reader.take([0x16]).count == 1)
    }

    @Test func aFrameThatBreaksOffHidesNoneBehindIt() {
        // It claims ten bytes; a whole frame follows before they are there.
        let broken = bytes("FF 68 0A 0A 68 03") + bytes("FF 68 03 03 68 03 01 0C 10 16")
        #expect(read(broken).map(\.data) == [bytes("01 0C")])
    }

    /// Its checksum and its end show how long it is, even where both are among the data.
    @Test(arguments: ["01", "03", "03 03", "D0 03", "00 CD 03 01"])
    func dataOfALengthThatNobodyTellsIsFound(data: String) {
        var profile = Self.caller
        profile.input = try! FrameTemplate(parsing: "02 checksum( 33 {station} {data} ) {checksum} 03")
        profile.frame = try! FrameTemplate(parsing: "02 checksum( 33 {station} {content} ) {checksum} 03")
        let sent = FrameWriter.frame(
            FrameTemplate([.bytes(bytes(data))]), profile, WindowShow(window: 1), station: 16)
        #expect(read(bytes("02 02") + sent + bytes("02"), profile).map(\.data) == [bytes(data)])
    }

    /// Every single changed bit of a frame: never another action.
    @Test func aFrameWithAWrongBitIsNone() {
        let call = bytes("FF 68 03 03 68 03 01 0C 10 16")
        for bit in 0..<call.count * 8 {
            var wrong = call
            wrong[bit / 8] ^= 1 << (bit % 8)
            #expect(read(wrong).isEmpty, "bit \(bit)")
        }
    }

    /// Whatever is sent by a frame comes out of it again, escapes or not.
    @Test(arguments: seeds(20)) func whatGoesInComesOut(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        for profile in [Self.caller, Self.escaped] {
            for _ in 0..<50 {
                let data = (0..<Int.random(in: 0...40, using: &random)).map { _ in
                    [0x7E, 0x7D, 0x16, 0xFF, 0x68, UInt8.random(in: 0...255, using: &random)]
                        .randomElement(using: &random)!
                }
                var sender = profile
                sender.frame = FrameTemplate(profile.input!.elements.map(\.withContentForData))
                let sent = FrameWriter.frame(
                    FrameTemplate([.bytes(data)]), sender, WindowShow(window: 1), station: 9)
                #expect(read(sent, profile).map(\.data) == [data], "HALL_SEED=\(seed)")
            }
        }
    }

    /// A million pieces, noise and parts of real frames: nothing is taken for a frame unless its checksum is
    /// right, and nothing is kept for ever.
    @Test func noiseIsNoKey() {
        let call = bytes("FF 68 03 03 68 03 01 0C 10 16")
        let profiles = Profiles.window.map(\.window) + [Self.escaped]
        let keypad = try! DeviceProfiles(directories: []).profile("keypad-usb")!.window
        for seed in seeds(10) {
            var random = SeededRandom(seed: seed)
            var readers = profiles.flatMap { profile in
                [profile.input, profile.answer].compactMap { $0.map { FrameReader($0, profile) } }
            }
            #expect(readers.count >= 4)
            var keys = KeyReader(keypad)
            for _ in 0..<25_000 {
                let piece =
                    random.chance(50)
                    ? Array(call[Int.random(in: 0..<10, using: &random)...])
                    : (0..<8).map { _ in UInt8.random(in: 0...255, using: &random) }
                for index in readers.indices {
                    for frame in readers[index].take(piece) where frame.bytes.starts(with: [0xFF, 0x68]) {
                        let (body, sum) = (frame.bytes[5..<frame.bytes.count - 2], frame.bytes[frame.bytes.count - 2])
                        #expect(body.reduce(0, &+) == sum, "HALL_SEED=\(seed)")
                    }
                }
                _ = keys.take(piece, at: .now)
            }
            for index in readers.indices {
                _ = readers[index].giveUpWaiting()
                #expect(!readers[index].isWaiting)
            }
        }
    }

    private func frame(station: UInt8, _ data: [UInt8]) -> [UInt8] {
        FrameWriter.frame(FrameTemplate([.bytes(data)]), Self.caller, WindowShow(window: 1), station: Int(station))
    }
}

@Suite struct KeysOfInputDevices {
    private static let keypad = try! DeviceProfiles(directories: []).profile("keypad-usb")!.window

    private func record(_ type: UInt16, _ code: UInt16, _ value: Int32) -> [UInt8] {
        [UInt8](repeating: 7, count: 16) + [UInt8(type & 255), UInt8(type >> 8), UInt8(code & 255), UInt8(code >> 8)]
            + (0..<4).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
    }

    /// Down, its scan code, its synchronisation, held, and up again.
    private func key(_ code: UInt16) -> [UInt8] {
        record(4, 4, 458_840) + record(1, code, 1) + record(0, 0, 0) + record(1, code, 2) + record(1, code, 0)
            + record(0, 0, 0)
    }

    @Test func digitsGoWithTheKeyBehindThem() {
        var reader = KeyReader(Self.keypad)
        let pressed = (key(79) + key(82) + key(96) + key(96)).flatMap { reader.take([$0], at: .now) }
        #expect(pressed.map(\.code) == [79, 82, 96, 96], "held keys do not repeat")
        #expect(pressed.compactMap(\.press).map(\.action) == [.call, .call])
        #expect(pressed.compactMap(\.press).map(\.digits) == ["10", ""])
    }

    @Test func digitsThatNothingFollowedAreForgotten() {
        var reader = KeyReader(Self.keypad)
        let now = ContinuousClock.now
        _ = reader.take(key(79), at: now)
        #expect(reader.take(key(96), at: now + .seconds(11)).compactMap(\.press).map(\.digits) == [""])
        _ = reader.take(key(79) + key(15), at: now)
        #expect(reader.take(key(96), at: now).compactMap(\.press).map(\.digits) == [""])
    }
}

extension FrameTemplate.Element {
    fileprivate var withContentForData: Self {
        switch self {
        case .data: .content
        case .part(let name, let elements): .part(name, elements.map(\.withContentForData))
        default: self
        }
    }
}

private func bytes(_ text: String) -> [UInt8] { text.split(separator: " ").map { UInt8($0, radix: 16)! } }
