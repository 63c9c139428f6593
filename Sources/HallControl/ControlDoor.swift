package import HallOperations
import HallCore
import HallWire
import JSONValues
package import Varlink

/// The door on the Unix socket: Varlink, with authority by the peer's uid and groups.
package enum ControlDoor {
    /// Who may do what here, by the kernel's word for who they are.
    package struct Authority: Sendable {
        /// Besides root.
        package var administratorUID: UInt32
        package var administratorGID: UInt32?
        package var staffGID: UInt32?

        package init(administratorUID: UInt32, administratorGID: UInt32?, staffGID: UInt32?) {
            self.administratorUID = administratorUID
            self.administratorGID = administratorGID
            self.staffGID = staffGID
        }

        /// Nil for everybody else.
        package func role(of peer: VarlinkPeer) -> Role? {
            if peer.uid == 0 || peer.uid == administratorUID { return .administrator }
            let groups = [peer.gid] + peer.groups
            if let administratorGID, groups.contains(administratorGID) { return .administrator }
            if let staffGID, groups.contains(staffGID) { return .staff }
            return nil
        }
    }

    package static func service(_ services: HallServices, authority: Authority) throws -> VarlinkService {
        let operations = Dictionary(uniqueKeysWithValues: OperationTable.all.map { ($0.name, $0) })
        return try service(version: services.version) { call in
            do {
                return try await answer(call, operations[call.method], services, authority)
            } catch {
                throw told(error)
            }
        }
    }

    /// Of a hall that cannot open yet: whoever asks hears why.
    package static func closed(_ why: String) throws -> VarlinkService {
        try service(version: DefaultPaths.version) { _ in throw VarlinkError(.storageUnavailable(why)) }
    }

    private static func service(
        version: String, _ answer: @escaping @Sendable (VarlinkCall) async throws -> VarlinkAnswer
    ) throws -> VarlinkService {
        VarlinkService(
            vendor: "halld", product: "halld", version: version, url: "https://halld.invalid/",
            interfaces: try Interfaces.texts.map { text throws in try InterfaceDescription(parsing: text) },
            answer: answer)
    }

    /// Whatever went wrong is answered by name; only a reader that left is not.
    private static func told(_ error: any Error) -> any Error {
        switch error {
        case let failure as OperationFailure: VarlinkError(failure)
        case is CancellationError: error
        default: VarlinkError(.storageUnavailable("\(error)"))
        }
    }

    private static func answer(
        _ call: VarlinkCall, _ operation: Operation?, _ services: HallServices, _ authority: Authority
    ) async throws -> VarlinkAnswer {
        guard let operation, let role = authority.role(of: call.peer), operation.roles.contains(role) else {
            throw OperationFailure.permissionDenied
        }
        let caller = Caller(role: role, actor: Actor(door: .control, uid: call.peer.uid))
        switch operation.body {
        case .once(let answer):
            return .reply(Array(try await answer(call.parameters, caller, services)))
        case .stream(let answer):
            guard call.more else { throw OperationFailure.expectedMore }
            return .stream { send in
                do {
                    try await answer(call.parameters, caller, services) { reply in
                        switch reply {
                        case .continues(let json): try await send(.continues(Array(json)))
                        case .last(let json): try await send(.last(Array(json)))
                        }
                    }
                } catch {
                    throw told(error)
                }
            }
        }
    }
}

extension VarlinkError {
    init(_ failure: OperationFailure) {
        if let (name, parameters) = failure.hallError {
            self.init(Interfaces.errorPrefix + name, parameters)
            return
        }
        switch failure {
        case .invalidParameter(let field): self = .invalidParameter(field)
        case .expectedMore: self = .expectedMore
        default: self = .permissionDenied
        }
    }
}
