import ArgumentParser
import FoundationEssentials
import HallClient
import HallWire
import JSONValues

/// One connection of a verb, and how its answer becomes an exit status.
struct Session {
    let output: Output
    private let client: ControlClient
    private let path: String

    /// Nothing that the hall decides takes longer, on the slowest disk.
    private static let decisionSecondsMax = 30

    /// sysexits.h, as the contract names them.
    private enum Status {
        static let refused = ExitCode(1)
        static let usage = ExitCode(2)
        static let noDaemon = ExitCode(69)
        static let outcomeUnknown = ExitCode(75)
        static let noPermission = ExitCode(77)
    }

    init(_ options: GlobalOptions) throws {
        let output = Output(options)
        let path = options.socket ?? ProcessInfo.processInfo.environment[DefaultPaths.socketVariable]
        self.output = output
        self.path = path ?? DefaultPaths.socket
        do {
            client = try ControlClient(path: self.path)
        } catch {
            throw Self.report(error, output, self.path, requestId: nil)
        }
    }

    /// Prints the reply as JSON, or hands it over as `Reply` for a person.
    func call<Reply: Decodable>(
        _ method: String, _ parameters: some Encodable, requestId: String? = nil, _ show: (Reply) throws -> Void
    ) throws {
        // Reading a whole journal takes what it takes.
        let reads = method.hasPrefix("Journal.") || method.hasPrefix("Tally.")
        let reply = try orExit(requestId) {
            try client.call(
                "org.halld." + method, parameters, secondsMax: reads ? nil : Self.decisionSecondsMax)
        }
        // Whoever asks for JSON itself decides how it is shown.
        if let json = reply as? Reply {
            try show(json)
        } else if output.json {
            try output.print(json: reply)
        } else {
            try show(try reply.decode(Reply.self))
        }
    }

    /// Something that is needed for the answer and is none itself.
    func ask<Reply: Decodable>(
        _ method: String, _ parameters: some Encodable, _ take: (Reply) throws -> Void
    ) throws {
        let reply = try orExit(nil) {
            try client.call("org.halld." + method, parameters, secondsMax: Self.decisionSecondsMax)
        }
        try take(try reply.decode(Reply.self))
    }

    /// A request without an id gets one, so that it can be repeated if no answer comes.
    func change<Reply: Decodable>(
        _ method: String, _ parameters: some ChangingRequest, _ options: ChangeOptions, _ show: (Reply) throws -> Void
    ) throws {
        var parameters = parameters
        parameters.requestId = options.requestId ?? "hallctl-" + String(UInt64.random(in: 0...UInt64.max), radix: 36)
        parameters.reason = options.reason
        try call(method, parameters, requestId: parameters.requestId, show)
    }

    func stream(_ method: String, _ parameters: some Encodable, _ take: (JSONValue) throws -> Bool) throws {
        try orExit(nil) { try client.stream("org.halld." + method, parameters, take) }
    }

    private func orExit<Result>(_ requestId: String?, _ work: () throws -> Result) throws -> Result {
        do {
            return try work()
        } catch let failure as ClientFailure {
            throw Self.report(failure, output, path, requestId: requestId)
        }
    }

    private static func report(
        _ failure: ClientFailure, _ output: Output, _ path: String, requestId: String?
    ) -> ExitCode {
        switch failure {
        case .noDaemon(let path, let why):
            output.error(Texts.noDaemon, ["path": path, "why": why])
            return Status.noDaemon
        case .noPermission(let path):
            output.error(Texts.socketDenied, ["path": path])
            return Status.noPermission
        case .unanswered:
            guard let requestId else {
                output.error(Texts.noAnswer, ["path": path])
                return Status.noDaemon
            }
            output.error(Texts.unanswered, ["requestId": requestId])
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
        case Interfaces.errorPrefix + "Stopping": Status.noDaemon
        default: Status.refused
        }
    }
}
