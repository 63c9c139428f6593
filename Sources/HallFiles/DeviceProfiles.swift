import FoundationEssentials

/// Profiles by name: a hall's own go before the installed ones, and those before the ones built in.
package struct DeviceProfiles: Sendable {
    package static let directories = ["/etc/halld/devices", "/usr/share/halld/devices"]

    package static var builtInNames: [String] { builtIn.keys.sorted() }

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
    ]

    private let directories: [String]

    package init(directories: [String] = directories) {
        self.directories = directories
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
        return Self.builtIn[name].map { (String(decoding: $0, as: UTF8.self), "built-in \(name).toml") }
    }
}
