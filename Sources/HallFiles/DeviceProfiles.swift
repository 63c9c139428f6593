import FoundationEssentials

/// Profiles by name: a hall's own go before the installed ones, and those before the ones built in.
package struct DeviceProfiles: Sendable {
    package static let directories = ["/etc/halld/devices", "/usr/share/halld/devices"]

    package static var builtInNames: [String] { builtIn.keys.sorted() }

    /// Nil where none has the name.
    package static func builtInText(_ name: String) -> String? {
        builtIn[name].map { String(decoding: $0, as: UTF8.self) }
    }

    private static let builtIn = [
        "pdf-folder": PackageResources.pdf_folder_toml,
        "cups": PackageResources.cups_toml,
        "ipp-roll-80": PackageResources.ipp_roll_80_toml,
        "ipp-roll-58": PackageResources.ipp_roll_58_toml,
        "escpos-80-text": PackageResources.escpos_80_text_toml,
        "escpos-80-raster": PackageResources.escpos_80_raster_toml,
        "escpos-58-text": PackageResources.escpos_58_text_toml,
        "escpos-58-raster": PackageResources.escpos_58_raster_toml,
        "escpos-58-gb2312": PackageResources.escpos_58_gb2312_toml,
        "strip-aa": PackageResources.strip_aa_toml,
        "strip-aa-ff": PackageResources.strip_aa_ff_toml,
        "onbon-bx": PackageResources.onbon_bx_toml,
        "lumen-c-power": PackageResources.lumen_c_power_toml,
        "led-modbus": PackageResources.led_modbus_toml,
        "alpha": PackageResources.alpha_toml,
        "pole-cd5220": PackageResources.pole_cd5220_toml,
        "pole-epson": PackageResources.pole_epson_toml,
        "jqueue-0807": PackageResources.jqueue_0807_toml,
        "text-file": PackageResources.text_file_toml,
        "relay-lcus": PackageResources.relay_lcus_toml,
        "relay-modbus": PackageResources.relay_modbus_toml,
        "caller-ff68": PackageResources.caller_ff68_toml,
        "keypad-usb": PackageResources.keypad_usb_toml,
        "pad-usb": PackageResources.pad_usb_toml,
        "unknown-serial": PackageResources.unknown_serial_toml,
        "unknown-keys": PackageResources.unknown_keys_toml,
    ]

    private let directories: [String]

    package init(directories: [String] = directories) {
        self.directories = directories
    }

    /// A hall's own profiles are in devices/ beside its file.
    package init(besideHallFileIn folder: String?) {
        let own = folder.map { ["\($0)/devices"] } ?? []
        directories = own + Self.directories.filter { !own.contains($0) }
    }

    /// Nil where no profile has the name.
    package func profile(_ name: String) throws(ProfileFaults) -> DeviceProfile? {
        guard let (text, path) = text(of: name) else { return nil }
        do {
            return try DeviceProfile(parsing: text, name: name)
        } catch {
            throw ProfileFaults(descriptions: error.descriptions(in: path))
        }
    }

    /// Tells what is wrong with it: that there is none, that it is of something else, its faults.
    func profile(
        _ name: String, _ wanted: DeviceProfile.DeviceClass?, _ fault: (String) -> Void
    ) -> DeviceProfile? {
        do throws(ProfileFaults) {
            guard let profile = try profile(name) else {
                let known = Self.builtInNames.joined(separator: ", ")
                fault(
                    "there is no device profile \"\(name)\" in \(directories.joined(separator: " or ")); "
                        + "built in: \(known)")
                return nil
            }
            if (profile.deviceClass == .printer) == (wanted == .printer) { return profile }
            fault(
                "\"\(name)\" is a profile of a \(profile.deviceClass.rawValue): "
                    + (wanted == .printer ? "bind it by [[device]]" : "bind it by [[printer]]"))
        } catch {
            for description in error.descriptions { fault(description) }
        }
        return nil
    }

    package struct ProfileFaults: Error {
        package let descriptions: [String]
    }

    private func text(of name: String) -> (text: String, path: String)? {
        // A name is no path: it leads nowhere but into these directories.
        guard !name.contains("/"), !name.hasPrefix(".") else { return nil }
        for directory in directories {
            let path = "\(directory)/\(name).toml"
            if let data = FileManager.default.contents(atPath: path) {
                return (String(decoding: data, as: UTF8.self), path)
            }
        }
        return Self.builtInText(name).map { ($0, "built-in \(name).toml") }
    }
}
