import CHallPlatform
import Glibc
package import JSONValues
package import NIOCore
import NIOPosix
import Synchronization

/// One call, its parameters checked against the interface's description.
package struct VarlinkCall: Sendable {
    /// Qualified: `org.example.Interface.Method`.
    package let method: String
    package let parameters: JSONValue
    package let more: Bool
    package let peer: VarlinkPeer
}

/// Who is at the other end, by the kernel's word.
package struct VarlinkPeer: Sendable, Equatable {
    package let uid: UInt32
    package let gid: UInt32
    package let groups: [UInt32]

    package init(uid: UInt32, gid: UInt32, groups: [UInt32]) {
        self.uid = uid
        self.gid = gid
        self.groups = groups
    }
}

package enum VarlinkAnswer: Sendable {
    /// JSON text of the reply's parameters.
    case reply([UInt8])
    /// Sends replies until the last, which is marked so, or until somebody leaves.
    case stream(@Sendable (@escaping VarlinkSender) async throws -> Void)
}

/// Returns when the peer has room for more.
package typealias VarlinkSender = @Sendable (VarlinkStreamElement) async throws -> Void

package enum VarlinkStreamElement: Sendable {
    case continues([UInt8])
    case last([UInt8])
}

package struct VarlinkService: Sendable {
    package var vendor: String
    package var product: String
    package var version: String
    package var url: String
    package var interfaces: [InterfaceDescription]
    /// Throws VarlinkError for an error reply.
    package var answer: @Sendable (VarlinkCall) async throws -> VarlinkAnswer

    package init(
        vendor: String, product: String, version: String, url: String, interfaces: [InterfaceDescription],
        answer: @escaping @Sendable (VarlinkCall) async throws -> VarlinkAnswer
    ) {
        (self.vendor, self.product, self.version, self.url) = (vendor, product, version, url)
        self.interfaces = interfaces
        self.answer = answer
    }
}

package struct VarlinkLimits: Sendable {
    package var messageBytesMax = 16 << 20
    package var connectionsMax = 512
    package var connectionsPerUserMax = 128
    /// A peer that takes nothing for this long while a reply waits is closed.
    package var writeSecondsMax = 10

    package init() {}
}

