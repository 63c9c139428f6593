package import HallCore

/// Hardware of the hall's windows: its name, the profile of its kind, the line it is on, and whose it is.
package struct WindowDeviceBinding: Sendable, Equatable {
    /// One address on the line, and the window it belongs to.
    package struct Station: Sendable, Equatable {
        package var address: Int
        package var window: WindowNumber
    }

    package var name: String
    package var profile: DeviceProfile
    package var place: DevicePlace
    package var stations: [Station]
    /// In place of the profile's.
    package var scores: [Int]
    /// In hall.toml, for faults that are found later.
    package var line: Int

    package static func == (one: WindowDeviceBinding, other: WindowDeviceBinding) -> Bool {
        one.name == other.name && one.profile == other.profile && one.place == other.place
            && one.stations == other.stations && one.scores == other.scores
    }

    package func window(of address: Int) -> WindowNumber? {
        stations.first { $0.address == address }?.window
    }
}

extension WindowDeviceBinding {
    /// `[[device]]` tables.
    static func read(
        from reader: TableReader, _ profiles: DeviceProfiles, _ configuration: HallConfiguration,
        _ printers: [PrinterBinding]
    ) -> [WindowDeviceBinding] {
        var devices: [WindowDeviceBinding] = []
        for table in reader.tables("device") {
            guard let device = one(table, profiles, configuration) else { continue }
            if devices.contains(where: { $0.name == device.name })
                || printers.contains(where: { $0.name == device.name })
            {
                table.fault("name", "\"\(device.name)\" is taken by an earlier device; give each its own name")
            }
            for other in devices where other.place == device.place { checkNeighbours(other, device, table) }
            if let printer = printers.first(where: { $0.place == device.place }) {
                table.fault("device", "is printer \"\(printer.name)\"'s already")
            }
            devices.append(device)
        }
        if devices.count > HallLimits.standard.devicesMax {
            reader.fault("device", "\(HallLimits.standard.devicesMax) devices at most")
        }
        return devices
    }

    private static func one(
        _ table: TableReader, _ profiles: DeviceProfiles, _ configuration: HallConfiguration
    ) -> WindowDeviceBinding? {
        let name = table.string("name", required: true)
        let profileName = table.string("profile", "the name of a device profile", required: true)
        let baud = table.baud()
        let gap = table.integer("gap_ms", in: 0...5000)
        let scores = table.scores()
        let stations = stations(table, configuration)
        let node = table.string("device", "a path like \"/dev/serial/by-id/…\"")
        let address = table.string("address", "a host and port like \"192.168.1.60:5005\"")
        defer { table.finish() }
        guard let name, let profileName,
            var profile = profiles.profile(profileName, nil, { table.fault("profile", $0) })
        else { return nil }
        if let baud { profile.window.serial.baud = baud }
        if let gap { profile.window.gapMilliseconds = gap }
        if let scores { profile.window.scores = scores }
        check(profile.window, stations, table)
        if node != nil, address != nil { table.fault("address", "a device is at a device or at an address, not both") }
        if address != nil, profile.window.line != .serial {
            table.fault("address", "does not go with profile \"\(profileName)\"; expected device")
        }
        if node == nil, address == nil {
            table.fault("device", "is missing; expected a path like \"/dev/serial/by-id/…\", or an address")
        }
        guard let place = node.map({ DevicePlace.node($0) }) ?? address.flatMap({ DevicePlace.tcp($0, table) }) else {
            return nil
        }
        return WindowDeviceBinding(
            name: name, profile: profile, place: place, stations: stations, scores: profile.window.scores,
            line: table.line)
    }

    var hasRatingKeys: Bool {
        profile.window.keys.contains { key in if case .rate = key.action { true } else { false } }
    }

    private static func check(_ profile: WindowDeviceProfile, _ stations: [Station], _ table: TableReader) {
        let rates = profile.keys.compactMap { key in if case .rate = key.action { key.action } else { nil } }
        if table.has("scores"), rates.isEmpty { table.fault("scores", "this hardware has no rating keys") }
        if profile.line != .serial, stations.count > 1 {
            table.fault("windows", "a \(profile.line == .keys ? "keypad" : "file") is one window's; expected window")
        }
        for station in stations where profile.line == .serial && station.address > profile.stationMax {
            table.fault(
                "stations", "\(station.address) is no address of this hardware, which go up to \(profile.stationMax)")
        }
    }

    private static func stations(_ table: TableReader, _ configuration: HallConfiguration) -> [Station] {
        var windows = table.has("windows") ? table.integers("windows", in: 1...999) : []
        if let window = table.integer("window", in: 1...999) {
            if !windows.isEmpty { table.fault("window", "is there beside windows; one is enough") }
            windows = [window]
        }
        if windows.isEmpty { table.fault("window", "is missing; expected a window's number, or windows = [1, 2]") }
        for window in windows where configuration.window(window) == nil {
            table.fault(table.has("windows") ? "windows" : "window", "there is no window \(window)")
        }
        var addresses = table.has("stations") ? table.integers("stations", in: 0...65_535) : windows
        if let station = table.integer("station", in: 0...65_535) { addresses = [station] }
        if addresses.count != windows.count {
            table.fault(
                "stations", "has \(addresses.count) addresses for \(windows.count) windows; expected one each, in order"
            )
        }
        for (index, address) in addresses.enumerated() where addresses[..<index].contains(address) {
            table.fault("stations", "\(address) is there twice")
        }
        return zip(addresses, windows).map { Station(address: $0, window: $1) }
    }

    /// Devices of several kinds may be on one line, if they agree about it.
    private static func checkNeighbours(
        _ other: WindowDeviceBinding, _ device: WindowDeviceBinding, _ table: TableReader
    ) {
        let (one, two) = (other.profile.window, device.profile.window)
        if one.line != .serial || two.line != .serial {
            table.fault("device", "is device \"\(other.name)\"'s already")
        } else if one.serial != two.serial {
            table.fault(
                "device", "is also that of \"\(other.name)\", whose profile has the line at another speed or parity")
        }
        let speaksAlike = one.frame == two.frame || (one.input != nil && one.input == two.input)
        for station in device.stations where speaksAlike && other.window(of: station.address) != nil {
            table.fault("stations", "\(station.address) is device \"\(other.name)\"'s already")
        }
    }
}
