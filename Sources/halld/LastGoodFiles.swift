import FoundationEssentials
import HallFiles

/// The hall's file as it was when it was last good, kept in the state directory: a daemon that restarts, at night or after a
/// power cut, must not stay away for somebody's typing error.
struct LastGoodFile {
    private let path: String

    init(inStateAt statePath: String) { path = statePath + "/hall.last-good.toml" }

    /// What is read now; where it is not good, what was good last, with the faults.
    func load(_ source: HallSource) throws(HallSource.Failure) -> (file: HallFile, faults: [String]) {
        do {
            return (try source.load(), [])
        } catch {
            guard case .file = source, let data = FileManager.default.contents(atPath: path),
                let text = String(validating: data, as: UTF8.self),
                let file = try? source.load(text, named: path)
            else { throw error }
            return (file, error.lines)
        }
    }

    func keep(_ source: HallSource) throws {
        guard case .file = source, let text = try? source.text().text else { return }
        guard FileManager.default.contents(atPath: path) != Data(text.utf8) else { return }
        try Data(text.utf8).write(to: URL(fileURLWithPath: path), options: .atomic)
    }
}
