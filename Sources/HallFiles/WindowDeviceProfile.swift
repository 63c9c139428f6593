package import HallCore

/// Hardware at windows: what shows a number, and what clerks and residents press.
package struct WindowDeviceProfile: Sendable, Equatable {
    package enum Line: String, Sendable, CaseIterable {
        /// A serial line, or the same bytes over TCP.
        case serial
        /// A keypad that Linux knows as an input device (evdev).
        case keys
        /// A file that always holds what is shown.
        case file
    }

    package enum Checksum: String, Sendable, CaseIterable {
        case none
        /// The sum of the bytes, of one or of two bytes.
        case sum
        case xor
        case crc16ARC = "crc16-arc"
        case crc16Modbus = "crc16-modbus"
        case crc16X25 = "crc16-x25"
    }

    package enum Encoding: String, Sendable, CaseIterable {
        case gbk = "GBK"
        case gb18030 = "GB18030"
        case utf8 = "UTF-8"
        case ascii = "ASCII"
    }

    /// What a window's hardware has to show.
    package enum Occasion: String, Sendable, CaseIterable {
        case called, recalled, serving, idle, paused, off
        /// The visit has ended: a rating is asked for.
        case evaluate
        /// Somebody tries the device out: the text is theirs.
        case test
        /// What was pressed has been done, or not.
        case done, refused
    }

    package struct Escape: Sendable, Equatable {
        package var bytes: ClosedRange<UInt8>
        package var prefix: UInt8
        /// What follows the prefix.
        package var second: Second

        package enum Second: Sendable, Equatable {
            case fixed(UInt8)
            case sum(UInt8)
        }
    }

    package struct Key: Sendable, Equatable {
        package var press: KeyPattern
        package var action: KeyAction
        /// Sent back instead of the frame itself.
        package var answer: FrameTemplate?
    }

    package struct Serial: Sendable, Equatable {
        package enum Parity: String, Sendable, CaseIterable {
            case none, even, odd
        }

        package var baud = 9600
        package var dataBits = 8
        package var parity = Parity.none
        package var stopBits = 1

        package init() {}
    }

    package var line = Line.serial
    package var serial = Serial()
    /// Quiet on the line behind each frame.
    package var gapMilliseconds = 0
    package var frame = FrameTemplate([.content])
    package var checksum = Checksum.none
    package var escapes: [Escape] = []

    package var encoding = Encoding.gbk
    /// Of the hall's own words on it.
    package var language = Language.simplifiedChinese
    package var textBytesMax = 200
    /// Filled up with spaces to a multiple of this.
    package var textBytesUnit = 1

    package var shows: [Occasion: [FrameTemplate]] = [:]
    /// Shown again after this long, for devices that forget; 0: never.
    package var refreshSeconds = 0

    /// What comes in; nil: nothing does that means anything.
    package var input: FrameTemplate?
    /// Whether a frame of keys is answered by the same frame.
    package var echoesInput = false
    package var keys: [Key] = []
    /// The same key again within this long is a bounce.
    package var debounceMilliseconds = 300
    /// What the rating keys mean, from the first on.
    package var scores: [Int] = [5, 4, 3, 2, 1]

    /// What says that a frame was understood, and how long to wait for it; nil: nobody knows.
    package var answer: FrameTemplate?
    package var answerMilliseconds = 300

    package var vectors: [ProfileVector] = []

    package init() {}

    /// The largest address that a frame has room for.
    package var stationMax: Int {
        [frame, input, answer].compactMap { $0?.stationMax }.min() ?? 65_535
    }

    /// Whether how many wait is shown.
    package var showsWaiting: Bool {
        shows.values.contains { $0.contains(where: \.namesWaiting) } || frame.namesWaiting
    }

    package var hasOutput: Bool { !shows.isEmpty }
    package var hasInput: Bool { !keys.isEmpty }

    /// What is sent on an occasion: where a profile says nothing of it, what comes nearest.
    package func frames(on occasion: Occasion) -> [FrameTemplate] {
        let instead: [Occasion] =
            switch occasion {
            case .recalled, .serving: [.called]
            case .off: [.paused, .idle]
            case .paused: [.idle]
            default: []
            }
        return ([occasion] + instead).lazy.compactMap { shows[$0] }.first ?? []
    }
}

/// Proof that a profile is right: bytes from the hardware's manual or from the line.
package struct ProfileVector: Sendable, Equatable {
    package enum Meaning: Sendable, Equatable {
        /// Sent: this content, in the profile's frame.
        case content(FrameTemplate)
        /// Sent on an occasion, first frame to last.
        case occasion(WindowDeviceProfile.Occasion)
        /// Received.
        case action(KeyAction)
    }

    package var meaning: Meaning
    package var station = 1
    package var window = 1
    package var number: TicketNumber?
    package var waiting = 0
    package var plate = ""
    package var text = ""
    package var digits = ""
    package var bytes: [UInt8]
}

