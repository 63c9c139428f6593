import Foundation
import HallCore
package import HallOperations
package import HallWire
import HTTPTypes
import Hummingbird
package import Logging
package import NIOCore

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

    package var isServed: Bool { settings.address != .none }

    /// Serves until the service group ends. `ready` is told where, once it listens.
    package func run(on group: any EventLoopGroup, ready: @escaping @Sendable (String) -> Void) async throws {
        try await WebServer(address: settings.address, limits: services.limits, log: log)
            .run(router().buildResponder(), on: group, ready: ready)
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
