package import HallCore

/// A printer of the hall: its name, what it is for, the profile of its kind, and where it is.
package struct PrinterBinding: Sendable, Equatable {
    package var name: PrinterName
    package var role = PrinterRole.slip
    package var profile: DeviceProfile
    package var place: DevicePlace
}

extension PrinterBinding {
    /// `printer = "QUEUE"`, or `[[printer]]` tables; without either, PDF files for every role.
    static func read(from reader: TableReader, _ profiles: DeviceProfiles) -> [PrinterBinding] {
        let (shorthand, tables) = reader.stringOrTables("printer", "the name of a CUPS queue in quotes")
        var printers: [PrinterBinding] = []
        if let shorthand, let profile = profiles.profile("cups", .printer, { reader.fault("printer", $0) }) {
            printers.append(PrinterBinding(name: "slip", profile: profile, place: .queue(shorthand)))
        }
        for table in tables {
            guard let printer = one(table, profiles) else { continue }
            if printers.contains(where: { $0.name == printer.name }) {
                table.fault("name", "\"\(printer.name)\" is taken by an earlier printer; give each its own name")
            }
            printers.append(printer)
        }
        guard shorthand == nil, tables.isEmpty else { return printers }
        guard let folder = profiles.profile("pdf-folder", .printer, { reader.fault("printer", $0) }) else { return [] }
        return PrinterRole.allCases.map { role in
            PrinterBinding(name: role.rawValue, role: role, profile: folder, place: .folder)
        }
    }

    private static func one(_ table: TableReader, _ profiles: DeviceProfiles) -> PrinterBinding? {
        let profileName = table.string("profile", "the name of a device profile", required: true)
        let role = table.choice("role", of: PrinterRole.self) ?? .slip
        let name = table.string("name") ?? role.rawValue
        let width = table.integer("width_mm", in: PrinterProfile.widths)
        let baud = table.baud()
        defer { table.finish() }
        let places = ["queue", "device", "address"].filter { table.has($0) }
        let queue = table.string("queue", "the name of a CUPS queue")
        let node = table.string("device", "a path like \"/dev/usb/lp0\"")
        let address = table.string("address", "a host and port like \"192.168.1.50:9100\"")
        guard let profileName, var profile = profiles.profile(profileName, .printer, { table.fault("profile", $0) })
        else {
            return nil
        }
        if let width {
            profile.printer.printableMillimetres -= profile.printer.widthMillimetres - width
            profile.printer.widthMillimetres = width
            if profile.printer.printableMillimetres < 30 {
                table.fault("width_mm", "leaves less than 30 mm to print on with this profile")
            }
        }
        if let baud { profile.printer.escpos.baud = baud }
        var place: DevicePlace?
        switch profile.printer.output {
        case .folder: place = .folder
        case .cups: place = queue.map { .queue($0) }
        case .escpos: place = node.map { .node($0) } ?? address.flatMap { DevicePlace.tcp($0, table) }
        }
        if role == .office, profile.printer.output == .escpos {
            table.fault("role", "\"office\" prints sheets; profile \"\(profileName)\" is of a roll printer")
        }
        tell(profile, places, table)
        return place.map { PrinterBinding(name: name, role: role, profile: profile, place: $0) }
    }

    /// Which key says where a printer is goes by its profile's output, and one is enough.
    private static func tell(_ profile: DeviceProfile, _ places: [String], _ table: TableReader) {
        let expected =
            switch profile.printer.output {
            case .folder: [String]()
            case .cups: ["queue"]
            case .escpos: ["device", "address"]
            }
        let fitting = places.filter { expected.contains($0) }
        if !expected.isEmpty, fitting.isEmpty {
            let wanted = profile.printer.output == .cups ? "a CUPS queue" : "a device or an address"
            table.fault(expected[0], "is missing; profile \"\(profile.name)\" needs \(wanted)")
        }
        if fitting.count > 1 { table.fault("address", "a printer is at a device or at an address, not both") }
        for stranger in places where !expected.contains(stranger) {
            table.fault(stranger, "does not go with profile \"\(profile.name)\"")
        }
    }
}
