import Synchronization

/// Wakes one waiting task; rung while nobody waits, it is heard by the next who does.
final class Doorbell: Sendable {
    private struct State {
        var isRung = false
        var waiter: CheckedContinuation<Void, Never>?
    }

    private let state = Mutex(State())

    func ring() {
        let waiter = state.withLock { state in
            let waiter = state.waiter
            state.waiter = nil
            state.isRung = waiter == nil
            return waiter
        }
        waiter?.resume()
    }

    /// Until it rings, the time has passed, or the task is cancelled.
    func wait(upTo duration: Duration) async {
        let alarm = Task {
            try await Task.sleep(for: duration)
            ring()
        }
        defer { alarm.cancel() }
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isRung = state.withLock { state in
                    let isRung = state.isRung || Task.isCancelled
                    state.isRung = false
                    if !isRung { state.waiter = continuation }
                    return isRung
                }
                if isRung { continuation.resume() }
            }
        } onCancel: {
            ring()
        }
    }
}
