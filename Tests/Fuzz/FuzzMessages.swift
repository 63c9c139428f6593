import HallWire
import JSONValues
import NIOCore
@testable import Varlink

/// What a peer of the control socket sends: framing, JSON, calls, parameters against an interface; and the interface
/// descriptions themselves.
struct FuzzMessages: FuzzSubject {
    private let interfaces: [InterfaceDescription]

    init() throws {
        interfaces = try Interfaces.texts.map { try InterfaceDescription(parsing: $0) }
    }

    func take(_ bytes: UnsafeBufferPointer<UInt8>) {
        for message in messages(in: bytes) {
            guard let json = try? JSONValue(parsing: message.readableBytesView) else { continue }
            _ = try? CallMessage(json)
            for interface in interfaces {
                for method in interface.methodNames {
                    try? interface.validate(json["parameters"] ?? json, as: interface.methods[method]!.input)
                }
            }
            let again = try! JSONValue(parsing: encodeJSON(json))
            precondition(again == json, "what is written is read as it was")
        }
        _ = try? InterfaceDescription(parsing: String(decoding: bytes, as: UTF8.self))
    }

    /// In two parts, as a socket brings them.
    private func messages(in bytes: UnsafeBufferPointer<UInt8>) -> [ByteBuffer] {
        var framing = MessageDecoder(bytesMax: 1 << 16)
        var buffer = ByteBuffer(bytes: bytes.prefix(bytes.count / 2))
        var found: [ByteBuffer] = []
        do {
            while let message = try framing.decode(buffer: &buffer) { found.append(message) }
            buffer.writeBytes(bytes.dropFirst(bytes.count / 2))
            while let message = try framing.decode(buffer: &buffer) { found.append(message) }
        } catch {
            // A peer that sends too much is closed.
        }
        return found
    }
}