extension WindowDeviceProfile {
    mutating func read(from root: TableReader, isKnown: Bool) {
        if let table = root.table("line") { readLine(table) }
        if let table = root.table("frame") { readFrame(table) }
        if let table = root.table("text") { readText(table) }
        if let table = root.table("show") { readShows(table) }
        if let table = root.table("input") { readInput(table) }
        for table in root.tables("key") { readKey(table) }
        for table in root.tables("vector") { readVector(table) }
        guard isKnown else { return }
        if shows.isEmpty, keys.isEmpty { root.fault("show", "is missing; a device shows something, or has a [[key]]") }
        if line == .keys, !shows.isEmpty { root.fault("show", "a keypad on an input device shows nothing") }
        if line == .serial, input == nil, !keys.isEmpty {
            root.fault("input", "is missing; expected the frame that the keys come in")
        }
        if line != .keys, vectors.isEmpty {
            root.fault("vector", "is missing; a profile carries at least one frame from the hardware's manual or line")
        }
    }

    private mutating func readLine(_ table: TableReader) {
        line = table.choice("kind", of: Line.self) ?? line
        if line == .serial {
            serial.baud = table.baud() ?? serial.baud
            serial.dataBits = table.integer("data_bits", in: 7...8) ?? serial.dataBits
            serial.parity = table.choice("parity", of: Serial.Parity.self) ?? serial.parity
            serial.stopBits = table.integer("stop_bits", in: 1...2) ?? serial.stopBits
            gapMilliseconds = table.integer("gap_ms", in: 0...5000) ?? gapMilliseconds
        }
        table.finish()
    }

    private mutating func readFrame(_ table: TableReader) {
        frame = table.frame("bytes") ?? frame
        if !frame.contains({ $0 == .content }) { table.fault("bytes", "has no {content}: nothing would ever be shown") }
        checksum = table.choice("checksum", of: Checksum.self) ?? checksum
        escapes = table.strings("escape", "a list like [\"A5 = A6 02\", \"00-1F = 7D +20\"]").compactMap {
            text, line in
            Escape(text) ?? table.faults.none(line, "escape", "\"\(text)\" is not like \"A5 = A6 02\"")
        }
        for (key, name, isThere) in [
            ("checksum", FrameTemplate.checksumPart, checksum != .none),
            ("escape", FrameTemplate.escapePart, !escapes.isEmpty),
        ] {
            let isInFrame = frame.contains { if case .part(name, _) = $0 { true } else { false } }
            if isThere != isInFrame {
                table.fault(key, "\(key) and \"\(name)( … )\" in the frame go together: one is there without the other")
            }
        }
        answer = table.frame("answer", comesIn: true)
        if answer != nil, line != .serial { table.fault("answer", "only what is on a serial line can answer") }
        if answer != nil { answerMilliseconds = table.integer("answer_ms", in: 20...5000) ?? answerMilliseconds }
        table.finish()
    }

    private mutating func readText(_ table: TableReader) {
        encoding = table.choice("encoding", of: Encoding.self) ?? encoding
        language = table.choice("language", of: Language.self) ?? (encoding == .ascii ? .english : language)
        textBytesMax = table.integer("bytes_max", in: 1...2000) ?? textBytesMax
        textBytesUnit = table.integer("bytes_unit", in: 1...64) ?? textBytesUnit
        table.finish()
    }

    private mutating func readShows(_ table: TableReader) {
        refreshSeconds = table.integer("refresh_seconds", in: 5...3600) ?? refreshSeconds
        for occasion in Occasion.allCases {
            shows[occasion] = table.frames(occasion.rawValue)
        }
        if shows[.called] == nil { table.fault("called", "is missing; expected what is sent when a number is called") }
        table.finish()
    }

    private mutating func readInput(_ table: TableReader) {
        input = table.frame("bytes", comesIn: true)
        echoesInput = table.boolean("echo") ?? false
        debounceMilliseconds = table.integer("debounce_ms", in: 0...5000) ?? debounceMilliseconds
        scores = table.scores() ?? scores
        if line == .serial, let input, !input.contains({ $0 == .data }) {
            table.fault("bytes", "has no {data}: no key could be told from another")
        }
        if let input, input.elements.last == .data {
            table.fault(
                "bytes", "ends with {data}: nothing shows where that ends; expected a length, a checksum or bytes")
        }
        table.finish()
    }

    private mutating func readKey(_ table: TableReader) {
        let press = table.string("press", "a key", required: true)
        let action = table.string("action", required: true).flatMap { name in
            KeyAction(name) ?? table.fault("action", "expected one of \(KeyAction.names), found \"\(name)\"", nil)
        }
        let answer = table.frame("answer")
        table.finish()
        guard let press, let action else { return }
        guard let pattern = KeyPattern(press, line) else {
            let expected = line == .keys ? "a key's name like \"KPENTER\"" : "bytes like \"01 {digits} 0C\""
            return table.fault("press", "expected \(expected), found \"\(press)\"")
        }
        keys.append(Key(press: pattern, action: action, answer: answer))
    }

