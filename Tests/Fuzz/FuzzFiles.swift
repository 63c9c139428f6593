import HallFiles
import HallWire

/// hall.toml, slip templates and device profiles: any bytes are one of those or a list of faults, never a crash.
struct FuzzFiles: FuzzSubject {
    func take(_ bytes: UnsafeBufferPointer<UInt8>) {
        let text = String(decoding: bytes, as: UTF8.self)
        _ = try? HallFile(parsing: text, phrases: Texts.paperPhrases, profiles: DeviceProfiles(directories: []))
        for kind in [DocumentKind.ticket, .poster] {
            _ = try? SlipTemplate(parsing: text, kind: kind, phrases: Texts.paperPhrases)
        }
        _ = try? DeviceProfile(parsing: text, name: "fuzzed")
    }
}

/// Tables of appointments that are imported: rows, or faults with their lines.
struct FuzzTables: FuzzSubject {
    func take(_ bytes: UnsafeBufferPointer<UInt8>) {
        let table = AppointmentTable(parsing: String(decoding: bytes, as: UTF8.self))
        precondition(table.rows.count <= bytes.count)
    }
}
