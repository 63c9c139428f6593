import Dispatch
import Foundation
import Glibc
package import HallWire
import Synchronization

/// Speaks a text by espeak-ng, as a WAV file. What was said lately is kept: a kiosk says the same all day.
package final class SpeechProgram: Sendable {
    /// Speaks Hanzi; espeak-ng's `cmn` spells them.
    private static let mandarin = "cmn-latn-pinyin"
    private static let path = ["/usr/bin/espeak-ng", "/usr/local/bin/espeak-ng"].first { (path: String) in
        access(path, X_OK) == 0
    }

    private struct Memory {
        var sounds: [(key: String, sound: [UInt8])] = []
        var byteCount: Int { sounds.reduce(0) { $0 + $1.sound.count } }
    }

    private static let memoryBytesMax = 8 << 20
    private static let secondsMax = 10

    private let memory = Mutex(Memory())
    private let queue = DispatchQueue(label: "hall.speech")

    /// In place of espeak-ng: reads text, writes WAV.
    private let command: [String]?

    package init(command: [String]? = nil) { self.command = command }

    /// Nil where there is no espeak-ng, or it fails.
    package func speak(_ text: String, in language: WireLanguage) async -> [UInt8]? {
        let key = "\(language.rawValue) \(text)"
        if let sound = recall(key) { return sound }
        guard let command = command(for: language) else { return nil }
        return await withCheckedContinuation { continuation in
            queue.async { [self] in
                let sound = recall(key) ?? Self.run(command, text)
                if let sound { keep(key, sound) }
                continuation.resume(returning: sound)
            }
        }
    }

    private func recall(_ key: String) -> [UInt8]? {
        memory.withLock { memory in memory.sounds.first { $0.key == key }?.sound }
    }

    private func keep(_ key: String, _ sound: [UInt8]) {
        memory.withLock { memory in
            memory.sounds.append((key, sound))
            while memory.byteCount > Self.memoryBytesMax { memory.sounds.removeFirst() }
        }
    }

    private func command(for language: WireLanguage) -> [String]? {
        if let command { return ["/usr/bin/env"] + command.map { $0.replacing("{language}", with: language.rawValue) } }
        let voice = language == .english ? "en" : Self.mandarin
        return Self.path.map { [$0, "-v", voice, "-s", "150", "--stdin", "--stdout"] }
    }

    /// The text goes in by standard input: nothing of it is taken for an option.
    private static func run(_ command: [String], _ text: String) -> [UInt8]? {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: command[0])
        process.arguments = Array(command.dropFirst())
        let (input, output) = (Pipe(), Pipe())
        (process.standardInput, process.standardOutput, process.standardError) = (input, output, FileHandle.nullDevice)
        guard (try? process.run()) != nil else { return nil }
        let timeout = DispatchWorkItem { process.terminate() }
        DispatchQueue.global().asyncAfter(deadline: .now() + .seconds(secondsMax), execute: timeout)
        defer { timeout.cancel() }
        // Shorter than a pipe holds.
        try? input.fileHandleForWriting.write(contentsOf: Data(spoken(text).utf8))
        try? input.fileHandleForWriting.close()
        let sound = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        guard process.terminationStatus == 0, sound.count > 44 else { return nil }
        return wavWithLengths(Array(sound))
    }

    /// Control characters mean something to the program.
    private static func spoken(_ text: String) -> String {
        String(text.unicodeScalars.map { $0.value < 0x20 ? " " : Character($0) })
    }

    /// espeak-ng writes to a pipe before it knows how long the sound is; players go by the header.
    private static func wavWithLengths(_ sound: [UInt8]) -> [UInt8] {
        var sound = sound
        func put(_ length: Int, at offset: Int) {
            for byte in 0..<4 { sound[offset + byte] = UInt8(truncatingIfNeeded: length >> (8 * byte)) }
        }
        put(sound.count - 8, at: 4)
        put(sound.count - 44, at: 40)
        return sound
    }
}
