import Foundation
import HallCore
import HallFiles

extension ClipManifest {
    /// The files that say it, in order; nil for a field that needs a file which is not there.
    func files(number: TicketNumber, window: WindowNumber, category: String) -> [String] {
        phrase.flatMap { word -> [String] in
            switch word {
            case "{number}": "\(number)".map { String($0) }
            case "{window}": hasFile("window-\(window)") ? ["window-\(window)"] : "\(window)".map { String($0) }
            case "{category}": ["category-\(category)"]
            default: [word]
            }
        }
    }

    private func hasFile(_ name: String) -> Bool { FileManager.default.fileExists(atPath: "\(path)/\(name).wav") }

    /// Nil where a file is missing or is no WAV.
    func sound(number: TicketNumber, window: WindowNumber, category: String) -> Sound? {
        var sound = Sound()
        for file in files(number: number, window: window, category: category) {
            guard let clip = clip(file) else { return nil }
            sound = sound + clip
        }
        return sound
    }

    private func clip(_ name: String) -> Sound? {
        FileManager.default.contents(atPath: "\(path)/\(name).wav").flatMap { Sound(wav: Array($0)) }
    }

    /// What a hall would need and the folder does not have, or has as something else than 16-bit WAV.
    func missing(for configuration: HallConfiguration) -> [String] {
        var needed: [String] = []
        for category in configuration.categories {
            guard let number = TicketNumber("\(category.prefix)1234567890".prefix(6)) else { continue }
            for window in configuration.windows {
                needed += files(number: number, window: window.number, category: category.prefix)
            }
        }
        if phrase.contains("{number}") { needed += (0...9).map { "\($0)" } }
        var seen: Set<String> = []
        return needed.filter { seen.insert($0).inserted && clip($0) == nil }.map { "\($0).wav" }.sorted()
    }
}
