import HallFiles

/// libFuzzer's entry: any bytes are a hall or a list of faults, never a crash. `make fuzz` runs it.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzHallFile(_ bytes: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    let text = String(decoding: UnsafeBufferPointer(start: bytes, count: count), as: UTF8.self)
    _ = try? HallFile(parsing: text, profiles: DeviceProfiles(directories: []))
    return 0
}
