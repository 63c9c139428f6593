import Synchronization

/// Lets one at a time do its work, and nobody whose request is older than what has been done.
final class Turns: Sendable {
    private struct State {
        var asked = 0
        var done = 0
        var last: Task<Void, any Error>?
    }

    private let state = Mutex(State())

    /// A request's place, from when it is made.
    func ask() -> Int {
        state.withLock { state in
            state.asked += 1
            return state.asked
        }
    }

    /// The work is done to its end, though whoever asked for it may have left; or not at all where a newer request's is.
    func take(_ place: Int, _ work: @escaping @Sendable () async throws -> Void) async throws {
        let turn = state.withLock { state in
            let turn = Task { [before = state.last] in
                _ = await before?.result
                guard self.state.withLock({ $0.done < place }) else { return }
                try await work()
                self.state.withLock { $0.done = place }
            }
            state.last = turn
            return turn
        }
        try await turn.value
    }
}
