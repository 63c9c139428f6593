import Foundation
import HallTestSupport
import JSONValues
import NIOPosix
import Testing
import Varlink

/// The public certification suite of the Python package `varlink`, both ways.
@Suite struct Certification {
    @Test func thePublicClientAgainstOurServer() async throws {
        let directory = try TemporaryDirectory()
        let certification = CertificationService()
        let server = try await VarlinkServer(
            path: directory.path("s"), mode: 0o600, service: try service(certification),
            group: .singletonMultiThreadedEventLoopGroup)
        async let serving: Void = server.run()
        let client = try await PythonProcess.run([
            "-m", "varlink.tests.test_certification", "--client", "--varlink=unix:" + directory.path("s"),
        ])
        server.drain()
        try await serving
        #expect(client.status == 0, "\(client.output)")
        #expect(client.output.contains("{'all_ok': True}"), "\(client.output)")
        #expect(certification.failures.isEmpty)
    }

    private func service(_ certification: CertificationService) throws -> VarlinkService {
        VarlinkService(
            vendor: "halld", product: "certification", version: "1", url: "https://halld.invalid/",
            interfaces: [try InterfaceDescription(parsing: CertificationService.interface)],
            answer: certification.answer)
    }

    @Test func ourClientAgainstThePublicServer() async throws {
        let directory = try TemporaryDirectory()
        let path = directory.path("s")
        let server = try PythonProcess.start([
            "-u", "-m", "varlink.tests.test_certification", "--varlink=unix:" + path,
        ])
        defer { server.terminate() }
        try await server.awaitOutput("Listening")
        let prefix = "org.varlink.certification."
        let replies = try await VarlinkClient.withConnection(
            to: path, group: .singletonMultiThreadedEventLoopGroup
        ) { connection in
            let id = try await connection.call(prefix + "Start")["client_id"]!
            var last: [String: JSONValue] = ["client_id": id]
            for number in 1...9 {
                let reply = try await connection.call(prefix + "Test0\(number)", .object(last))
                last = reply.object!
                last["client_id"] = id
            }
            let more = try await connection.callMore(prefix + "Test10", .object(last))
            let strings = more.compactMap { $0["string"] }
            try await connection.callOneway(
                prefix + "Test11", .object(["client_id": id, "last_more_replies": .array(strings)]))
            return (more.count, try await connection.call(prefix + "End", .object(["client_id": id])))
        }
        #expect(replies.0 == 10)
        #expect(replies.1["all_ok"] == .bool(true))
    }
}
