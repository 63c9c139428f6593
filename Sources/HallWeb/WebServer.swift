import Glibc
import HallCore
import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
import Varlink

/// The server behind a door for browsers.
package struct WebServer {
    let address: ListenAddress
    let limits: HallLimits
    let log: Logger

    package struct Trouble: Error, CustomStringConvertible {
        package let description: String
    }

    /// Serves until the service group ends. `ready` is told where, once it listens.
    func run(
        _ responder: some HTTPResponder<BasicRequestContext>, on group: any EventLoopGroup,
        ready: @escaping @Sendable (String) -> Void
    ) async throws {
        guard let place = try place() else { return }
        var log = log
        // What a browser does wrong is answered to the browser.
        log.logLevel = .error
        let application = Application(
            responder: responder,
            server: .http1(
                configuration: .init(
                    additionalChannelHandlers: [
                        StalledWriteCloser(secondsMax: limits.writeSecondsMax), SmallWriteBuffer(),
                    ],
                    idleTimeout: .seconds(75),
                    httpDecoderConfiguration: .init(
                        maxHeaderFieldSize: 8 << 10, maxHeaderListSize: 16 << 10, maxHeaderFieldCount: 100))),
            configuration: ApplicationConfiguration(
                address: place, serverName: "halld",
                availableConnectionsDelegate: MaximumAvailableConnections(limits.webConnectionsMax)),
            onServerRunning: { [address] channel in
                // As open as a port on loopback: who may do what, the door itself decides.
                if case .unix(let path) = address { chmod(path, 0o666) }
                ready(Self.text(of: channel, address))
            },
            eventLoopGroupProvider: .shared(group), logger: log)
        do {
            try await application.run()
        } catch let error as IOError {
            let why = String(cString: strerror(error.errnoCode))
            throw Trouble(description: "the pages cannot be served at \(address): \(why); use another --web, or none")
        }
    }

    private func place() throws -> BindAddress? {
        switch address {
        case .none: return nil
        case .tcp(let host, let port): return .hostname(host, port: port)
        case .unix(let path):
            // The server would remove whatever is there, served or not.
            try UnixSocketPath.clear(path)
            return .unixDomainSocket(path: path)
        }
    }

    private static func text(of channel: any Channel, _ asked: ListenAddress) -> String {
        switch asked {
        case .unix(let path): "unix:\(path)"
        case .none: ""
        case .tcp(let host, let port):
            "http://\(host.contains(":") ? "[\(host)]" : host):\(channel.localAddress?.port ?? port)"
        }
    }
}

/// What a slow reader has not taken waits in the kernel, and little of it here: a hall has many displays.
private final class SmallWriteBuffer: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = NIOAny

    func handlerAdded(context: ChannelHandlerContext) {
        let marks = ChannelOptions.Types.WriteBufferWaterMark(low: 4 << 10, high: 16 << 10)
        // Without it a slow reader costs more, and nothing else.
        try? context.channel.syncOptions?.setOption(.writeBufferWaterMark, value: marks)
    }
}
