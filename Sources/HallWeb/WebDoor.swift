import Foundation
import HallCore
package import HallOperations
package import HallWire
import Glibc
import HTTPTypes
import Hummingbird
import HummingbirdCore
package import Logging
package import NIOCore
import Varlink

/// The door for browsers: pages, the same operations as on the control socket, and event streams.
package struct WebDoor: Sendable {
    typealias Context = BasicRequestContext

    package struct Settings: Sendable {
        package var address: ListenAddress
        /// Pages on this machine need no token.
        package var isDemo: Bool
        /// Speaks a text in a language as a WAV file; nil where it cannot.
        package var speak: @Sendable (String, WireLanguage) async -> [UInt8]?

        package init(
            address: ListenAddress, isDemo: Bool,
            speak: @escaping @Sendable (String, WireLanguage) async -> [UInt8]?
        ) {
            (self.address, self.isDemo, self.speak) = (address, isDemo, speak)
        }
    }

    private let services: HallServices
    private let settings: Settings
    private let reception: Reception
    private let operations: OperationRoutes
    private let pages: PageRoutes
    private let log: Logger

    package init(_ services: HallServices, _ credentials: CredentialStore, _ settings: Settings, log: Logger) throws {
        self.services = services
        self.settings = settings
        self.log = log
        reception = Reception(
            services: services, credentials: credentials,
            isOpenToAll: settings.isDemo && settings.address.isLoopback)
        pages = try PageRoutes(services, reception)
        operations = try OperationRoutes(services, reception, edition: pages.edition)
    }

    package struct Trouble: Error, CustomStringConvertible {
        package let description: String
    }

    package var isServed: Bool { settings.address != .none }

    /// Serves until the service group ends. `ready` is told where, once it listens.
    package func run(on group: any EventLoopGroup, ready: @escaping @Sendable (String) -> Void) async throws {
        let address: BindAddress
        switch settings.address {
        case .none: return
        case .tcp(let host, let port): address = .hostname(host, port: port)
        case .unix(let path):
            // The server would remove whatever is there, served or not.
            try UnixSocketPath.clear(path)
            address = .unixDomainSocket(path: path)
        }
        var log = log
        // What a browser does wrong is answered to the browser.
        log.logLevel = .error
        let limits = services.limits
        let application = Application(
            responder: router().buildResponder(),
            server: .http1(
                configuration: .init(
                    additionalChannelHandlers: [
                        StalledWriteCloser(secondsMax: limits.writeSecondsMax), SmallWriteBuffer(),
                    ],
                    idleTimeout: .seconds(75),
                    httpDecoderConfiguration: .init(
                        maxHeaderFieldSize: 8 << 10, maxHeaderListSize: 16 << 10, maxHeaderFieldCount: 100))),
            configuration: ApplicationConfiguration(
                address: address, serverName: "halld",
                availableConnectionsDelegate: MaximumAvailableConnections(limits.webConnectionsMax)),
            onServerRunning: { [settings] channel in
                // As open as a port on loopback: who may do what, the door itself decides.
                if case .unix(let path) = settings.address { chmod(path, 0o666) }
                ready(Self.text(of: channel, settings.address))
            },
            eventLoopGroupProvider: .shared(group), logger: log)
        do {
            try await application.run()
        } catch let error as IOError {
            let why = String(cString: strerror(error.errnoCode))
            throw Trouble(
                description: "the pages cannot be served at \(settings.address): \(why); use another --web, or none")
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

    private func router() -> Router<Context> {
        let router = Router(context: Context.self, options: [.autoGenerateHeadEndpoints])
        router.add(middleware: SecurityHeaders(recording: { [services] in services.recording }))
        router.post("/api/{operation}") { [operations] request, context in
            await operations.answer(request, context.parameters.get("operation") ?? "")
        }
        router.get("/events/{operation}") { [operations] request, context in
            operations.events(request, context.parameters.get("operation") ?? "")
        }
        FileRoutes(operations: operations).add(to: router)
        SessionRoutes(reception: reception).add(to: router)
        pages.add(to: router)
        SpeechRoutes(reception: reception, speak: settings.speak).add(to: router)
        MetricsRoutes(services: services).add(to: router)
        return router
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
