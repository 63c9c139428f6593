import FoundationEssentials
import Glibc
import HallFiles
import HallPeripherals
import HallWire

/// Where the hall's configuration comes from.
enum HallSource: Sendable {
    case demo
    case file(String)

    struct Failure: Error {
        let lines: [String]
    }

    init(given path: String?) {
        if let path {
            self = .file(path)
        } else if access(DefaultPaths.configuration, F_OK) == 0 {
            self = .file(DefaultPaths.configuration)
        } else {
            self = .demo
        }
    }

    /// What lies elsewhere (fonts, a logo, recordings) is looked at as well, but where the hall has to open without it.
    func load(whateverIsElsewhere isForgiving: Bool = false) throws(Failure) -> HallFile {
        let (text, name) = try text()
        return try load(text, named: name, whateverIsElsewhere: isForgiving)
    }

    /// Another text in the same place, with the templates and profiles beside it.
    func load(
        _ text: String, named name: String, whateverIsElsewhere isForgiving: Bool = false
    ) throws(Failure) -> HallFile {
        do {
            let file = try HallFile(
                parsing: text, folder: folder, phrases: Texts.paperPhrases,
                profiles: DeviceProfiles(besideHallFileIn: folder))
            try DeviceRoom.check(file)
            if isForgiving { return file }
            try PrintRoom.check(file)
            try VoiceRoom.check(file)
            return file
        } catch {
            throw Failure(lines: error.descriptions(in: name))
        }
    }

    var path: String? { if case .file(let path) = self { path } else { nil } }

    /// Of hall.toml; its slips/ has the hall's own templates.
    var folder: String? {
        guard let path else { return nil }
        let parts = path.split(separator: "/", omittingEmptySubsequences: false).dropLast()
        return parts.isEmpty ? "." : parts == [""] ? "/" : parts.joined(separator: "/")
    }

    func text() throws(Failure) -> (text: String, name: String) {
        switch self {
        case .demo: return (HallFile.defaultText, "the built-in hall.toml")
        case .file(let path):
            guard let data = FileManager.default.contents(atPath: path) else {
                throw Failure(lines: ["\(path): \(String(cString: strerror(errno == 0 ? ENOENT : errno)))"])
            }
            guard let text = String(validating: data, as: UTF8.self) else {
                throw Failure(lines: ["\(path): is not UTF-8 text"])
            }
            return (text, path)
        }
    }
}

/// To standard error, which Swift's `stderr` cannot reach safely.
func printError(_ line: String) {
    let bytes = Array((line + "\n").utf8)
    write(STDERR_FILENO, bytes, bytes.count)
}
