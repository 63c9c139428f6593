package import JSONValues
import NIOCore

/// An error reply: a qualified name and its parameters.
package struct VarlinkError: Error, Equatable, Sendable {
    package let name: String
    package let parameters: JSONValue

    package init(_ name: String, _ parameters: JSONValue = .object([:])) {
        self.name = name
        self.parameters = parameters
    }

    package static func invalidParameter(_ parameter: String) -> VarlinkError {
        VarlinkError("org.varlink.service.InvalidParameter", .object(["parameter": .string(parameter)]))
    }

    package static let permissionDenied = VarlinkError("org.varlink.service.PermissionDenied")
    package static let expectedMore = VarlinkError("org.varlink.service.ExpectedMore")

    static func interfaceNotFound(_ name: String) -> VarlinkError {
        VarlinkError("org.varlink.service.InterfaceNotFound", .object(["interface": .string(name)]))
    }

    static func methodNotFound(_ name: String) -> VarlinkError {
        VarlinkError("org.varlink.service.MethodNotFound", .object(["method": .string(name)]))
    }
}

/// A call as it travels.
struct CallMessage: Codable {
    var method: String
    var parameters: JSONValue?
    var oneway: Bool?
    var more: Bool?
    var upgrade: Bool?
}

/// A reply as it travels. Absent keys are left out: systemd's client disconnects on a null.
struct ReplyMessage: Codable {
    var parameters: JSONValue?
    var continues: Bool?
    var error: String?
}

/// Splits the stream at each NUL.
struct MessageDecoder: NIOSingleStepByteToMessageDecoder {
    typealias InboundOut = ByteBuffer

    let bytesMax: Int
    /// Bytes of the unfinished message already searched, so that a long one is not searched again and again.
    private var searched = 0

    init(bytesMax: Int) {
        self.bytesMax = bytesMax
    }

    struct TooLong: Error {}

    mutating func decode(buffer: inout ByteBuffer) throws -> ByteBuffer? {
        let view = buffer.readableBytesView
        guard let end = view[view.index(view.startIndex, offsetBy: searched)...].firstIndex(of: 0) else {
            searched = view.count
            guard searched <= bytesMax else { throw TooLong() }
            return nil
        }
        searched = 0
        let length = end - view.startIndex
        guard length <= bytesMax else { throw TooLong() }
        let message = buffer.readSlice(length: length)
        buffer.moveReaderIndex(forwardBy: 1)
        return message
    }

    mutating func decodeLast(buffer: inout ByteBuffer, seenEOF: Bool) throws -> ByteBuffer? {
        // Half a message at the end of the stream is nobody's call.
        buffer.readableBytes == 0 ? nil : try decode(buffer: &buffer)
    }
}
