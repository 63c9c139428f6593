import AsyncAlgorithms
import Foundation
import HallOperations
import Hummingbird
import NIOCore
import ServiceLifecycle

/// One reader of server-sent events. Between replies a beat tells it that the hall is there, and what time it is; a
/// reader that hears none knows that its picture is old.
struct EventStream: Sendable {
    static let beatSeconds = 5

    let edition: String
    let now: @Sendable () -> String
    let recording: @Sendable () -> Recording
    let isStillWelcome: @Sendable () -> Bool

    private enum Part: Sendable {
        case text(String)
        case end
    }

    /// Until the operation ends, the reader leaves, or the daemon stops.
    func run(
        _ request: Request, _ writer: any ResponseBodyWriter,
        _ answer: @escaping @Sendable (@escaping ReplySender) async throws -> Void
    ) async throws {
        // A reader that leaves is seen at the next write, at the latest the next beat.
        let parts = AsyncChannel<Part>()
        let replies = Task {
            await cancelWhenGracefulShutdown {
                do {
                    try await answer { reply in
                        try Task.checkCancellation()
                        switch reply {
                        case .continues(let json), .last(let json): await parts.send(.text(Self.event(nil, json)))
                        }
                    }
                } catch {
                    if !(error is CancellationError) {
                        await parts.send(.text(Self.event("refused", OperationFailure(error).json)))
                    }
                }
            }
            await parts.send(.end)
        }
        let beats = Task {
            await parts.send(.text("event: edition\ndata: \(edition)\n\n"))
            var told: Recording?
            while !Task.isCancelled {
                guard isStillWelcome() else {
                    await parts.send(.text(Self.event("refused", OperationFailure.signedOut.json)))
                    await parts.send(.end)
                    return
                }
                let records = recording()
                if records != told { await parts.send(.text("event: records\ndata: \(records.rawValue)\n\n")) }
                told = records
                await parts.send(.text("event: beat\ndata: \(now())\n\n"))
                try? await Task.sleep(for: .seconds(Self.beatSeconds))
            }
        }
        defer {
            replies.cancel()
            beats.cancel()
            parts.finish()
        }
        var writer = writer
        writing: for await part in parts {
            switch part {
            case .text(let text): try await writer.write(ByteBuffer(string: text))
            case .end: break writing
            }
        }
        try await writer.finish(nil)
    }

    private static func event(_ name: String?, _ json: Data) -> String {
        (name.map { "event: \($0)\n" } ?? "") + "data: " + String(decoding: json, as: UTF8.self) + "\n\n"
    }
}
