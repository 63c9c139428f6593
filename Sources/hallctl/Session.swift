import ArgumentParser
import FoundationEssentials
import HallClient
import HallWire
import JSONValues

/// One connection of a verb, and how its answer becomes an exit status.
struct Session {
    let output: Output
    private let client: ControlClient

    /// sysexits.h, as the contract names them.
    private enum Status {
        static let refused = ExitCode(1)
        static let usage = ExitCode(2)
        static let noDaemon = ExitCode(69)
        static let outcomeUnknown = ExitCode(75)
        static let noPermission = ExitCode(77)
    }

    init(_ options: GlobalOptions) throws {
        output = Output(options)
        let path = options.socket ?? ProcessInfo.processInfo.environment[DefaultPaths.socketVariable]
        client = try Self.orExit(output) { try ControlClient(path: path ?? DefaultPaths.socket) }
    }

    /// Prints the reply as JSON, or hands it over as `Reply` for a person.
    func call<Reply: Decodable>(
        _ method: String, _ parameters: some Encodable, _ show: (Reply) throws -> Void
    ) throws {
        let reply = try Self.orExit(output) { try client.call("org.halld." + method, parameters) }
        if output.json { try output.print(json: reply) } else { try show(try reply.decode(Reply.self)) }
    }

    func change<Reply: Decodable>(
        _ method: String, _ parameters: some ChangingRequest, _ options: ChangeOptions, _ show: (Reply) throws -> Void
    ) throws {
        var parameters = parameters
        parameters.requestId = options.requestId
        parameters.reason = options.reason
        try call(method, parameters, show)
    }

    func stream(_ method: String, _ parameters: some Encodable, _ take: (JSONValue) throws -> Bool) throws {
        try Self.orExit(output) { try client.stream("org.halld." + method, parameters, take) }
    }

    private static func orExit<Result>(_ output: Output, _ work: () throws -> Result) throws -> Result {
        do {
            return try work()
        } catch let failure as ClientFailure {
            throw report(failure, output)
        }
    }

    private static func report(_ failure: ClientFailure, _ output: Output) -> ExitCode {
        switch failure {
        case .noDaemon(let path, let why):
            Output.error(Texts.noDaemon(output.language, ["path": path, "why": why]))
            return Status.noDaemon
        case .noPermission(let path):
            Output.error(Texts.socketDenied(output.language, ["path": path]))
            return Status.noPermission
        case .disconnected:
            Output.error("OutcomeUnknown: " + Texts.disconnected(output.language))
            return Status.outcomeUnknown
        case .error(let name, let parameters):
            Output.error(output.refusal(name, parameters))
            return status(of: name)
        }
    }

    private static func status(of error: String) -> ExitCode {
        switch error {
        case "org.varlink.service.PermissionDenied": Status.noPermission
        case "org.varlink.service.InvalidParameter": Status.usage
        case Interfaces.errorPrefix + "OutcomeUnknown": Status.outcomeUnknown
        default: Status.refused
        }
    }
}
