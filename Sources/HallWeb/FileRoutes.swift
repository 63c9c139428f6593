import Foundation
import HallOperations
import HallWire
import HTTPTypes
import Hummingbird
import JSONValues
import NIOCore
import Synchronization
import Varlink

/// Streams of chunks as files to save: `GET /files/Report.Export?month=2026-11&format=xlsx`. Held whole meanwhile: they
/// are tables, and journals do not leave through this door.
struct FileRoutes: Sendable {
    let operations: OperationRoutes

    func add<Context: RequestContext>(to router: Router<Context>) {
        router.get("/files/{operation}") { request, context in
            await answer(request, context.parameters.get("operation") ?? "")
        }
    }

    private func answer(_ request: Request, _ name: String) async -> Response {
        let file = Mutex(ReceivedFile())
        do {
            guard operations.sendsFile(name) else { return OperationRoutes.unknown(name) }
            try await operations.stream(request, name, doing: true) { reply in
                switch reply {
                case .continues(let json), .last(let json):
                    let chunk = try JSONDecoder().decode(FileChunk.self, from: json)
                    file.withLock { $0.append(chunk) }
                }
            }
        } catch {
            return Response(OperationFailure(error))
        }
        let (name, mediaType, bytes) = file.withLock { ($0.name, $0.mediaType, $0.bytes) }
        return Response(
            status: .ok,
            headers: [
                .contentType: mediaType, .cacheControl: "no-store",
                // Names are the daemon's own, of letters, digits, dots and dashes.
                .contentDisposition: "attachment; filename=\"\(name)\"",
            ],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
    }
}

private struct ReceivedFile {
    var name = ""
    var mediaType = "application/octet-stream"
    var bytes = Data()

    mutating func append(_ chunk: FileChunk) {
        (name, mediaType) = (chunk.name, chunk.mediaType)
        bytes.append(Data(base64Encoded: chunk.chunk) ?? Data())
    }
}
