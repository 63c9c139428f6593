package import JSONValues
package import NIOCore
import NIOPosix

/// A client on NIO. (hallctl has a smaller one of its own, on plain sockets.)
package struct VarlinkClient: Sendable {
    private let channel: NIOAsyncChannel<ByteBuffer, ByteBuffer>

    private init(_ channel: NIOAsyncChannel<ByteBuffer, ByteBuffer>) {
        self.channel = channel
    }

    /// Connects, and closes when `body` returns.
    package static func withConnection<Result>(
        to path: String, group: any EventLoopGroup, _ body: (inout Connection) async throws -> Result
    ) async throws -> Result {
        let channel = try await ClientBootstrap(group: group).connect(unixDomainSocketPath: path) { channel in
            channel.eventLoop.makeCompletedFuture {
                let decoder = ByteToMessageHandler(MessageDecoder(bytesMax: VarlinkLimits().messageBytesMax))
                try channel.pipeline.syncOperations.addHandler(decoder)
                return try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
            }
        }
        return try await channel.executeThenClose { inbound, outbound in
            var connection = Connection(replies: inbound.makeAsyncIterator(), calls: outbound)
            return try await body(&connection)
        }
    }

    package struct Connection {
        fileprivate var replies: NIOAsyncChannelInboundStream<ByteBuffer>.AsyncIterator
        fileprivate let calls: NIOAsyncChannelOutboundWriter<ByteBuffer>

        package struct Closed: Error {}

        /// The reply's parameters. Throws VarlinkError for an error reply.
        package mutating func call(_ method: String, _ parameters: JSONValue = .object([:])) async throws -> JSONValue {
            try await send(CallMessage(method: method, parameters: parameters))
            return try await receive().parameters
        }

        /// The parameters of every reply, the last included.
        package mutating func callMore(_ method: String, _ parameters: JSONValue) async throws -> [JSONValue] {
            try await send(CallMessage(method: method, parameters: parameters, more: true))
            var all: [JSONValue] = []
            while true {
                let (parameters, continues) = try await receive()
                all.append(parameters)
                if !continues { return all }
            }
        }

        package mutating func callOneway(_ method: String, _ parameters: JSONValue) async throws {
            try await send(CallMessage(method: method, parameters: parameters, oneway: true))
        }

        private func send(_ message: CallMessage) async throws {
            var buffer = ByteBuffer(bytes: try encodeJSON(message))
            buffer.writeInteger(0 as UInt8)
            try await calls.write(buffer)
        }

        private mutating func receive() async throws -> (parameters: JSONValue, continues: Bool) {
            guard let buffer = try await replies.next() else { throw Closed() }
            let reply = try JSONValue(parsing: buffer.readableBytesView).decode(ReplyMessage.self)
            let parameters = reply.parameters ?? .object([:])
            if let error = reply.error { throw VarlinkError(error, parameters) }
            return (parameters, reply.continues == true)
        }
    }
}
