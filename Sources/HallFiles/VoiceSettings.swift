import FoundationEssentials
package import HallCore

/// How numbers are called out in the hall. Nil in a hall's file: nobody hears anything.
package struct VoiceSettings: Sendable, Equatable {
    /// In turn: a language that the speech program speaks, or a folder of recorded clips.
    package enum Voice: Sendable, Equatable {
        case language(Language)
        case clips(ClipManifest)
    }

    package struct Zone: Sendable, Equatable {
        package var name: String
        /// As the player knows it; ALSA's `default`.
        package var device = "default"
        /// Empty: all.
        package var windows: [WindowNumber] = []
        package var volumePercent = 100
    }

    package struct Quiet: Sendable, Equatable {
        package var span: OpeningSpan
        package var volumePercent: Int
    }

    package var voices: [Voice] = [.language(.simplifiedChinese)]
    package var times = 2
    package var hasChime = true
    package var namesCategory = false
    package var volumePercent = 100
    package var quiet: [Quiet] = []
    package var zones = [Zone(name: "voice")]
    /// Reads WAV from its standard input; `{device}` is the zone's.
    package var player = ["aplay", "-q", "-D", "{device}", "-"]
    /// Reads text from its standard input and writes WAV to its standard output; `{language}` is zh-Hans, zh-Hant or
    /// en. Nil: espeak-ng.
    package var program: [String]?
    /// In hall.toml, for faults that are found later.
    package var line = 0

    package static func == (one: VoiceSettings, other: VoiceSettings) -> Bool {
        one.voices == other.voices && one.times == other.times && one.hasChime == other.hasChime
            && one.namesCategory == other.namesCategory && one.volumePercent == other.volumePercent
            && one.quiet == other.quiet && one.zones == other.zones && one.player == other.player
            && one.program == other.program
    }

    package func volumePercent(minuteOfDay: Int, in zone: Zone) -> Int {
        let now = quiet.first { $0.span.minutes.contains(minuteOfDay) }?.volumePercent ?? volumePercent
        return now * zone.volumePercent / 100
    }
}

/// What a folder of recorded clips holds: `clips.toml` beside the WAV files.
package struct ClipManifest: Sendable, Equatable {
    package var path: String
    /// Files' names without `.wav`, and `{number}`, `{window}` and `{category}`.
    package var phrase: [String]

    package static let fields = ["{number}", "{window}", "{category}"]
}

extension VoiceSettings {
    init(_ table: TableReader, folder: String?, _ configuration: HallConfiguration) {
        line = table.line
        if table.has("speaks") {
            voices = table.strings("speaks", "languages or folders of clips like [\"zh-Hans\", \"en\"]").compactMap {
                Self.voice($0.text, $0.line, folder, table)
            }
        }
        times = table.integer("times", in: 1...3) ?? times
        hasChime = table.boolean("chime") ?? hasChime
        namesCategory = table.boolean("category") ?? namesCategory
        volumePercent = table.integer("volume", in: 0...100) ?? volumePercent
        quiet = table.strings("quiet", "a list like [\"12:00-14:00 40\"]").compactMap { text, line in
            Quiet(text)
                ?? table.faults.none(line, table.path(of: "quiet"), "\"\(text)\" is not like \"12:00-14:00 40\"")
        }
        player = table.string("player", "a command")?.split(separator: " ").map(String.init) ?? player
        program = table.string("program", "a command")?.split(separator: " ").map(String.init)
        let zones = table.tables("zone").map { Zone($0, configuration) }
        for (index, zone) in zones.enumerated() where zones[..<index].contains(where: { $0.name == zone.name }) {
            table.fault("zone", "\"\(zone.name)\" is there twice; give each its own name")
        }
        if !zones.isEmpty { self.zones = zones }
        table.finish()
    }

    /// A folder in voice/ beside hall.toml, or else a language.
    private static func voice(_ name: String, _ line: Int, _ folder: String?, _ table: TableReader) -> Voice? {
        if let folder, !name.contains("/"), !name.hasPrefix(".") {
            let path = "\(folder)/voice/\(name)"
            if let data = FileManager.default.contents(atPath: "\(path)/clips.toml") {
                return clips(String(decoding: data, as: UTF8.self), path, table)
            }
        }
        if let language = Language(rawValue: name) { return .language(language) }
        return table.faults.none(
            line, table.path(of: "speaks"),
            "\"\(name)\" is no language (zh-Hans, zh-Hant, en), and there is no voice/\(name)/clips.toml beside this file"
        )
    }

    private static func clips(_ text: String, _ path: String, _ table: TableReader) -> Voice? {
        do throws(FileFaults) {
            let reader = try TableReader.root(of: text)
            _ = reader.string("description")
            let phrase = reader.string(
                "phrase", "clips and fields like \"please {number} to {window}\"", required: true)
            reader.finish()
            guard reader.faults.all.isEmpty, let phrase else { throw FileFaults(faults: reader.faults.sorted) }
            let words = phrase.split(separator: " ").map(String.init)
            for word in words where word.contains("{") && !ClipManifest.fields.contains(word) {
                table.fault("speaks", "\(path)/clips.toml: \(word) is not one of {number}, {window}, {category}")
            }
            return .clips(ClipManifest(path: path, phrase: words))
        } catch {
            for fault in error.faults { table.fault("speaks", fault.description(in: "\(path)/clips.toml")) }
            return nil
        }
    }
}

extension VoiceSettings.Zone {
    init(_ table: TableReader, _ configuration: HallConfiguration) {
        name = table.string("name", required: true) ?? "?"
        device = table.string("device", "a sound device as `aplay -L` lists it") ?? device
        volumePercent = table.integer("volume", in: 0...100) ?? volumePercent
        windows = table.has("windows") ? table.integers("windows", in: 1...999) : []
        for window in windows where configuration.window(window) == nil {
            table.fault("windows", "there is no window \(window)")
        }
        table.finish()
    }
}

extension VoiceSettings.Quiet {
    /// Reads `12:00-14:00 40`.
    fileprivate init?(_ text: String) {
        let words = text.split(separator: " ")
        guard words.count == 2, let span = OpeningSpan(String(words[0])), let percent = Int(words[1]),
            (0...100).contains(percent)
        else { return nil }
        self.init(span: span, volumePercent: percent)
    }
}
