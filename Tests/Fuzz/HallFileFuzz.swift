import HallFiles
import HallWire

/// libFuzzer on the readers of hall.toml, slip templates and device profiles: any bytes are one of those or a list of
/// faults, never a crash. `make fuzz` runs it.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzHallFile(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let text = String(decoding: UnsafeBufferPointer(start: bytes, count: count), as: UTF8.self)
    _ = try? HallFile(parsing: text, phrases: Texts.paperPhrases, profiles: DeviceProfiles(directories: []))
    for kind in [DocumentKind.ticket, .poster] {
        _ = try? SlipTemplate(parsing: text, kind: kind, phrases: Texts.paperPhrases)
    }
    _ = try? DeviceProfile(parsing: text, name: "fuzzed")
    return 0
}

/// SwiftPM gives every program a main of its own; libFuzzer's is asked to do the rest.
@main
struct HallFileFuzz {
    static func main() {
        var count = CommandLine.argc
        var arguments = CommandLine.unsafeArgv
        _ = runFuzzer(&count, &arguments, fuzzHallFile)
    }
}

@_silgen_name("LLVMFuzzerRunDriver")
func runFuzzer(
    _ argumentCount: UnsafeMutablePointer<CInt>,
    _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>>,
    _ test: @convention(c) (UnsafePointer<UInt8>?, Int) -> CInt
) -> CInt
