import Foundation
import Glibc
import HallTestSupport
import JSONValues
import NIOPosix
import Synchronization
import Testing
import Varlink

/// What a server owes its peers, and what it does not let them do.
@Suite struct Server {
    private static let interface = """
        interface org.example.echo
        method Echo(text: string) -> (text: string)
        method Count() -> (number: int)
        """

    private func withServer(
        _ limits: VarlinkLimits = VarlinkLimits(), _ body: (String) async throws -> Void
    ) async throws {
        try await withServer(limits) { path, _ in try await body(path) }
    }

    private func withServer(
        _ limits: VarlinkLimits = VarlinkLimits(), _ body: (String, VarlinkServer) async throws -> Void
    ) async throws {
        let directory = try TemporaryDirectory()
        let service = VarlinkService(
            vendor: "v", product: "p", version: "1", url: "u",
            interfaces: [try InterfaceDescription(parsing: Self.interface)]
        ) { call in
            guard call.method.hasSuffix("Count") else { return .reply(Array(try encodeJSON(call.parameters))) }
            guard call.more else { throw VarlinkError.expectedMore }
            return .stream { send in
                for number in 0... { try await send(.continues(Array(#"{"number":\#(number)}"#.utf8))) }
            }
        }
        let server = try await VarlinkServer(
            path: directory.path("s"), mode: 0o600, service: service, limits: limits,
            group: .singletonMultiThreadedEventLoopGroup)
        async let serving: Void = server.run()
        try await body(directory.path("s"), server)
        server.drain()
        try await serving
    }

    @Test func pipelinedCallsAreAnsweredInOrder() async throws {
        try await withServer { path in
            let replies = try await RawPeer.exchange(
                path,
                (1...50).map {
                    #"{"method":"org.example.echo.Echo","parameters":{"text":"\#($0)"}}"#
                }, replies: 50)
            #expect(replies == (1...50).map { #"{"parameters":{"text":"\#($0)"}}"# })
        }
    }

    @Test(arguments: [
        (
            #"{"method":"org.example.echo.Echo","parameters":{"text":1}}"#,
            #"{"error":"org.varlink.service.InvalidParameter","parameters":{"parameter":"text"}}"#
        ),
        (
            #"{"method":"org.example.echo.Echo","parameters":{"text":"a","more":1}}"#,
            #"{"error":"org.varlink.service.InvalidParameter","parameters":{"parameter":"more"}}"#
        ),
        (
            #"{"method":"org.example.echo.Echo"}"#,
            #"{"error":"org.varlink.service.InvalidParameter","parameters":{"parameter":"text"}}"#
        ),
        (
            #"{"method":"org.example.echo.Nope"}"#,
            #"{"error":"org.varlink.service.MethodNotFound","parameters":{"method":"Nope"}}"#
        ),
        (
            #"{"method":"org.example.other.Nope"}"#,
            #"{"error":"org.varlink.service.InterfaceNotFound","parameters":{"interface":"org.example.other"}}"#
        ),
        (
            #"{"method":"org.example.echo.Count"}"#,
            #"{"error":"org.varlink.service.ExpectedMore","parameters":{}}"#
        ),
        (
            #"{"method":"org.example.echo.Echo","parameters":{"text":"a"},"more":false,"oneway":null}"#,
            #"{"parameters":{"text":"a"}}"#
        ),
    ])
    func aWrongCallGetsANamedErrorAndTheConnectionStays(call: String, reply: String) async throws {
        try await withServer { path in
            let good = #"{"method":"org.example.echo.Echo","parameters":{"text":"on"}}"#
            let replies = try await RawPeer.exchange(path, [call, good], replies: 2)
            #expect(replies == [reply, #"{"parameters":{"text":"on"}}"#])
        }
    }

    @Test(arguments: [
        "nonsense", "[]", "\"text\"", "{}", "{\"method\":1}", "", "{\"method\":\"a.b\",\"upgrade\":true}",
    ])
    func whatIsNoCallClosesTheConnection(message: String) async throws {
        try await withServer { path in
            let replies = try await RawPeer.exchange(path, [message], replies: 1)
            #expect(replies.isEmpty)
        }
    }

    @Test func aOnewayCallGetsNoReplyNotEvenAnError() async throws {
        try await withServer { path in
            let replies = try await RawPeer.exchange(
                path,
                [
                    #"{"method":"org.example.echo.Nope","oneway":true}"#,
                    #"{"method":"org.example.echo.Echo","parameters":{"text":"a"},"oneway":true}"#,
                    #"{"method":"org.example.echo.Echo","parameters":{"text":"b"}}"#,
                ], replies: 1)
            #expect(replies == [#"{"parameters":{"text":"b"}}"#])
        }
    }

    @Test func aMessageOverTheLimitClosesTheConnection() async throws {
        var limits = VarlinkLimits()
        limits.messageBytesMax = 1000
        try await withServer(limits) { path in
            let text = String(repeating: "x", count: 2000)
            let call = #"{"method":"org.example.echo.Echo","parameters":{"text":"\#(text)"}}"#
            let replies = try await RawPeer.exchange(path, [call], replies: 1)
            #expect(replies.isEmpty)
        }
    }

    @Test func oneUserHasSoManyConnectionsAndNoMore() async throws {
        var limits = VarlinkLimits()
        limits.connectionsPerUserMax = 2
        try await withServer(limits) { path in
            let first = try RawPeer(path), second = try RawPeer(path)
            let call = #"{"method":"org.example.echo.Echo","parameters":{"text":"a"}}"#
            for peer in [first, second] {
                peer.send(call)
                #expect(await peer.receive() != nil)
            }
            let third = try RawPeer(path)
            third.send(call)
            #expect(await third.receive() == nil)
            first.send(call)
            #expect(await first.receive() != nil, "the others are still served")
        }
    }

    @Test func aReaderThatNeverReadsIsClosedAndOthersAreServed() async throws {
        var limits = VarlinkLimits()
        limits.writeSecondsMax = 1
        try await withServer(limits) { path in
            let stuck = try RawPeer(path)
            stuck.send(#"{"method":"org.example.echo.Count","more":true}"#)
            let call = #"{"method":"org.example.echo.Echo","parameters":{"text":"a"}}"#
            let replies = try await RawPeer.exchange(path, [call], replies: 1)
            #expect(replies.count == 1)
            #expect(await stuck.isHungUpOn())
        }
    }

    @Test func peersThatConnectDuringADrainAreHungUpOn() async throws {
        for _ in 0..<40 {
            var peers: [RawPeer] = []
            try await withServer { path in peers = try (0..<20).map { _ in try RawPeer(path) } }
            for peer in peers { #expect(await peer.isHungUpOn()) }
        }
    }

    @Test func anAnswerUnderWayAtADrainArrivesWhole() async throws {
        let text = String(repeating: "a", count: 1 << 20)
        try await withAnswerUnderWay(text) { peer, drain in
            // More than a socket holds at once.
            #expect(await peer.receive(after: drain) == #"{"parameters":{"text":"\#(text)"}}"#)
            #expect(await peer.receive() == nil)
        }
    }

    @Test func aPeerThatTakesNothingOfAnAnswerUnderWayHoldsNoStopUp() async throws {
        try await withAnswerUnderWay(Self.aLittleTooMuch) { peer, drain in
            drain()
            #expect(await peer.isHungUpOn())
        }
    }

    /// A call waits for its answer until the server is told to stop, as `test` must.
    private func withAnswerUnderWay(
        _ text: String, _ test: (RawPeer, _ drain: @escaping @Sendable () -> Void) async throws -> Void
    ) async throws {
        let directory = try TemporaryDirectory()
        let (asked, drained) = (AsyncStream<Void>.makeStream(), AsyncStream<Void>.makeStream())
        let service = VarlinkService(
            vendor: "v", product: "p", version: "1", url: "u",
            interfaces: [try InterfaceDescription(parsing: Self.interface)]
        ) { call in
            asked.continuation.finish()
            for await _ in drained.stream {}
            return .reply(Array(try encodeJSON(call.parameters)))
        }
        let server = try await VarlinkServer(
            path: directory.path("s"), mode: 0o600, service: service, group: .singletonMultiThreadedEventLoopGroup)
        async let serving: Void = server.run()
        let peer = try RawPeer(directory.path("s"))
        await peer.sendMuch(#"{"method":"org.example.echo.Echo","parameters":{"text":"\#(text)"}}"#)
        for await _ in asked.stream {}
        try await test(peer) {
            server.drain()
            drained.continuation.finish()
        }
        try await serving
    }

    /// More than a socket holds at once, and not so much more that anybody would be told to wait.
    private static let aLittleTooMuch = String(repeating: "a", count: 240_000)

    @Test func anAnswerThatIsOnItsWayAtADrainArrivesWhole() async throws {
        try await withServer { path, server in
            let peer = try RawPeer(path)
            await peer.sendMuch(#"{"method":"org.example.echo.Echo","parameters":{"text":"\#(Self.aLittleTooMuch)"}}"#)
            #expect(await peer.isAnswered())
            let received = await peer.receive(after: { server.drain() })
            #expect(received == #"{"parameters":{"text":"\#(Self.aLittleTooMuch)"}}"#)
        }
    }

    @Test func aPeerThatTakesNothingHoldsNoStopUp() async throws {
        try await withServer { path, server in
            let peer = try RawPeer(path)
            await peer.sendMuch(#"{"method":"org.example.echo.Echo","parameters":{"text":"\#(Self.aLittleTooMuch)"}}"#)
            #expect(await peer.isAnswered())
            server.drain()
            #expect(await peer.isHungUpOn())
        }
    }

    @Test func aLeftOverSocketFileIsReplacedAndALiveOneIsNot() async throws {
        let directory = try TemporaryDirectory()
        let path = directory.path("s")
        let stale = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        try RawPeer.bind(stale, to: path)
        close(stale)
        try UnixSocketPath.clear(path)
        #expect(!FileManager.default.fileExists(atPath: path))
        try await withServer { live in
            #expect(throws: UnixSocketPath.Trouble.self) { try UnixSocketPath.clear(live) }
        }
        _ = FileManager.default.createFile(atPath: path, contents: Data("mine".utf8))
        #expect(throws: UnixSocketPath.Trouble.self) { try UnixSocketPath.clear(path) }
    }
}

/// A peer on a bare socket, which says what it is told to say. Blocking calls run on threads of their own.
private final class RawPeer: Sendable {
    private let descriptor: CInt
    private let buffer = Mutex<[UInt8]>([])

    init(_ path: String) throws {
        descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        let result = try Self.withAddress(path) { connect(descriptor, $0, $1) }
        guard result == 0 else { throw POSIXError(.ECONNREFUSED) }
    }

    deinit {
        close(descriptor)
    }

    static func bind(_ descriptor: CInt, to path: String) throws {
        guard try withAddress(path, { Glibc.bind(descriptor, $0, $1) }) == 0 else { throw POSIXError(.EADDRINUSE) }
    }

    private static func withAddress(
        _ path: String, _ body: (UnsafePointer<sockaddr>, socklen_t) -> CInt
    ) throws -> CInt {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: Array(path.utf8)) }
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                body($0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
    }

    func send(_ message: String) {
        let bytes = Array(message.utf8) + [0]
        _ = Glibc.send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL))
    }

    /// What is more than the socket holds is taken by a server that needs the threads of this test's own tasks.
    func sendMuch(_ message: String) async {
        await withCheckedContinuation { continuation in
            Thread.detachNewThread {
                self.send(message)
                continuation.resume()
            }
        }
    }

    /// The next message; nil when the server has hung up.
    /// Reads right after `work`, while the pool's threads may be other tests'.
    func receive(after work: @escaping @Sendable () -> Void = {}) async -> String? {
        await withCheckedContinuation { continuation in
            Thread.detachNewThread {
                work()
                continuation.resume(returning: self.receiveBlocking())
            }
        }
    }

    private func receiveBlocking() -> String? {
        var chunk = [UInt8](repeating: 0, count: 1 << 17)
        // Not again and again: a drain waits three seconds for whoever reads slowly, and sanitizers are slow.
        var searched = 0
        while true {
            let message = buffer.withLock { buffer -> String? in
                guard let end = buffer[searched...].firstIndex(of: 0) else {
                    searched = buffer.count
                    return nil
                }
                defer { buffer.removeFirst(end + 1) }
                return String(decoding: buffer[..<end], as: UTF8.self)
            }
            if let message { return message }
            let count = read(descriptor, &chunk, chunk.count)
            guard count > 0 else { return nil }
            buffer.withLock { $0 += chunk[..<count] }
        }
    }

    /// Whether the server hangs up within a minute, though not a byte is read.
    func isHungUpOn() async -> Bool { await polled(for: 0) & Int16(POLLHUP) != 0 }

    /// Whether an answer begins to arrive within a minute.
    func isAnswered() async -> Bool { await polled(for: POLLIN) & Int16(POLLIN) != 0 }

    private func polled(for events: Int32) async -> Int16 {
        await withCheckedContinuation { continuation in
            Thread.detachNewThread { [descriptor] in
                var state = pollfd(fd: descriptor, events: Int16(events), revents: 0)
                poll(&state, 1, 60_000)
                continuation.resume(returning: state.revents)
            }
        }
    }

    static func exchange(_ path: String, _ messages: [String], replies: Int) async throws -> [String] {
        let peer = try RawPeer(path)
        for message in messages { peer.send(message) }
        var received: [String] = []
        while received.count < replies, let reply = await peer.receive() { received.append(reply) }
        return received
    }
}