    private mutating func readVector(_ table: TableReader) {
        let bytes = table.bytes("bytes")
        var meaning: ProfileVector.Meaning?
        if let content = table.frame("content") { meaning = .content(content) }
        if let occasion = table.choice("show", of: Occasion.self) { meaning = .occasion(occasion) }
        if let name = table.string("action") { meaning = KeyAction(name).map { .action($0) } }
        if meaning == nil { table.fault("content", "is missing; expected content, show or action") }
        var vector = ProfileVector(meaning: meaning ?? .occasion(.idle), bytes: bytes ?? [])
        vector.station = table.integer("station", in: 0...65_535) ?? vector.station
        vector.window = table.integer("window", in: 1...999) ?? vector.window
        vector.number = table.string("number").flatMap { TicketNumber($0) }
        vector.waiting = table.integer("waiting", in: 0...9999) ?? vector.waiting
        vector.plate = table.string("plate") ?? vector.plate
        vector.text = table.string("text") ?? vector.text
        vector.digits = table.string("digits") ?? vector.digits
        if bytes?.isEmpty ?? true { table.fault("bytes", "is missing; expected bytes like \"FF 68 03\"") }
        table.finish()
        vectors.append(vector)
    }
}

extension WindowDeviceProfile.Escape {
    /// Reads `A5 = A6 02`, and `00-1F = 7D +20`.
    init?(_ text: String) {
        let halves = text.split(separator: "=").map { $0.split(separator: " ") }
        guard halves.count == 2, halves[0].count == 1, halves[1].count == 2 else { return nil }
        let ends = halves[0][0].split(separator: "-").map { UInt8($0, radix: 16) }
        guard let first = ends.first ?? nil, let last = ends.last ?? nil, ends.count <= 2, first <= last,
            let prefix = UInt8(halves[1][0], radix: 16)
        else { return nil }
        let isSum = halves[1][1].hasPrefix("+")
        guard let second = UInt8(isSum ? halves[1][1].dropFirst() : halves[1][1], radix: 16) else { return nil }
        guard isSum ? Int(last) + Int(second) <= 255 : first == last else { return nil }
        self.init(bytes: first...last, prefix: prefix, second: isSum ? .sum(second) : .fixed(second))
    }
}

extension TableReader {
    /// Tells what is wrong with a template, at its key.
    func frame(_ key: String, comesIn: Bool = false) -> FrameTemplate? {
        string(key, "bytes like 'AA {station} 01'").flatMap { template($0, key, comesIn: comesIn) }
    }

    /// Levels of appraisal, the first key's first.
    func scores() -> [Int]? {
        string("scores", "levels like \"5 4 3 2\"").flatMap { text in
            let scores = text.split(separator: " ").map { Int($0) }
            guard !scores.isEmpty, scores.allSatisfy({ $0.map((1...5).contains) ?? false }) else {
                return fault("scores", "expected levels from 5 to 1 like \"5 4 3 2\", the first key's first", nil)
            }
            return scores.compactMap { $0 }
        }
    }

    /// A speed that Linux's serial lines have.
    func baud() -> Int? {
        let speeds = [1200, 2400, 4800, 9600, 19_200, 38_400, 57_600, 115_200, 230_400, 460_800, 921_600]
        guard let baud = integer("baud", in: speeds.first!...speeds.last!) else { return nil }
        guard speeds.contains(baud) else {
            return fault("baud", "expected one of \(speeds.map { "\($0)" }.joined(separator: ", "))", nil)
        }
        return baud
    }

    /// One template, or a list of them.
    func frames(_ key: String) -> [FrameTemplate]? {
        guard has(key) else { return nil }
        return stringOrStrings(key, "bytes like '01 \"{number}\"', or a list of them").compactMap { template($0, key) }
            .filter { !$0.elements.isEmpty }
    }

    private func template(_ text: String, _ key: String, comesIn: Bool = false) -> FrameTemplate? {
        do throws(FrameTemplate.Fault) {
            let template = try FrameTemplate(parsing: text)
            if comesIn { try template.checkForReading() }
            return template
        } catch {
            return fault(key, error.description, nil)
        }
    }
}

extension FrameTemplate {
    fileprivate var namesWaiting: Bool {
        contains { element in
            switch element {
            case .number(.waiting, _): true
            case .text(let text): text.contains("{waiting}")
            default: false
            }
        }
    }

    /// Nil where it has no address.
    fileprivate var stationMax: Int? {
        var max: Int?
        _ = contains { element in
            if case .number(.station, let format) = element { max = format.numberMax }
            return false
        }
        return max
    }
}

extension FrameTemplate.Format {
    fileprivate var numberMax: Int {
        switch self {
        case .binary(let bytes, _): bytes >= 4 ? .max : 1 << (8 * bytes) - 1
        case .hexadecimal(let digits): digits >= 8 ? .max : 1 << (4 * digits) - 1
        case .decimal(let digits), .digits(let digits, _): (0..<digits).reduce(1) { ten, _ in ten * 10 } - 1
        }
    }
}
