import Dispatch
import Foundation
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
    /// What a unit sees of mounts is settled when it starts: a disk that has been made writable since may be so for others
    /// alone. systemd starts the unit again.
    private static let viewHolds = Duration.seconds(60)

    struct StaleView: Error, CustomStringConvertible {
        let description = "the disk is read-only as ever: a fresh start may see it otherwise"
    }

    init(statePath: String, socketPath: String, webAddress: ListenAddress, log: Logger) {
        (self.statePath, self.socketPath, self.webAddress, self.log) = (statePath, socketPath, webAddress, log)
    }

    /// What `open` opens, sooner or later; throws what is not for the disk. It is tried again from its beginning.
    func open<Opened>(_ open: () async throws -> Opened) async throws -> Opened {
        do {
            return try await attempt(open)
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
        case is Away: "\(error)"
        case SubmissionFailure.outcomeUnknown(let why), SubmissionFailure.storageUnavailable(let why):
            "\(statePath): \(why)"
        default: DiskTrouble.behind(error, stateAt: statePath)
        }
    }

    // MARK: A journal that is away

    /// While its disk is repaired the mount point is empty: a hall that began anew there would give numbers twice.
    private struct Away: Error, CustomStringConvertible {
        let description: String
    }

    /// Of a hall whose start waits; on another disk, for the start after this one.
    private var awaitedPath: String {
        URL(fileURLWithPath: socketPath).deletingLastPathComponent().path + "/journal-awaited"
    }

    /// Of this hall: another's may have its socket there, too.
    private var mark: Data { Data(URL(fileURLWithPath: statePath).standardizedFileURL.path.utf8) }

    private var isAwaited: Bool { FileManager.default.contents(atPath: awaitedPath) == mark }

    private func attempt<Opened>(_ open: () async throws -> Opened) async throws -> Opened {
        guard !isAwaited || StateDirectory.hasTraces(at: statePath) else {
            throw Away(
                description:
                    "\(statePath): the journal that was here is away (to begin a new hall, remove \(awaitedPath))")
        }
        let opened = try await open()
        if isAwaited { unlink(awaitedPath) }
        return opened
    }

    private func retry<Opened>(_ open: () async throws -> Opened) async throws -> Opened {
        if StateDirectory.hasTraces(at: statePath) { try? mark.write(to: URL(fileURLWithPath: awaitedPath)) }
        var isAway = false
        var pause = Self.pause
        let end = ContinuousClock.now + Self.viewHolds
        while true {
            try await Task.sleep(for: pause)
            do {
                return try await attempt(open)
            } catch let error as Away {
                if !isAway {
                    log.critical("The journal is away; the hall waits for it.", metadata: ["why": "\(error)"])
                }
                (isAway, pause) = (true, Self.pause)
            } catch {
                guard trouble(behind: error) != nil else { throw error }
                pause = min(pause * 2, Self.pauseMax)
                if manager.isThere, ContinuousClock.now > end, DiskTrouble.isReadOnly(statePath) { throw StaleView() }
            }
        }
    }

    // MARK: Closed doors

    /// systemd's watchdog is content meanwhile, also while a try takes long: to be started again would help nothing.
    private func feedWatchdog() -> any DispatchSourceTimer {
        manager.keepNotifying("WATCHDOG=1", every: min(.seconds(1), manager.watchdogInterval ?? .seconds(1)))
    }

    private func beingClosed<Opened>(_ why: String, _ work: () async throws -> Opened) async throws -> Opened {
        // An address that cannot be had is no reason not to wait.
        let control = try? await VarlinkServer(
            path: socketPath, mode: 0o666, service: try ControlDoor.closed(why),
            group: .singletonMultiThreadedEventLoopGroup)
        let pages = ClosedPages(door: try ClosedDoor(at: webAddress, why: why, log: log))
        let services = [pages] + (control.map { [ClosedControl(server: $0)] } ?? []) as [any Service]
        var configuration = ServiceGroupConfiguration(
            services: services.map {
                .init(service: $0, successTerminationBehavior: .ignore, failureTerminationBehavior: .ignore)
            }, logger: log)
        // Whoever asks by halves must not keep the hall from opening.
        configuration.maximumGracefulShutdownDuration = .seconds(2)
        let doors = ServiceGroup(configuration: configuration)
        let serving = Task { try await doors.run() }
        await pages.opening.wait()
        manager.notify("READY=1\nSTATUS=The hall cannot open: \(why)")
        let watchdog = feedWatchdog()
        defer { watchdog.cancel() }
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
