import HallFiles
@testable import HallPeripherals

/// What lines bring: frames by every built-in profile, keys of input devices, printers' status, the guess at what an
/// unknown device sends; and what a printer's answer in IPP says, and where CUPS says that it is.
struct FuzzDevices: FuzzSubject {
    private let profiles: [WindowDeviceProfile]

    init() throws {
        profiles = try DeviceProfiles.builtInNames.compactMap { name in
            let profile = try DeviceProfile(parsing: DeviceProfiles.builtInText(name)!, name: name)
            return profile.deviceClass == .printer ? nil : profile.window
        }
        precondition(profiles.count > 10)
    }

    func take(_ bytes: UnsafeBufferPointer<UInt8>) {
        let bytes = Array(bytes)
        for profile in profiles {
            var keys = KeyReader(profile)
            _ = keys.take(bytes, at: .now)
            for template in [profile.input, profile.answer].compactMap({ $0 }) {
                var reader = FrameReader(template, profile)
                var frames = reader.take(bytes.prefix(bytes.count / 2))
                frames += reader.take(bytes.dropFirst(bytes.count / 2))
                frames += reader.giveUpWaiting()
                for frame in frames { _ = profile.press(in: frame) }
            }
        }
        var status = ESCPOSStatus()
        for question in 1...4 { status.ask(UInt8(question)) }
        status.take(bytes)
        var guess = FrameGuess()
        let parts = bytes.split(separator: 0, omittingEmptySubsequences: true)
        for part in parts { _ = guess.take(Array(part)) }
        let words = parts.map { String(decoding: $0, as: UTF8.self) }
        for word in words { _ = IPPAddress(word) }
        _ = PrinterCondition(
            ippState: bytes.first.map { Int($0) }, reasons: words, message: words.last,
            hasOnePaper: bytes.count % 2 == 0)
    }
}
