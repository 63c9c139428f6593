import AsyncAlgorithms
import Foundation
import HallCore
import HallEngine
package import HallOperations
import HallWire
import HTTPTypes
import Hummingbird
import HummingbirdCore
package import JSONValues
import NIOCore
import ServiceLifecycle
package import Varlink

/// The operations table over HTTP: `POST /api/Queue.Take` with the parameters as JSON, streams as server-sent
/// events at `GET /events/Hall.Board?window=3`.
package struct OperationRoutes: Sendable {
    private let services: HallServices
    private let reception: Reception
    private let operations: [String: HallOperations.Operation]
    private let interfaces: [String: InterfaceDescription]

    /// Of a request's JSON. The largest is a rating with its words.
    private static let bodyBytesMax = 64 << 10
    private static let prefix = "org.halld."

    private let edition: String

    init(_ services: HallServices, _ reception: Reception, edition: String) throws {
        self.edition = edition
        self.services = services
        self.reception = reception
        operations = Dictionary(
            uniqueKeysWithValues: OperationTable.all.map { (String($0.name.dropFirst(Self.prefix.count)), $0) })
        interfaces = try Dictionary(
            uniqueKeysWithValues: Interfaces.texts.map { text in
                let interface = try InterfaceDescription(parsing: text)
                return (interface.name, interface)
            })
    }

    // MARK: Once

    func answer(_ request: Request, _ name: String) async -> Response {
        do {
            guard let operation = operations[name] else { return Self.unknown(name) }
            try checkOrigin(of: request)
            // What a page asks by itself does not keep anybody signed in.
            let visitor = reception.visitor(of: request, doing: request.headers[.hallBackground] == nil)
            let caller = try visitor.caller(for: operation)
            let parameters = try await parameters(of: request)
            try validate(parameters, for: operation)
            if operation.name == Self.prefix + "Window.Rate" {
                try visitor.checkMayRate(parameters["window"]?.int)
            }
            // What is written here stays on record for good: it is not for passers-by.
            if !caller.isOfTheStaff, parameters["reason"] ?? .null != .null {
                throw OperationFailure.invalidParameter("reason")
            }
            guard case .once(let answer) = operation.body else { throw OperationFailure.expectedMore }
            return Response(json: try await answer(parameters, caller, services))
        } catch {
            return Response(OperationFailure(error))
        }
    }

    static func unknown(_ name: String) -> Response {
        let body = JSONValue.object([
            "error": .string("org.varlink.service.MethodNotFound"), "parameters": .object(["method": .string(name)]),
        ])
        return Response(json: (try? encodeJSON(body)) ?? Data(), status: .notFound)
    }

    /// Another site's page cannot ask in a visitor's name: not with this content type, and no browser hides from where
    /// it asks.
    private func checkOrigin(of request: Request) throws(OperationFailure) {
        let type = request.headers[.contentType]?.split(separator: ";").first.map(String.init)
        guard type == "application/json" else { throw .invalidParameter("Content-Type") }
        if let site = request.headers[.fetchSite], site != "same-origin", site != "none" { throw .permissionDenied }
    }

    private func parameters(of request: Request) async throws -> JSONValue {
        let body: ByteBuffer
        do {
            body = try await request.body.collect(upTo: Self.bodyBytesMax)
        } catch {
            throw OperationFailure.invalidParameter("")
        }
        if body.readableBytes == 0 { return .object([:]) }
        guard let json = try? JSONValue(parsing: body.readableBytesView), json.object != nil else {
            throw OperationFailure.invalidParameter("")
        }
        return json
    }

    private func declared(_ operation: HallOperations.Operation) -> (InterfaceDescription, VarlinkType)? {
        let parts = operation.name.split(separator: ".")
        let interface = interfaces[parts.dropLast().joined(separator: ".")]
        return interface.flatMap { interface in
            interface.methods[String(parts.last!)].map { (interface, $0.input) }
        }
    }

    private func validate(
        _ parameters: JSONValue, for operation: HallOperations.Operation
    ) throws(OperationFailure) {
        guard let (interface, input) = declared(operation) else { throw .permissionDenied }
        do {
            try interface.validate(parameters, as: input)
        } catch {
            throw .invalidParameter(error.path)
        }
    }

    // MARK: Streams

    private typealias StreamedAnswer =
        @Sendable (JSONValue, Caller, HallServices, @escaping ReplySender) async throws -> Void

    /// Who asks for a stream, and for what. Throws where this visitor may not, or asks for what is no stream.
    private func asked(
        _ request: Request, _ operation: HallOperations.Operation, doing: Bool
    ) throws(OperationFailure) -> (answer: StreamedAnswer, parameters: JSONValue, caller: Caller) {
        if let site = request.headers[.fetchSite], site != "same-origin", site != "none" { throw .permissionDenied }
        guard case .stream(let answer) = operation.body else { throw .invalidParameter("") }
        let caller = try reception.visitor(of: request, doing: doing).caller(for: operation)
        guard let (interface, input) = declared(operation) else { throw .permissionDenied }
        return (answer, try Self.parameters(of: request.uri.string, as: input, of: interface), caller)
    }

    /// Whether an operation streams a file's chunks.
    func sendsFile(_ name: String) -> Bool {
        guard let operation = operations[name], case .stream = operation.body, !operation.isControlOnly,
            let (interface, _) = declared(operation),
            case .structure(let fields)? = interface.methods[String(name.split(separator: ".").last!)]?.output
        else { return false }
        return fields.contains { $0.name == "chunk" }
    }

    /// Runs a streamed operation to its end.
    func stream(_ request: Request, _ name: String, doing: Bool, _ send: @escaping ReplySender) async throws {
        guard let operation = operations[name] else { throw OperationFailure.invalidParameter("") }
        let (answer, parameters, caller) = try asked(request, operation, doing: doing)
        try await answer(parameters, caller, services, send)
    }

    func events(_ request: Request, _ name: String) -> Response {
        do throws(OperationFailure) {
            guard let operation = operations[name] else { return Self.unknown(name) }
            let (answer, parameters, caller) = try asked(request, operation, doing: false)
            let reception = reception
            let stream = EventStream(
                edition: edition,
                now: { [services] in services.engine.now().civil.rfc3339(wholeSeconds: false) },
                recording: { [services] in services.recording },
                // Whoever signs out, or is signed out, sees no more of the window.
                isStillWelcome: { (try? reception.visitor(of: request, doing: false).caller(for: operation)) != nil })
            return Response(
                status: .ok,
                headers: [
                    .contentType: "text/event-stream; charset=utf-8", .cacheControl: "no-store",
                    HTTPField.Name("X-Accel-Buffering")!: "no",
                ],
                body: ResponseBody { [services] writer in
                    let send = writer
                    try await stream.run(request, send) { try await answer(parameters, caller, services, $0) }
                })
        } catch {
            return Response(error)
        }
    }

    /// What an address asks for, as the interface declares it: a number is a number.
    package static func parameters(
        of address: String, as input: VarlinkType, of interface: InterfaceDescription
    ) throws(OperationFailure) -> JSONValue {
        guard case .structure(let fields) = input else { throw .permissionDenied }
        var object: [String: JSONValue] = [:]
        for (key, value) in URI(address).queryParameters where key != "as" {
            let field = fields.first { $0.name == key }
            object[String(key)] = field.flatMap { self.value(String(value), as: $0.type) } ?? .string(String(value))
        }
        do {
            try interface.validate(.object(object), as: input)
        } catch {
            throw .invalidParameter(error.path)
        }
        return .object(object)
    }

    private static func value(_ text: String, as type: VarlinkType) -> JSONValue? {
        switch type {
        case .optional(let wrapped): value(text, as: wrapped)
        case .int: Int64(text).map { .int($0) }
        case .bool: text == "true" ? .bool(true) : text == "false" ? .bool(false) : nil
        default: .string(text)
        }
    }
}