/// Serves a Varlink service on a Unix socket.
package final class VarlinkServer: Sendable {
    private typealias Connection = NIOAsyncChannel<ByteBuffer, ByteBuffer>

    private let service: VarlinkService
    private let limits: VarlinkLimits
    private let listener: NIOAsyncChannel<any Channel, Never>
    private let arrivals = Arrivals()
    private let admission: Mutex<Admission>

    private struct Admission {
        var next = 0
        var open: [Int: OpenConnection] = [:]
        var byUser: [UInt32: Int] = [:]
        var isDraining = false
    }

    private struct OpenConnection {
        let channel: any Channel
        let uid: UInt32
        var isAnswering = false
    }

    /// Listens when it returns. A socket file that nobody serves is replaced; a live one is refused.
    package init(
        path: String, mode: UInt32, service: VarlinkService, limits: VarlinkLimits = VarlinkLimits(),
        group: any EventLoopGroup
    ) async throws {
        try UnixSocketPath.clear(path)
        self.service = service
        self.limits = limits
        admission = Mutex(Admission())
        listener = try await ServerBootstrap(group: group)
            .serverChannelOption(.backlog, value: 1024)
            // Nothing is read until somebody serves the connection.
            .childChannelOption(.autoRead, value: false)
            .bind(unixDomainSocketPath: path) { [arrivals] channel in
                arrivals.add(channel)
                return channel.eventLoop.makeSucceededFuture(channel)
            }
        guard chmod(path, mode) == 0 else { throw UnixSocketPath.Trouble(path: path, errno: errno) }
    }

    /// Only once a connection is served: an async channel that is dropped unserved, as a listener that closes does
    /// with those still in its hands, ends the process.
    private static func configure(_ channel: any Channel, _ limits: VarlinkLimits) throws -> Connection {
        // One that has ended already would never tell so.
        guard channel.isActive else { throw ChannelError.ioOnClosedChannel }
        try channel.pipeline.syncOperations.addHandlers([
            ByteToMessageHandler(MessageDecoder(bytesMax: limits.messageBytesMax)),
            StalledWriteCloser(secondsMax: limits.writeSecondsMax),
        ])
        let connection = try Connection(wrappingChannelSynchronously: channel)
        try channel.syncOptions?.setOption(.autoRead, value: true)
        return connection
    }

    /// Until drained.
    package func run() async throws {
        try await withThrowingDiscardingTaskGroup { group in
            try await listener.executeThenClose { connections in
                for try await channel in connections {
                    let executor = EventLoopExecutor(channel.eventLoop)
                    group.addTask(executorPreference: executor) { await self.serve(channel) }
                }
            }
        }
    }

    /// Takes no more calls; `run` returns when those under way are answered. Streams must be ended by their source.
    package func drain() {
        listener.channel.close(promise: nil)
        let idle = admission.withLock { admission in
            admission.isDraining = true
            return admission.open.values.filter { !$0.isAnswering }
        }
        for connection in idle { Self.closeOnceWritten(connection.channel) }
        arrivals.close()
    }

    private static let lastWordsSecondsMax: Int64 = 3

    /// Closing drops what the peer has not taken yet: not before it has all, or has had its time.
    private static func closeOnceWritten(_ channel: any Channel) {
        let limit = channel.eventLoop.scheduleTask(in: .seconds(lastWordsSecondsMax)) { channel.close(promise: nil) }
        channel.writeAndFlush(ByteBuffer()).whenComplete { _ in
            limit.cancel()
            channel.close(promise: nil)
        }
    }

    // MARK: One connection

    private func serve(_ channel: any Channel) async {
        arrivals.remove(channel)
        guard let peer = try? await peer(of: channel), let id = admit(channel, peer.uid) else {
            try? await channel.close()
            return
        }
        defer { dismiss(id) }
        let limits = limits
        guard let connection = try? await channel.eventLoop.submit({ try Self.configure(channel, limits) }).get() else {
            try? await channel.close()
            return
        }
        // Whatever goes wrong with one peer ends its connection and nothing else.
        try? await connection.executeThenClose { messages, replies in
            for try await message in messages {
                if begin(id) {
                    guard try await answer(message, from: peer, on: connection.channel, replies) else { return }
                    if end(id) { continue }
                }
                Self.closeOnceWritten(connection.channel)
                return try await connection.channel.closeFuture.get()
            }
        }
    }

    private func peer(of channel: any Channel) async throws -> VarlinkPeer {
        try await channel.eventLoop.submit {
            let peer = try channel.pipeline.syncOperations.withUnsafeTransportIfAvailable(
                of: CInt.self
            ) { descriptor in
                var peer = hall_peer()
                let failure = hall_peer_credentials(descriptor, &peer)
                guard failure == 0 else { throw UnixSocketPath.Trouble(path: "peer", errno: failure) }
                let groups = withUnsafeBytes(of: &peer.groups) {
                    Array($0.bindMemory(to: gid_t.self).prefix(Int(peer.group_count)))
                }
                return VarlinkPeer(uid: peer.uid, gid: peer.gid, groups: groups)
            }
            guard let peer else { throw UnixSocketPath.Trouble(path: "peer", errno: ENOTSOCK) }
            return peer
        }.get()
    }

    /// Nil when there are too many connections.
    private func admit(_ channel: any Channel, _ uid: UInt32) -> Int? {
        admission.withLock { admission in
            guard !admission.isDraining, admission.open.count < limits.connectionsMax,
                admission.byUser[uid, default: 0] < limits.connectionsPerUserMax
            else { return nil }
            admission.next += 1
            admission.open[admission.next] = OpenConnection(channel: channel, uid: uid)
            admission.byUser[uid, default: 0] += 1
            return admission.next
        }
    }

    private func dismiss(_ id: Int) {
        admission.withLock { admission in
            let uid = admission.open.removeValue(forKey: id)!.uid
            admission.byUser[uid]! -= 1
            if admission.byUser[uid] == 0 { admission.byUser[uid] = nil }
        }
    }

    /// False when no more calls are taken.
    private func begin(_ id: Int) -> Bool { mark(id, isAnswering: true) }
    private func end(_ id: Int) -> Bool { mark(id, isAnswering: false) }

    private func mark(_ id: Int, isAnswering: Bool) -> Bool {
        admission.withLock { admission in
            admission.open[id]!.isAnswering = isAnswering
            return !admission.isDraining
        }
    }

    /// False when the connection must end: what came was no call.
    private func answer(
        _ message: ByteBuffer, from peer: VarlinkPeer, on channel: any Channel,
        _ replies: NIOAsyncChannelOutboundWriter<ByteBuffer>
    ) async throws -> Bool {
        guard let json = try? JSONValue(parsing: message.readableBytesView),
            let call = try? CallMessage(json), call.upgrade != true
        else { return false }
        let outcome: VarlinkAnswer
        do {
            outcome = try await dispatch(call, from: peer)
        } catch let error as VarlinkError {
            if call.oneway != true { try await replies.write(ReplyWriter.error(error)) }
            return true
        }
        guard call.oneway != true else { return true }
        switch outcome {
        case .reply(let parameters): try await replies.write(ReplyWriter.reply(parameters, continues: false))
        case .stream(let stream): try await forward(stream, to: replies, on: channel)
        }
        return true
    }

    private func dispatch(_ call: CallMessage, from peer: VarlinkPeer) async throws -> VarlinkAnswer {
        guard let dot = call.method.lastIndex(of: ".") else { throw VarlinkError.methodNotFound(call.method) }
        let interfaceName = String(call.method[..<dot])
        let methodName = String(call.method[call.method.index(after: dot)...])
        let parameters = call.parameters ?? .object([:])
        if interfaceName == ServiceInterface.description.name {
            return try ServiceInterface.answer(methodName, parameters, for: service)
        }
        guard let interface = service.interfaces.first(where: { $0.name == interfaceName }) else {
            throw VarlinkError.interfaceNotFound(interfaceName)
        }
        guard let method = interface.methods[methodName] else { throw VarlinkError.methodNotFound(methodName) }
        do {
            try interface.validate(parameters, as: method.input)
        } catch {
            throw VarlinkError.invalidParameter(error.path)
        }
        return try await service.answer(
            VarlinkCall(method: call.method, parameters: parameters, more: call.more == true, peer: peer))
    }

    /// Until the stream ends or the peer leaves.
    private func forward(
        _ stream: @escaping @Sendable (@escaping VarlinkSender) async throws -> Void,
        to replies: NIOAsyncChannelOutboundWriter<ByteBuffer>, on channel: any Channel
    ) async throws {
        let sending = Task {
            do {
                try await stream { element in
                    switch element {
                    case .continues(let parameters):
                        try await replies.write(ReplyWriter.reply(parameters, continues: true))
                    case .last(let parameters):
                        try await replies.write(ReplyWriter.reply(parameters, continues: false))
                    }
                }
            } catch let error as VarlinkError {
                try await replies.write(ReplyWriter.error(error))
            }
        }
        channel.closeFuture.whenComplete { _ in sending.cancel() }
        try await withTaskCancellationHandler {
            try await sending.value
        } onCancel: {
            sending.cancel()
        }
    }
}

