import Glibc
import HallControl
import HallEngine
import HallFiles
import HallJournal
import HallWeb
import Logging
import NIOPosix
import ServiceLifecycle
import Varlink

/// What a start does where the disk takes nothing, is full or cannot be read: it says so at every door and tries again. If it
/// ended, each screen would show the browser's own error and nobody would know why.
struct DiskWait {
    let statePath: String
    let socketPath: String
    let webAddress: ListenAddress
    let log: Logger
    private let manager = ServiceManager()

    private static let pause = Duration.seconds(2)
    /// A restoration copies much before it lacks room.
    private static let pauseMax = Duration.seconds(30)

    init(statePath: String, socketPath: String, webAddress: ListenAddress, log: Logger) {
        (self.statePath, self.socketPath, self.webAddress, self.log) = (statePath, socketPath, webAddress, log)
    }

    /// What `open` opens, sooner or later; throws what is not for the disk. It is tried again from its beginning.
    func open<Opened>(_ open: () async throws -> Opened) async throws -> Opened {
        do {
            return try await open()
        } catch {
            guard let why = trouble(behind: error) else { throw error }
            log.critical(
                "The hall cannot open for its disk; it opens by itself when the disk is well.",
                metadata: ["why": "\(why)"])
            return try await beingClosed(why) { try await retry(open) }
        }
    }

    private func trouble(behind error: any Error) -> String? {
        switch error {
        case is HallSource.Failure: nil
        case SubmissionFailure.outcomeUnknown(let why), SubmissionFailure.storageUnavailable(let why):
            "\(statePath): \(why)"
        default: DiskTrouble.behind(error, stateAt: statePath)
        }
    }

    private func retry<Opened>(_ open: () async throws -> Opened) async throws -> Opened {
        let hadJournal = StateDirectory.hasJournal(at: statePath)
        var isAway = false
        var pause = Self.pause
        while true {
            try await rest(pause)
            pause = min(pause * 2, Self.pauseMax)
            // A hall that began anew in its place would give its numbers twice.
            guard !hadJournal || StateDirectory.hasJournal(at: statePath) else {
                if !isAway {
                    log.critical("The journal is away; the hall waits for it.", metadata: ["state": "\(statePath)"])
                }
                (isAway, pause) = (true, Self.pause)
                continue
            }
            do {
                return try await open()
            } catch {
                guard trouble(behind: error) != nil else { throw error }
            }
        }
    }

    /// systemd's watchdog is content meanwhile: to be restarted would help nothing.
    private func rest(_ pause: Duration) async throws {
        let end = ContinuousClock.now + pause
        while ContinuousClock.now < end {
            manager.notify("WATCHDOG=1")
            try await Task.sleep(for: min(.seconds(1), manager.watchdogInterval ?? .seconds(1)))
        }
    }

    private func beingClosed<Opened>(_ why: String, _ work: () async throws -> Opened) async throws -> Opened {
        // An address that cannot be had is no reason not to wait.
        let control = try? await VarlinkServer(
            path: socketPath, mode: 0o666, service: try ControlDoor.closed(why),
            group: .singletonMultiThreadedEventLoopGroup)
        let pages = ClosedPages(door: try ClosedDoor(at: webAddress, why: why, log: log))
        let services = [pages] + (control.map { [ClosedControl(server: $0)] } ?? []) as [any Service]
        let doors = ServiceGroup(
            configuration: ServiceGroupConfiguration(
                services: services.map {
                    .init(service: $0, successTerminationBehavior: .ignore, failureTerminationBehavior: .ignore)
                }, logger: log))
        let serving = Task { try await doors.run() }
        await pages.opening.wait()
        manager.notify("READY=1\nSTATUS=The hall cannot open: \(why)")
        let result: Result<Opened, any Error>
        do { result = .success(try await work()) } catch { result = .failure(error) }
        await doors.triggerGracefulShutdown()
        _ = await serving.result
        if control != nil { unlink(socketPath) }
        manager.notify("STATUS=")
        return try result.get()
    }
}

private struct ClosedPages: Service {
    let door: ClosedDoor
    let opening = Opening()

    func run() async throws {
        defer { opening.finish() }
        try await door.run(on: .singletonMultiThreadedEventLoopGroup, ready: opening.finish)
    }
}

private struct ClosedControl: Service {
    let server: VarlinkServer

    func run() async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await server.run() }
            try? await gracefulShutdown()
            server.drain()
            try await group.waitForAll()
        }
    }
}
