import HallOperations
import HallWire
import HTTPTypes
import Hummingbird
import NIOCore

/// `GET /speech?language=zh-Hans&text=…`: what a kiosk says to whoever cannot see it.
struct SpeechRoutes: Sendable {
    let reception: Reception
    let speak: @Sendable (String, WireLanguage) async -> [UInt8]?

    private static let textBytesMax = 900

    func add<Context: RequestContext>(to router: Router<Context>) {
        router.get("/speech") { request, _ in
            if case .nobody = reception.visitor(of: request, doing: false) { return Response(.signedOut) }
            let query = request.uri.queryParameters
            guard let language = query["language"].flatMap({ WireLanguage(rawValue: String($0)) }) else {
                return Response(.invalidParameter("language"))
            }
            guard let text = query["text"].map(String.init), !text.isEmpty, text.utf8.count <= Self.textBytesMax else {
                return Response(.invalidParameter("text"))
            }
            guard let sound = await speak(text, language) else { return Response(status: .notFound) }
            return Response(
                status: .ok, headers: [.contentType: "audio/wav", .cacheControl: "private, max-age=86400"],
                body: ResponseBody(byteBuffer: ByteBuffer(bytes: sound)))
        }
    }
}
