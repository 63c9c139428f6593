package import HallCore
import Synchronization

/// Events that were committed together, and the hall after them.
package struct Change: Sendable {
    /// Of the first event in the journal.
    package let firstSequence: Int
    package let events: [Event]
    package let hall: Hall
}

/// Tells subscribers of every change. Nobody waits for a slow one: it loses its subscription instead.
package final class ChangeFeed: Sendable {
    private struct Subscribers {
        var next = 0
        var isFinished = false
        /// Ordered by id, so that all are told in the order in which they came.
        var open: [(id: Int, subscription: Subscription)] = []
        var glances: [(id: Int, glance: Glance)] = []
        var generation = 0
    }

    private let subscribers = Mutex(Subscribers())
    private let streamsMax: Int

    init(streamsMax: Int) {
        self.streamsMax = streamsMax
    }

    package final class Subscription: Sendable {
        package let changes: AsyncStream<Change>
        fileprivate let continuation: AsyncStream<Change>.Continuation
        private let lost = Atomic(false)

        /// Whether it ended because it fell behind.
        package var hasFallenBehind: Bool { lost.load(ordering: .acquiring) }

        /// The subscriber has gone.
        package func end() { continuation.finish() }

        fileprivate func lose() {
            lost.store(true, ordering: .releasing)
            continuation.finish()
        }

        fileprivate init(bufferMax: Int) {
            (changes, continuation) = AsyncStream.makeStream(bufferingPolicy: .bufferingOldest(bufferMax))
        }

        /// False when the subscription is over.
        fileprivate func tell(_ change: Change) -> Bool {
            switch continuation.yield(change) {
            case .enqueued: return true
            case .dropped:
                lose()
                return false
            case .terminated: return false
            @unknown default: return false
            }
        }
    }

    /// Of somebody who wants to know that something has changed, and not what: the number grows with every change.
    package final class Glance: Sendable {
        package let generations: AsyncStream<Int>
        fileprivate let continuation: AsyncStream<Int>.Continuation

        package func end() { continuation.finish() }

        fileprivate init() {
            (generations, continuation) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
        }
    }

    /// Begins with the generation now. Nil when there are too many, and when it is over. The daemon's `own` rooms always
    /// have a place: a voice whose place others took would be silent for good.
    package func glance(isOwn: Bool = false) -> Glance? {
        let glance = Glance()
        return subscribers.withLock { state in
            guard let id = place(in: &state, isOwn: isOwn) else { return nil }
            glance.continuation.onTermination = { [weak self] _ in
                self?.subscribers.withLock { $0.glances.removeAll { $0.id == id } }
            }
            state.glances.append((id, glance))
            glance.continuation.yield(state.generation)
            return glance
        }
    }

    private func place(in state: inout Subscribers, isOwn: Bool) -> Int? {
        guard !state.isFinished, isOwn || state.open.count + state.glances.count < streamsMax else { return nil }
        state.next += 1
        return state.next
    }

    /// Nothing was decided, but time has passed, or a device has changed.
    package func touch() {
        // Under the lock, so that an older generation never takes a newer one's place.
        subscribers.withLock { state in
            state.generation += 1
            for (_, glance) in state.glances { glance.continuation.yield(state.generation) }
        }
    }

    /// Nil when there are too many, and when it is over. `isOwn`: as for a glance.
    package func subscribe(bufferMax: Int, isOwn: Bool = false) -> Subscription? {
        let subscription = Subscription(bufferMax: bufferMax)
        return subscribers.withLock { state in
            guard let id = place(in: &state, isOwn: isOwn) else { return nil }
            subscription.continuation.onTermination = { [weak self] _ in
                self?.subscribers.withLock { $0.open.removeAll { $0.id == id } }
            }
            state.open.append((id, subscription))
            return subscription
        }
    }

    func publish(_ change: Change) {
        for (_, subscription) in subscribers.withLock({ $0.open }) { _ = subscription.tell(change) }
        touch()
    }

    /// What was committed is not all known: everybody has to ask again.
    func loseAll() {
        for (_, subscription) in subscribers.withLock({ $0.open }) { subscription.lose() }
        touch()
    }

    func finish() {
        let (open, glances) = subscribers.withLock { state in
            state.isFinished = true
            return (state.open, state.glances)
        }
        for (_, subscription) in open { subscription.continuation.finish() }
        for (_, glance) in glances { glance.continuation.finish() }
    }

    /// Whether nobody can follow any more, since the daemon ends.
    package var isFinished: Bool { subscribers.withLock { $0.isFinished } }

    package var count: Int { subscribers.withLock { $0.open.count + $0.glances.count } }
}
