import Foundation
import Synchronization

/// A directory of its own for each test, removed with the value.
package final class TemporaryDirectory: Sendable {
    package let path: String

    package init() throws {
        // Short: a Unix socket's path has 107 bytes at most.
        path = "/tmp/hall-\(UInt32.random(in: 0...UInt32.max))"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
    }

    package func path(_ name: String) -> String { path + "/" + name }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }
}

/// An independent peer in Python, from the tests' own environment: `make test` sets it up, HALL_PYTHON names another.
package final class PythonProcess: Sendable {
    private let process: Mutex<Process>
    private let output = Mutex("")
    private let arrived: AsyncStream<Void>

    package static let interpreter =
        ProcessInfo.processInfo.environment["HALL_PYTHON"] ?? ".build/venv/bin/python"

    package static func start(_ arguments: [String]) throws -> PythonProcess {
        try PythonProcess(arguments)
    }

    /// Runs it to its end.
    package static func run(_ arguments: [String]) async throws -> (status: Int32, output: String) {
        let python = try PythonProcess(arguments)
        for await _ in python.arrived {}
        let status = python.process.withLock { process in
            process.waitUntilExit()
            return process.terminationStatus
        }
        return (status, python.output.withLock { $0 })
    }

    private init(_ arguments: [String]) throws {
        let (arrived, continuation) = AsyncStream.makeStream(of: Void.self)
        self.arrived = arrived
        let process = Process()
        process.executableURL = URL(fileURLWithPath: Self.interpreter)
        process.arguments = arguments
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = pipe
        self.process = Mutex(process)
        pipe.fileHandleForReading.readabilityHandler = { [weak self] handle in
            let data = handle.availableData
            guard !data.isEmpty, let self else {
                handle.readabilityHandler = nil
                return continuation.finish()
            }
            self.output.withLock { $0 += String(decoding: data, as: UTF8.self) }
            continuation.yield()
        }
        try self.process.withLock { try $0.run() }
    }

    package struct Ended: Error {
        package let output: String
    }

    package func awaitOutput(_ text: String) async throws {
        for await _ in arrived where output.withLock({ $0.contains(text) }) { return }
        throw Ended(output: output.withLock { $0 })
    }

    package func terminate() {
        process.withLock { $0.terminate() }
    }
}
