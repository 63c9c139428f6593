package import FoundationEssentials
package import HallCore
package import HallWire
package import JSONValues

package enum Role: String, Sendable, CaseIterable {
    case resident, display, staff, administrator
}

/// Who asks, as the door has made sure.
package struct Caller: Sendable {
    package var role: Role
    package var actor: Actor

    package init(role: Role, actor: Actor) {
        self.role = role
        self.actor = actor
    }

    /// Others see nobody's id, and no reasons for a pause.
    package var isOfTheStaff: Bool { role == .staff || role == .administrator }
}

/// One thing that may be asked. Both doors serve the same table of them.
package struct Operation: Sendable {
    /// Qualified: `org.halld.Queue.Take`.
    package let name: String
    package let roles: [Role]
    package let body: Body
    /// Never served by the web door, whoever asks.
    package private(set) var isControlOnly = false

    /// What belongs to whoever has the machine itself.
    var onControlSocketOnly: Operation {
        var operation = self
        operation.isControlOnly = true
        return operation
    }

    package enum Body: Sendable {
        /// Answers with the JSON of the reply.
        case once(@Sendable (JSONValue, Caller, HallServices) async throws -> Data)
        /// Runs until there is no more to send, or the reader leaves.
        case stream(@Sendable (JSONValue, Caller, HallServices, @escaping ReplySender) async throws -> Void)
    }

    static func once<Parameters: Codable & Sendable, Reply: Encodable & SendableMetatype>(
        _ name: String, _ roles: [Role],
        _ answer: @escaping @Sendable (Parameters, Caller, HallServices) async throws -> Reply
    ) -> Operation {
        Operation(
            name: "org.halld." + name, roles: roles,
            body: .once { json, caller, services in
                try encodeJSON(try await answer(try json.decode(Parameters.self), caller, services))
            })
    }

    static func stream<Parameters: Codable & Sendable>(
        _ name: String, _ roles: [Role],
        _ answer: @escaping @Sendable (Parameters, Caller, HallServices, @escaping ReplySender) async throws -> Void
    ) -> Operation {
        Operation(
            name: "org.halld." + name, roles: roles,
            body: .stream { json, caller, services, send in
                try await answer(try json.decode(Parameters.self), caller, services, send)
            })
    }
}

/// The JSON of one reply of a stream.
package enum StreamedReply: Sendable {
    case continues(Data)
    case last(Data)
}

/// Hands a reply to the door; returns when the reader has room for more.
package typealias ReplySender = @Sendable (StreamedReply) async throws -> Void

/// Why there is no ordinary reply. Refusals among them; the doors give each its name.
package enum OperationFailure: Error, Equatable {
    case invalidParameter(String)
    case permissionDenied
    case expectedMore
    case refused(Refusal)
    case noData(from: String, to: String)
    case unknownDocument(String)
    case unknownToken(String)
    case unknownDevice(String)
    case tokenExists(String)
    case notYourWindow(WindowNumber, staff: StaffID?)
    case signedOut
    case signInFailed(triesLeft: Int)
    case signInLocked(secondsLeft: Int)
    case badConfiguration([String])
    case badTable([String])
    case unknownCode
    case unknownReport(month: String)
    case outcomeUnknown(String)
    case storageUnavailable(String)
    case busy
    case stopping
    case resynchronise
}

extension OperationFailure {
    /// In words, where there are some.
    package func sentence(_ language: WireLanguage) -> String {
        hallError.flatMap { Texts.sentence(of: $0.name, $0.parameters, language) } ?? "\(self)"
    }

    /// Its name, unqualified, and fields; nil for the three that `org.varlink.service` names.
    package var hallError: (name: String, parameters: JSONValue)? {
        switch self {
        case .invalidParameter, .permissionDenied, .expectedMore: nil
        case .refused(let refusal):
            (
                refusal.description.name,
                .object(
                    Dictionary(
                        uniqueKeysWithValues: refusal.description.details.map { field, value in
                            switch value {
                            case .text(let text): (field, JSONValue.string(text))
                            case .number(let number): (field, JSONValue.int(Int64(number)))
                            }
                        }))
            )
        case .unknownDocument(let name): ("UnknownDocument", .object(["document": .string(name)]))
        case .unknownToken(let name): ("UnknownToken", .object(["name": .string(name)]))
        case .unknownDevice(let name): ("UnknownDevice", .object(["device": .string(name)]))
        case .tokenExists(let name): ("TokenExists", .object(["name": .string(name)]))
        case .notYourWindow(let window, let staff):
            ("NotYourWindow", .object(["window": .int(Int64(window)), "staff": staff.map { .string($0) } ?? .null]))
        case .signedOut: ("SignedOut", .object([:]))
        case .signInFailed(let left): ("SignInFailed", .object(["triesLeft": .int(Int64(left))]))
        case .signInLocked(let left): ("SignInLocked", .object(["secondsLeft": .int(Int64(left))]))
        case .noData(let from, let to): ("NoData", .object(["from": .string(from), "to": .string(to)]))
        case .badConfiguration(let faults):
            ("BadConfiguration", .object(["faults": .array(faults.map { .string($0) })]))
        case .badTable(let faults): ("BadTable", .object(["faults": .array(faults.map { .string($0) })]))
        case .unknownReport(let month): ("UnknownReport", .object(["month": .string(month)]))
        case .unknownCode: ("UnknownCode", .object([:]))
        case .outcomeUnknown(let why): ("OutcomeUnknown", .object(["why": .string(why)]))
        case .storageUnavailable(let why): ("StorageUnavailable", .object(["why": .string(why)]))
        case .busy: ("Busy", .object([:]))
        case .stopping: ("Stopping", .object([:]))
        case .resynchronise: ("Resynchronise", .object([:]))
        }
    }
}
