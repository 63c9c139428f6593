/// That a door listens, told once to one who waits for it.
struct Opening: Sendable {
    private let events = AsyncStream<Void>.makeStream()

    func wait() async {
        for await _ in events.stream {}
    }

    @Sendable func finish() { events.continuation.finish() }
}
