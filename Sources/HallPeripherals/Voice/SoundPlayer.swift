import Foundation

/// Plays one sound after the other by a program that reads WAV.
struct SoundPlayer {
    let command: [String]

    struct Trouble: Error {
        let description: String
    }

    /// Over what the sound itself takes.
    private static let secondsMax = 15
    private static let complaintBytesMax = 200

    init(_ command: [String], device: String) {
        self.command = command.map { $0.replacing("{device}", with: device) }
    }

    /// Blocks until it has been played. Throws what the program complained of.
    func play(_ sound: Sound) throws(Trouble) {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = command
        let (input, complaints) = (Pipe(), Pipe())
        (process.standardInput, process.standardOutput) = (input, FileHandle.nullDevice)
        process.standardError = complaints
        do {
            try process.run()
        } catch {
            throw Trouble(description: "\(command[0]): \(error)")
        }
        let timeout = DispatchWorkItem { process.terminate() }
        DispatchQueue.global().asyncAfter(
            deadline: .now() + .milliseconds(sound.milliseconds) + .seconds(Self.secondsMax), execute: timeout)
        defer { timeout.cancel() }
        // A program that ends early closes the pipe: the write fails, and its status tells.
        try? input.fileHandleForWriting.write(contentsOf: Data(sound.wav))
        try? input.fileHandleForWriting.close()
        let complaint = complaints.fileHandleForReading.readDataToEndOfFile().prefix(Self.complaintBytesMax)
        process.waitUntilExit()
        guard process.terminationReason == .exit, process.terminationStatus == 0 else {
            let line = String(decoding: complaint, as: UTF8.self).split(separator: "\n").first.map(String.init)
            let complaint = line ?? "ended with status \(process.terminationStatus)"
            throw Trouble(description: "\(command[0]): \(complaint)\(UnitSandbox.hintForSound)")
        }
    }
}
