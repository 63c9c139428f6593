import FoundationEssentials
import HallCore
import HallEngine
import HallJournal
import HallOperations
import HallTestSupport
import HallWeb
import JSONValues
import Logging
import Testing

/// Through the operations, on a real journal, in simulated time.
@Suite struct Operations {
    private let directory = try! TemporaryDirectory()
    private let time = SimulatedTime()

    private func services() async throws -> HallServices {
        let journal = try SQLiteJournal(path: directory.path("journal.sqlite"))
        let engine = try HallEngine(journal: journal, time: time, log: Logger(label: "test"))
        try await engine.open(SampleHall.configuration())
        return try HallServices(
            engine: engine, journal: journal, version: "test", limits: .standard,
            backupsPath: directory.path("backups"), reload: { _ in }, devices: DeviceBoard(),
            credentials: try CredentialStore(path: directory.path("credentials.json"), instant: { 0 }),
            checkCode: { _ in "CODE" }, preview: { _, _ in throw OperationFailure.busy })
    }

    private func call(_ services: HallServices, _ name: String, _ parameters: String) async throws -> JSONValue {
        let operation = try #require(OperationTable.all.first { $0.name == "org.halld." + name })
        guard case .once(let answer) = operation.body else { throw OperationFailure.expectedMore }
        let caller = Caller(role: .administrator, actor: Actor(door: .control, uid: 0))
        let reply = try await answer(try JSONValue(parsing: Array(parameters.utf8)), caller, services)
        return try JSONValue(parsing: reply)
    }

    @Test func aRepeatedRequestIsAnsweredWithTheTicketAsItIsEvenAfterMidnight() async throws {
        let services = try await services()
        let take = #"{"service":"a1","requestId":"r1"}"#
        let first = try await call(services, "Queue.Take", take)
        _ = try await call(services, "Queue.Cancel", #"{"number":"A001"}"#)
        #expect(try await call(services, "Queue.Take", take)["ticket"]?["state"]?.string == "cancelled")
        time.advance(seconds: 24 * 3600)
        _ = try await services.engine.submit(Submission(.tick, by: .engine))
        let repeated = try await call(services, "Queue.Take", take)
        #expect(repeated["ticket"]?["day"] == first["ticket"]?["day"])
        #expect(repeated["ticket"]?["state"]?.string == "cancelled")
        #expect(services.engine.snapshot.issued.count == 0, "no second ticket")
    }

    @Test func noWordsAreErasedWithoutARecordOfIt() async throws {
        let services = try await services()
        _ = try await call(services, "Queue.Take", #"{"service":"a1"}"#)
        for step in ["Call", "Finish"] { _ = try await call(services, "Window.\(step)", #"{"window":1}"#) }
        _ = try await call(services, "Window.Rate", #"{"window":1,"score":1,"words":"太慢了"}"#)
        let rated = try #require(services.engine.snapshot.time?.civil.day)
        await services.engine.stop()
        await #expect(throws: OperationFailure.self) {
            try await call(services, "Journal.Erase", #"{"subject":"\#(rated)/A001"}"#)
        }
        #expect(try services.journal.eventsWithWords().map(\.wordsCount) == [1])
    }

    @Test func whatTakesLongEndsWithTheDaemon() async throws {
        let services = try await services()
        services.journal.endLongWork()
        await #expect(throws: OperationFailure.stopping) { try await call(services, "Journal.Verify", "{}") }
        let backup = try #require(OperationTable.all.first { $0.name == "org.halld.Journal.Backup" })
        guard case .stream(let answer) = backup.body else { throw OperationFailure.expectedMore }
        let caller = Caller(role: .administrator, actor: Actor(door: .control, uid: 0))
        await #expect(throws: OperationFailure.stopping) { try await answer(.object([:]), caller, services) { _ in } }
    }
}
