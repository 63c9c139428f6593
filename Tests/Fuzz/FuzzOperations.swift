import Dispatch
import HallCore
import HallEngine
import HallJournal
import HallOperations
import HallTestSupport
import HallWeb
import HallWire
import JSONValues
import Logging
import Varlink

/// Every operation with any parameters, by anybody, on a hall with a journal: a line with the operation's name, and the
/// JSON of a request or its query. An answer, the first reply of a stream or a named failure, and a hall whose invariants
/// hold.
final class FuzzOperations: FuzzSubject {
    private let operations = OperationTable.all
    private let interfaces: [String: InterfaceDescription]
    private var hall: (directory: TemporaryDirectory, services: HallServices)?
    private var countLeft = 0

    /// Then a fresh hall. What an input did may need those before it, from the same corpus, to be done again.
    private static let inputsAHall = 500

    init() throws {
        let described = try Interfaces.texts.map { try InterfaceDescription(parsing: $0) }
        interfaces = Dictionary(uniqueKeysWithValues: described.map { ($0.name, $0) })
    }

    func take(_ bytes: UnsafeBufferPointer<UInt8>) {
        guard let (operation, json) = written(bytes) ?? composed(bytes), isDeclared(json, for: operation) else {
            return
        }
        let role = operation.roles[bytes.count % operation.roles.count]
        let services = freshServices()
        let caller = Caller(role: role, actor: Actor(door: .web, staff: role == .staff ? StaffID("1") : nil))
        let isOver = DispatchSemaphore(value: 0)
        Task.detached {
            do {
                switch operation.body {
                case .once(let answer): _ = try await answer(json, caller, services)
                case .stream(let answer): try await answer(json, caller, services) { _ in throw OneIsEnough() }
                }
            } catch is OneIsEnough {
            } catch is OperationFailure {
            } catch is SubmissionFailure {
            } catch {
                fatalError("\(operation.name): no named failure: \(error)")
            }
            isOver.signal()
        }
        isOver.wait()
    }

    /// Streams of changes have no end.
    private struct OneIsEnough: Error {}

    private func written(_ bytes: UnsafeBufferPointer<UInt8>) -> (Operation, JSONValue)? {
        let parts = bytes.split(separator: UInt8(ascii: "\n"), maxSplits: 1)
        guard parts.count == 2 else { return nil }
        let name = "org.halld." + String(decoding: parts[0], as: UTF8.self)
        guard let operation = operations.first(where: { $0.name == name }) else { return nil }
        let (interface, input) = declared(operation)
        let isQuery = parts[1].first == UInt8(ascii: "?")
        let address = "/" + String(decoding: parts[1], as: UTF8.self)
        let json =
            isQuery
            ? try? OperationRoutes.parameters(of: address, as: input, of: interface) : try? JSONValue(parsing: parts[1])
        return json.map { (operation, $0) }
    }

    /// Bytes as choices: an operation, and parameters that its interface allows.
    private func composed(_ bytes: UnsafeBufferPointer<UInt8>) -> (Operation, JSONValue)? {
        guard let first = bytes.first else { return nil }
        let operation = operations[Int(first) % operations.count]
        let (interface, input) = declared(operation)
        var composer = ParameterComposer(bytes: bytes.dropFirst(), interface: interface)
        return (operation, composer.value(of: input))
    }

    private func declared(_ operation: Operation) -> (InterfaceDescription, VarlinkType) {
        let parts = operation.name.split(separator: ".")
        let interface = interfaces[parts.dropLast().joined(separator: ".")]!
        return (interface, interface.methods[String(parts.last!)]!.input)
    }

    /// As both doors check it before anything is decoded.
    private func isDeclared(_ json: JSONValue, for operation: Operation) -> Bool {
        let (interface, input) = declared(operation)
        return (try? interface.validate(json, as: input)) != nil
    }

    private func freshServices() -> HallServices {
        countLeft -= 1
        if let hall, countLeft > 0 { return hall.services }
        if let services = hall?.services {
            precondition(try! services.journal.verify().brokenSequence == nil, "the journal holds")
            try! services.journal.close()
        }
        hall = try! Self.hall()
        countLeft = Self.inputsAHall
        return hall!.services
    }

    private static func hall() throws -> (TemporaryDirectory, HallServices) {
        let directory = try TemporaryDirectory()
        let journal = try SQLiteJournal(path: directory.path("journal.sqlite"))
        var log = Logger(label: "fuzz")
        log.logLevel = .critical
        let engine = try HallEngine(journal: journal, time: SimulatedTime(), log: log)
        let services = try HallServices(
            engine: engine, journal: journal, version: "fuzz", limits: .standard,
            backupsPath: directory.path("backups"), reload: { _ in }, devices: DeviceBoard(),
            credentials: try CredentialStore(path: directory.path("credentials.json"), instant: { 0 }),
            checkCode: { _ in "CODE" }, preview: { _, _ in throw OperationFailure.busy })
        let isOpen = DispatchSemaphore(value: 0)
        Task.detached {
            try! await engine.open(SampleHall.configuration())
            isOpen.signal()
        }
        isOpen.wait()
        return (directory, services)
    }
}
