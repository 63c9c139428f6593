import HallCore
import HallOperations
import HallWire
import Hummingbird
package import Logging
import Mustache
package import NIOCore

/// The door of a hall that cannot open yet. Whatever is asked for, it says so, in all languages, and why; a page asks again
/// by itself, so that a kiosk comes to its own once the hall has opened.
package struct ClosedDoor: Sendable {
    private let server: WebServer
    private let why: String
    private let page: String

    /// `why` is for whoever can help.
    package init(at address: ListenAddress, why: String, log: Logger) throws {
        server = WebServer(address: address, limits: .standard, log: log)
        self.why = why
        let shell = try MustacheTemplate(string: String(decoding: PackageResources.closed_mustache, as: UTF8.self))
        func text(_ key: String, _ language: WireLanguage) -> String {
            Texts.closedHall[key]?(language, ["why": why]) ?? ""
        }
        page = shell.render([
            "title": text("title", .simplifiedChinese),
            "languages": WireLanguage.allCases.map { language in
                [
                    "language": language.rawValue, "heading": text("title", language),
                    "words": text("words", language), "why": text("why", language),
                ]
            },
        ])
    }

    /// Serves until the service group ends. `ready` is called once it listens.
    package func run(on group: any EventLoopGroup, ready: @escaping @Sendable () -> Void) async throws {
        try await server.run(router().buildResponder(), on: group) { _ in ready() }
    }

    private func router() -> Router<BasicRequestContext> {
        let router = Router(context: BasicRequestContext.self, options: [.autoGenerateHeadEndpoints])
        router.add(middleware: SecurityHeaders(recording: { .nothing }))
        let failure = OperationFailure.storageUnavailable(why)
        router.post("/**") { _, _ in Response(failure) }
        for path in ["/api/**", "/events/**", "/files/**", "/assets/**"] {
            router.get(RouterPath(path)) { _, _ in Response(failure) }
            router.post(RouterPath(path)) { _, _ in Response(failure) }
        }
        for (name, bytes) in [("base", PackageResources.base_css), ("closed", PackageResources.closed_css)] {
            router.get("/assets/\(name).css") { _, _ in
                Response(text: String(decoding: bytes, as: UTF8.self), mediaType: "text/css; charset=utf-8")
            }
        }
        router.get("/healthz") { [why] _, _ in
            Response(text: why + "\n", mediaType: "text/plain; charset=utf-8", status: .serviceUnavailable)
        }
        for path in ["/", "/**"] {
            router.get(RouterPath(path)) { [page] _, _ in
                Response(text: page, mediaType: "text/html; charset=utf-8", status: .serviceUnavailable)
            }
        }
        return router
    }
}