/// Connections that are accepted and not yet served. A listener that closes forgets those it has in its hands: nobody would
/// hang up on them, and each peer would wait for as long as the process lives.
private final class Arrivals: Sendable {
    private struct State {
        var waiting: [ObjectIdentifier: any Channel] = [:]
        var isClosed = false
    }

    private let state = Mutex(State())

    func add(_ channel: any Channel) {
        let isClosed = state.withLock { state in
            if !state.isClosed { state.waiting[ObjectIdentifier(channel)] = channel }
            return state.isClosed
        }
        if isClosed { channel.close(promise: nil) }
    }

    func remove(_ channel: any Channel) {
        state.withLock { _ = $0.waiting.removeValue(forKey: ObjectIdentifier(channel)) }
    }

    /// Hangs up on all that wait, and on whoever comes.
    func close() {
        let waiting = state.withLock { state in
            state.isClosed = true
            defer { state.waiting = [:] }
            return Array(state.waiting.values)
        }
        for channel in waiting { channel.close(promise: nil) }
    }
}

enum ReplyWriter {
    /// Puts the envelope around parameters that are JSON text already.
    static func reply(_ parameters: [UInt8], continues: Bool) -> ByteBuffer {
        var buffer = ByteBuffer()
        buffer.writeString("{\"parameters\":")
        buffer.writeBytes(parameters)
        buffer.writeString(continues ? ",\"continues\":true}" : "}")
        buffer.writeInteger(0 as UInt8)
        return buffer
    }

    static func error(_ error: VarlinkError) throws -> ByteBuffer {
        var buffer = ByteBuffer()
        buffer.writeBytes(try encodeJSON(ReplyMessage(parameters: error.parameters, error: error.name)))
        buffer.writeInteger(0 as UInt8)
        return buffer
    }
}

extension CallMessage {
    /// By hand from the parsed value: it costs a quarter of decoding the bytes again.
    init(_ json: JSONValue) throws {
        guard case .object(let fields) = json, case .string(let method)? = fields["method"] else {
            throw VarlinkError.invalidParameter("method")
        }
        func flag(_ name: String) throws -> Bool? {
            switch fields[name] {
            case .bool(let value)?: value
            case nil, .null?: nil
            default: throw VarlinkError.invalidParameter(name)
            }
        }
        self.method = method
        parameters = fields["parameters"].flatMap { $0 == .null ? nil : $0 }
        (oneway, more, upgrade) = (try flag("oneway"), try flag("more"), try flag("upgrade"))
    }
}
