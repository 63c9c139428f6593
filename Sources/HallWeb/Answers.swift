import Foundation
import HallCore
import HallOperations
import HallWire
import HTTPTypes
import Hummingbird
import JSONValues
import NIOCore

extension OperationFailure {
    /// Each kind of failure has its code; the body names it.
    var status: HTTPResponse.Status {
        switch self {
        case .invalidParameter, .expectedMore, .badTable: .badRequest
        case .signedOut, .signInFailed: .unauthorized
        case .permissionDenied, .notYourWindow: .forbidden
        case .signInLocked, .busy: .tooManyRequests
        case .unknownDocument, .unknownDevice, .unknownToken, .unknownCode, .unknownReport, .noData: .notFound
        case .refused(let refusal):
            switch refusal {
            case .limitReached: .tooManyRequests
            case .textTooLong: .contentTooLarge
            default: refusal.description.name.hasPrefix("Unknown") ? .notFound : .conflict
            }
        case .tokenExists, .badConfiguration: .conflict
        case .outcomeUnknown, .storageUnavailable, .stopping, .resynchronise: .serviceUnavailable
        }
    }

    /// As the control socket names it.
    var named: (name: String, parameters: JSONValue) {
        if let (name, parameters) = hallError { return (Interfaces.errorPrefix + name, parameters) }
        switch self {
        case .invalidParameter(let field):
            return ("org.varlink.service.InvalidParameter", .object(["parameter": .string(field)]))
        case .expectedMore: return ("org.varlink.service.ExpectedMore", .object([:]))
        default: return ("org.varlink.service.PermissionDenied", .object([:]))
        }
    }

    var json: Data {
        let (name, parameters) = named
        let body = JSONValue.object(["error": .string(name), "parameters": parameters])
        // Strings and numbers only: it cannot fail.
        return (try? encodeJSON(body)) ?? Data()
    }

    /// Whatever went wrong is answered by name.
    init(_ error: any Error) {
        self = error as? OperationFailure ?? .storageUnavailable("\(error)")
    }
}

extension Response {
    init(json: Data, status: HTTPResponse.Status = .ok) {
        self.init(
            status: status, headers: [.contentType: "application/json"],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: json)))
    }

    init(_ failure: OperationFailure) {
        self.init(json: failure.json, status: failure.status)
        if case .signInLocked(let seconds) = failure { headers[.retryAfter] = "\(seconds)" }
    }

    init(text: String, mediaType: String, status: HTTPResponse.Status = .ok) {
        self.init(
            status: status, headers: [.contentType: mediaType],
            body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
    }
}
