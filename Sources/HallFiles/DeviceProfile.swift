import FoundationEssentials

/// A kind of hardware, as a file of `devices/` describes it.
package struct DeviceProfile: Sendable, Equatable {
    package enum DeviceClass: String, Sendable, CaseIterable {
        case printer
    }

    package var name: String
    /// What a technician recognises it by.
    package var description: String
    package var deviceClass: DeviceClass
    package var printer: PrinterProfile
}

package struct PrinterProfile: Sendable, Equatable {
    package enum Output: String, Sendable, CaseIterable {
        /// Files in the state directory.
        case folder
        case cups
    }

    package enum Format: String, Sendable, CaseIterable {
        case pdf = "application/pdf"
    }

    package var output = Output.folder
    package var format = Format.pdf
    package var widthMillimetres = 80
}

extension DeviceProfile {
    /// Reads the whole text; every fault at once.
    package init(parsing text: String, name: String) throws(FileFaults) {
        let root: TomlNode
        do {
            root = try TomlNode.parse(text)
        } catch {
            throw FileFaults(faults: [error])
        }
        let faults = Faults()
        let reader = TableReader(root, at: "", faults)
        self.name = name
        description = reader.string("description", required: true) ?? ""
        deviceClass = reader.choice("class", of: DeviceClass.self, required: true) ?? .printer
        printer = PrinterProfile()
        if let table = reader.table("printer", required: true) {
            printer.output = table.choice("output", of: PrinterProfile.Output.self, required: true) ?? .folder
            printer.format = table.choice("format", of: PrinterProfile.Format.self, required: true) ?? .pdf
            printer.widthMillimetres = table.integer("width_mm", in: 40...120, required: true) ?? 80
            table.finish()
        }
        reader.finish()
        guard faults.all.isEmpty else { throw FileFaults(faults: faults.all.sorted()) }
    }
}

/// Profiles by name: a hall's own go before the installed ones, and those before the ones built in.
package struct DeviceProfiles: Sendable {
    package static let directories = ["/etc/halld/devices", "/usr/share/halld/devices"]

    private static let builtIn = [
        "pdf-folder": PackageResources.pdf_folder_toml,
        "cups": PackageResources.cups_toml,
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
