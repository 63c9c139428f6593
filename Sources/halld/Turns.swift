import Synchronization

/// Lets one at a time do its work, in the order in which they came.
final class Turns: Sendable {
    private let last = Mutex<Task<Void, any Error>?>(nil)

    /// The work is done to its end, though whoever asked for it may have left.
    func take(_ work: @escaping @Sendable () async throws -> Void) async throws {
        let turn = last.withLock { last in
            let turn = Task { [before = last] in
                _ = await before?.result
                try await work()
            }
            last = turn
            return turn
        }
        try await turn.value
    }
}
