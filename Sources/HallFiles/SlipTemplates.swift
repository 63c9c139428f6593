import FoundationEssentials

/// The hall's templates: its own from `slips/` beside hall.toml, and the built-in ones for the rest.
package struct SlipTemplates: Sendable, Equatable {
    private var byKind: [DocumentKind: SlipTemplate] = [:]

    package subscript(kind: DocumentKind) -> SlipTemplate { byKind[kind]! }

    package static func builtInText(_ kind: DocumentKind) -> String {
        let bytes =
            switch kind {
            case .ticket: PackageResources.ticket_toml
            case .materials: PackageResources.materials_toml
            case .acceptance: PackageResources.acceptance_toml
            case .denial: PackageResources.denial_toml
            case .closing: PackageResources.closing_toml
            case .plate: PackageResources.plate_toml
            case .poster: PackageResources.poster_toml
            case .report: PackageResources.report_toml
            }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// `folder`: where hall.toml is; nil for the demo hall.
    package init(besideHallFileIn folder: String?, phrases: SlipTemplate.Phrases) throws(FileFaults) {
        var faults: [FileFault] = []
        for kind in DocumentKind.allCases {
            let path = folder.map { "\($0)/slips/\(kind.rawValue).toml" }
            let own: String?
            do throws(FileFault) { own = try path.flatMap { path throws(FileFault) in try Self.text(at: path) } } catch
            {
                faults.append(error)
                continue
            }
            let text = own ?? Self.builtInText(kind)
            do throws(FileFaults) {
                byKind[kind] = try SlipTemplate(parsing: text, kind: kind, phrases: phrases)
            } catch {
                let file = own == nil ? "built-in \(kind.rawValue).toml" : path!
                faults += error.faults.map { fault in
                    FileFault(line: fault.line, key: fault.key, message: fault.message, file: file)
                }
            }
        }
        faults += Self.strangers(in: folder)
        guard faults.isEmpty else { throw FileFaults(faults: faults) }
    }

    /// Nil where there is no such file; one that is there and cannot be read would be edited in vain.
    private static func text(at path: String) throws(FileFault) -> String? {
        guard let data = FileManager.default.contents(atPath: path) else {
            // Of a link itself, which may lead nowhere.
            guard (try? FileManager.default.attributesOfItem(atPath: path)) != nil else { return nil }
            throw FileFault(line: 1, key: "", message: "cannot be read", file: path)
        }
        guard let text = String(validating: data, as: UTF8.self) else {
            throw FileFault(line: 1, key: "", message: "is not UTF-8 text", file: path)
        }
        return text
    }

    /// A template under a name that is no document would be edited in vain.
    private static func strangers(in folder: String?) -> [FileFault] {
        guard let folder, let names = try? FileManager.default.contentsOfDirectory(atPath: folder + "/slips") else {
            return []
        }
        let known = DocumentKind.allCases.map { $0.rawValue + ".toml" }
        return names.sorted().filter { $0.hasSuffix(".toml") && !known.contains($0) }.map { name in
            FileFault(
                line: 1, key: "", message: "is no document's template; known: \(known.joined(separator: ", "))",
                file: "\(folder)/slips/\(name)")
        }
    }
}
