import Glibc

/// What is fuzzed: takes any bytes, and neither crashes nor hangs.
protocol FuzzSubject {
    func take(_ bytes: UnsafeBufferPointer<UInt8>)
}

/// libFuzzer on one subject, by its name in HALL_FUZZ_SUBJECT; `make fuzz` runs them all.
@main
struct HallFuzz {
    static func main() throws {
        subject =
            switch getenv("HALL_FUZZ_SUBJECT").map({ String(cString: $0) }) {
            case "files": FuzzFiles()
            case "messages": try FuzzMessages()
            case "operations": try FuzzOperations()
            case "devices": try FuzzDevices()
            case "tables": FuzzTables()
            default: fatalError("HALL_FUZZ_SUBJECT: files, messages, operations, devices or tables")
            }
        var count = CommandLine.argc
        var arguments = CommandLine.unsafeArgv
        _ = runFuzzer(&count, &arguments, take)
    }
}

// Set once, before libFuzzer begins, which runs on one thread.
private nonisolated(unsafe) var subject: (any FuzzSubject)?

@_cdecl("LLVMFuzzerTestOneInput")
public func take(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    subject!.take(UnsafeBufferPointer(start: bytes, count: count))
    return 0
}

/// SwiftPM gives every program a main of its own; libFuzzer's is asked to do the rest.
@_silgen_name("LLVMFuzzerRunDriver")
private func runFuzzer(
    _ argumentCount: UnsafeMutablePointer<CInt>,
    _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>>,
    _ test: @convention(c) (UnsafePointer<UInt8>?, Int) -> CInt
) -> CInt
