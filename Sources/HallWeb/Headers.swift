import HallOperations
import HTTPTypes
import Hummingbird

extension HTTPField.Name {
    /// As what a page asks, `device` or `staff`.
    static let hallAs = Self("Hall-As")!
    static let hallBackground = Self("Hall-Background")!
    /// What the hall can record just now, on every answer: pages say so.
    static let hallRecords = Self("Hall-Records")!
    static let fetchSite = Self("Sec-Fetch-Site")!
    static let forwardedProtocol = Self("X-Forwarded-Proto")!
}

/// On every answer. Pages load nothing from another host, run nothing but their own files, and stand in no frame.
struct SecurityHeaders<Context: RequestContext>: RouterMiddleware {
    private static var fields: [(String, String)] {
        [
            (
                "Content-Security-Policy",
                "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; media-src 'self'; "
                    + "connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; "
                    + "frame-ancestors 'none'"
            ),
            ("X-Content-Type-Options", "nosniff"),
            // A resident's link has the check code in it.
            ("Referrer-Policy", "no-referrer"),
            ("Permissions-Policy", "camera=(), microphone=(), geolocation=(), payment=(), usb=()"),
            ("Cross-Origin-Opener-Policy", "same-origin"),
            ("Cross-Origin-Resource-Policy", "same-origin"),
        ]
    }

    let recording: @Sendable () -> Recording
    private let headers: [(HTTPField.Name, String)] = Self.fields.map { (HTTPField.Name($0)!, $1) }

    init(recording: @escaping @Sendable () -> Recording) {
        self.recording = recording
    }

    func handle(
        _ request: Request, context: Context, next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        var response: Response
        do {
            response = try await next(request, context)
        } catch let error as any HTTPResponseError {
            response = try error.response(from: request, context: context)
        }
        for (name, value) in headers { response.headers[name] = value }
        response.headers[.hallRecords] = recording().rawValue
        if response.headers[.cacheControl] == nil { response.headers[.cacheControl] = "no-store" }
        return response
    }
}
