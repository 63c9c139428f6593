import ArgumentParser
import CHallPlatform
import Dispatch
import FoundationEssentials
import Glibc
import HallControl
import HallCore
import HallEngine
import HallFiles
import HallJournal
import HallOperations
import HallPeripherals
import HallReports
import HallWeb
import HallWire
import Logging
import NIOCore
import NIOPosix
import ServiceLifecycle
import UnixSignals
import Varlink

/// Puts the daemon together and runs it until it is told to stop.
struct Daemon {
    let source: HallSource
    let statePath: String
    let socketPath: String
    let webAddress: ListenAddress
    private let log = Logger(label: "halld") { label -> any LogHandler in
        if let journald = JournaldLogHandler() { return journald }
        return StreamLogHandler.standardError(label: label)
    }

    init(source: HallSource, statePath: String, socketPath: String, webAddress: ListenAddress) {
        self.source = source
        self.statePath = statePath
        self.socketPath = socketPath
        self.webAddress = webAddress
    }

    func run() async throws {
        do {
            try await serve()
        } catch let failure as HallSource.Failure {
            for line in failure.lines { printError(line) }
            throw ExitCode(1)
        } catch let error as JournalError {
            printError("halld: \(error)")
            throw ExitCode(1)
        } catch let error as DiskWait.StaleView {
            printError("halld: \(error)")
            throw ExitCode(1)
        } catch let error as UnixSocketPath.Trouble {
            printError("halld: \(error)")
            throw ExitCode(1)
        } catch let error as WebServer.Trouble {
            printError("halld: \(error)")
            throw ExitCode(1)
        }
    }

    private static let limits = HallLimits.standard

    private static var timePort: any TimePort {
        #if DEBUG || HALL_TEST_CLOCK
            if let shifted = ShiftedClock.ofEnvironment { return shifted }
        #endif
        return SystemClock()
    }

    private func serve() async throws {
        umask(0o027)
        // Whoever hangs up in the middle of a frame or a sound is told as an error of that write.
        signal(SIGPIPE, SIG_IGN)
        // Nothing can be read again before the hall is open, and systemd takes this end for one in good order.
        signal(SIGHUP, SIG_IGN)
        Self.raiseOpenFilesLimit()
        // Measured: with 300 displays a quarter less memory, and no slower.
        hall_share_heaps()
        let lastGood = LastGoodFiles(inStateAt: statePath)
        let opened = try await open(lastGood)
        let (state, file, journal, engine, key) = (opened.state, opened.file, opened.journal, opened.engine, opened.key)
        let (backupPlan, limits) = (opened.backupPlan, Self.limits)

        let troubles = TroubleBoard(damage: state.knownDamage, keepDamage: { state.keepDamage($0) })
        let devices = DeviceBoard()
        devices.keep(only: file.deviceNames)
        let printRoom = PrintRoom(
            file, engine: engine, board: devices, sources: documentSources(key, journal),
            slipsPath: state.slipsPath, log: log)
        let deviceRoom = DeviceRoom(file.devices, engine: engine, board: devices, log: log)
        let voiceRoom = VoiceRoom(file.voice, engine: engine, board: devices, log: log)
        let reloader = Reloader(
            source: source, engine: engine, board: devices, printRoom: printRoom, deviceRoom: deviceRoom,
            voiceRoom: voiceRoom, backupPlan: backupPlan, lastGood: lastGood, troubles: troubles, log: log)
        let credentials = try CredentialStore(
            path: state.credentialsPath, instant: { engine.now().instant },
            demoPIN: isDemo ? key.demoPIN(of:) : nil)
        let alarmFile = AlarmFile(path: state.alarmsPath)
        let services = try HallServices(
            engine: engine, journal: journal, version: DefaultPaths.version, limits: limits,
            backupsPath: state.backupsPath, reload: reloader.reload(for:), devices: devices,
            lines: DeviceLines(
                test: { await deviceRoom.test($0, text: $1) }, watch: { deviceRoom.watch($0, learns: $1) }),
            troubles: troubles, alarmBook: AlarmBook(before: alarmFile.kept), credentials: credentials,
            checkCode: { key.checkCode(of: $0) },
            preview: { try printRoom.preview($0, $1) })
        let control = try await VarlinkServer(
            path: socketPath, mode: 0o666,
            service: try ControlDoor.service(services, authority: authority()),
            limits: VarlinkLimits(limits), group: .singletonMultiThreadedEventLoopGroup)

        tell(opened, troubles)
        let web = try WebDoor(services, credentials, webSettings, log: log)
        if isDemo { printDemoPINs(file, key) }

        let manager = ServiceManager()
        let pages = WebService(door: web, address: services.webAddress, log: log)
        log.info("The hall is open.", metadata: ["socket": "\(socketPath)", "state": "\(statePath)"])
        var configuration = ServiceGroupConfiguration(
            // They stop in the other order: a slip that comes out at the last moment is still recorded.
            services: [
                ControlService(
                    server: control, engine: engine, journal: journal, manager: manager,
                    others: [pages.opening, reloader.opening]),
                pages,
                Ticker(engine: engine, devices: devices), reloader, PrintService(room: printRoom),
                DeviceService(room: deviceRoom), VoiceService(room: voiceRoom),
                Chore.retention(services, log), Chore.noteHead(services, log), Chore.backup(services, backupPlan, log),
                AlarmWatch(
                    services: services, quarantinePath: state.quarantinePath, file: alarmFile, log: log),
                Chore.monthlyTable(services, in: statePath + "/reports", log),
                Chore.refusedFile(reloader),
                LastGoodService(files: lastGood, source: source, services: services),
                LongWorkService(journal: journal),
            ],
            gracefulShutdownSignals: [.sigterm, .sigint], logger: log)
        configuration.maximumGracefulShutdownDuration = .seconds(10)
        try await ServiceGroup(configuration: configuration).run()
        try journal.close()
        state.noteOpen(false)
        unlink(socketPath)
        if case .unix(let path) = webAddress { unlink(path) }
        withExtendedLifetime(state) {}
        log.info("The hall is closed.")
    }

    private func open(_ lastGood: LastGoodFiles) async throws -> OpenedHall {
        let disk = DiskWait(statePath: statePath, socketPath: socketPath, webAddress: webAddress, log: log)
        var loaded: (file: HallFile, faults: [String])?
        return try await disk.open {
            let state = try StateDirectory(claiming: statePath)
            state.removeLeftovers()
            // Once: a disk that is not well says nothing of the file.
            let (file, faults) = try loaded ?? lastGood.load(source)
            loaded = (file, faults)
            // Not before: reading that never ends, from a pipe or a share, is a start that has failed.
            let patience = ServiceManager().extendStart()
            defer { patience.cancel() }
            return try await OpenedHall(state, file, faults, Self.timePort, Self.limits, log)
        }
    }

    /// Of a file that was not taken: the one before is in force.
    private func tell(_ opened: OpenedHall, _ troubles: TroubleBoard) {
        let faults = opened.faults
        guard let first = faults.first else {
            guard let refusal = opened.refusal else { return }
            log.error("Open tickets forbid what the hall's file changes; it is taken when they end: \(refusal)")
            return troubles.note("refusedFile", refusal)
        }
        log.error("The hall's file is not good; the last good one is in force.")
        for fault in faults { log.error("\(fault)") }
        troubles.note("lastGoodFile", first)
    }

    /// Every page holds a connection: the 1024 that a service is given at first would end before our own limits do.
    private static func raiseOpenFilesLimit() {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return }
        limit.rlim_cur = max(limit.rlim_cur, min(limit.rlim_max, 8192))
        setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    }

    private var isDemo: Bool {
        if case .demo = source { true } else { false }
    }

    private var webSettings: WebDoor.Settings {
        let speech = SpeechProgram()
        return WebDoor.Settings(address: webAddress, isDemo: isDemo, speak: { await speech.speak($0, in: $1) })
    }

    /// There is no file of the hall's own to keep them in.
    private func printDemoPINs(_ file: HallFile, _ key: HallKey) {
        let pins = file.configuration.staff.map { "\($0.id) \($0.name): \(key.demoPIN(of: $0.id))" }
        print("PINs of the demo staff: \(pins.joined(separator: ", "))")
        fflush(nil)
    }

    private func documentSources(_ key: HallKey, _ journal: SQLiteJournal) -> DocumentSources {
        let reports = Reports(journal)
        return DocumentSources(
            checkCode: { key.checkCode(of: $0) },
            closing: { day in try reports.closingFigures(of: day) },
            report: { month, version, language, hall, now in
                let wire = WireLanguage(rawValue: language.rawValue) ?? .simplifiedChinese
                return PrintedTable(try MonthlyReports(reports).sheet(of: month, version: version, wire, hall, now))
            })
    }

    private func authority() -> ControlDoor.Authority {
        ControlDoor.Authority(
            administratorUID: geteuid(), administratorGID: Self.group("hall-admin"),
            staffGID: Self.group("hall-staff"))
    }

    private static func group(_ name: String) -> UInt32? {
        getgrnam(name)?.pointee.gr_gid
    }
}

extension VarlinkLimits {
    init(_ limits: HallLimits) {
        self.init()
        messageBytesMax = limits.messageBytesMax
        connectionsMax = limits.connectionsMax
        connectionsPerUserMax = limits.connectionsPerUserMax
        writeSecondsMax = limits.writeSecondsMax
    }
}

/// Serves the control socket; on shutdown it answers what is under way and takes no more.
struct ControlService: ServiceLifecycle.Service {
    let server: VarlinkServer
    let engine: HallEngine
    let journal: SQLiteJournal
    let manager: ServiceManager
    /// What a hall that is ready has open besides.
    let others: [Opening]

    func run() async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await server.run() }
            for other in others { await other.wait() }
            // Where one could not be opened, the daemon is about to end.
            try Task.checkCancellation()
            manager.notify("READY=1")
            group.addTask { try? await gracefulShutdown() }
            // A door that closes by itself is an error, which ends the daemon for systemd to start again.
            try await group.next()
            manager.notify("STOPPING=1")
            await engine.stop()
            journal.interruptReadings()
            server.drain()
            try await group.waitForAll()
        }
    }
}

/// Ends what takes long when the daemon is told to stop, before those are waited for that do it.
struct LongWorkService: ServiceLifecycle.Service {
    let journal: SQLiteJournal

    func run() async throws {
        try? await gracefulShutdown()
        journal.endLongWork()
    }
}

/// Serves the printers; on shutdown a job in hand is left to the next start, which finds it in `sending`.
struct PrintService: ServiceLifecycle.Service {
    let room: PrintRoom

    func run() async throws {
        await cancelWhenGracefulShutdown { await room.run() }
        try? await gracefulShutdown()
    }
}

/// Serves what is at the windows. Displays keep what they show when the daemon stops.
struct DeviceService: ServiceLifecycle.Service {
    let room: DeviceRoom

    func run() async throws {
        await cancelWhenGracefulShutdown { await room.run() }
        try? await gracefulShutdown()
    }
}

/// Calls numbers out. What is being said when the daemon stops is cut off with it.
struct VoiceService: ServiceLifecycle.Service {
    let room: VoiceRoom

    func run() async throws {
        await cancelWhenGracefulShutdown { await room.run() }
        try? await gracefulShutdown()
    }
}

/// Serves the pages. A hall without its pages still has its windows' keypads and its control socket: only an address
/// that cannot be had ends the daemon, at the start, when somebody is there to see it.
struct WebService: ServiceLifecycle.Service {
    let door: WebDoor
    let address: WebAddress
    let log: Logger
    let opening = Opening()

    init(door: WebDoor, address: WebAddress, log: Logger) {
        (self.door, self.address, self.log) = (door, address, log)
    }

    func run() async throws {
        guard door.isServed else {
            opening.finish()
            try? await gracefulShutdown()
            return
        }
        try await door.run(on: .singletonMultiThreadedEventLoopGroup) { served in
            address.value = served
            log.info("The pages are open.", metadata: ["address": "\(served)"])
            opening.finish()
        }
        // Told to stop before it listened.
        opening.finish()
    }
}

/// Submits `.tick` once a second: days open, starts are inferred. Keeps systemd's watchdog content for as long as
/// the engine and every event loop answer.
struct Ticker: ServiceLifecycle.Service {
    let engine: HallEngine
    let devices: DeviceBoard
    private let loops = MultiThreadedEventLoopGroup.singleton
    private let manager = ServiceManager()

    init(engine: HallEngine, devices: DeviceBoard) {
        self.engine = engine
        self.devices = devices
    }

    func run() async throws {
        let interval = min(.seconds(1), manager.watchdogInterval ?? .seconds(1))
        await cancelWhenGracefulShutdown {
            var turn = 0
            while !Task.isCancelled {
                turn += 1
                // A loop that is stuck answers nobody: then systemd hears nothing either.
                for loop in loops.makeIterator() { try? await loop.submit {}.get() }
                _ = try? await engine.submit(Submission(.tick, by: .engine))
                await devices.journal(through: engine)
                // What depends on the time or on a device changes without an event: offers, waits.
                if turn % 5 == 0 { engine.feed.touch() }
                manager.notify("WATCHDOG=1")
                try? await Task.sleep(for: interval)
            }
        }
    }
}

/// Reads the hall's file again, on SIGHUP and when an administrator asks; keeps the old one where it is wrong.
struct Reloader: ServiceLifecycle.Service {
    let source: HallSource
    let engine: HallEngine
    let board: DeviceBoard
    let printRoom: PrintRoom
    let deviceRoom: DeviceRoom
    let voiceRoom: VoiceRoom
    let backupPlan: BackupPlan
    let lastGood: LastGoodFiles
    let troubles: TroubleBoard
    let log: Logger
    /// That it hears signals.
    let opening = Opening()
    private let turns = Turns()

    func run() async throws {
        await cancelWhenGracefulShutdown {
            let signals = await UnixSignalsSequence(trapping: .sighup)
            opening.finish()
            // Not one after the other: a reading may never end, of a share that is away.
            await withDiscardingTaskGroup { readings in
                for await _ in signals { readings.addTask { await reloadOnSignal() } }
            }
        }
    }

    private func reloadOnSignal() async {
        do {
            try await reload(for: .engine)
            log.notice("The hall's file was read again.")
        } catch OperationFailure.badConfiguration(let faults) {
            log.error("The hall's file was not taken; the old one stays in force.")
            for fault in faults { log.error("\(fault)") }
        } catch {
            log.error("The hall's file was not taken; the old one stays in force: \(error)")
        }
    }

    /// A file that was long in reading does not take the place of one that was read after it.
    @Sendable func reload(for actor: Actor) async throws {
        let place = turns.ask()
        let loaded = try await blocking {
            Result { () throws(HallSource.Failure) in
                let file = try source.load()
                return (file, lastGood.files(of: source, file))
            }
        }
        let (file, files): (HallFile, [String: Data])
        do {
            (file, files) = try loaded.get()
        } catch {
            throw OperationFailure.badConfiguration(error.lines)
        }
        try await turns.take(place) {
            try await take(file, for: actor)
            _ = try? await blocking { lastGood.tryOut(files) }
        }
    }

    private func take(_ file: HallFile, for actor: Actor) async throws {
        do {
            _ = try await engine.submit(Submission(.configure(file.configuration), by: actor))
        } catch SubmissionFailure.refused(let refusal) {
            throw OperationFailure.refused(refusal)
        }
        board.keep(only: file.deviceNames)
        printRoom.take(file)
        deviceRoom.take(file.devices)
        voiceRoom.take(file.voice)
        backupPlan.take(file.backup)
        for trouble in ["lastGoodFile", "refusedFile"] { troubles.note(trouble, nil) }
    }

    /// Files, fonts and pictures are read: not on a cooperative thread. A stop does not wait for it.
    private func blocking<Value: Sendable>(_ work: @escaping @Sendable () -> Value) async throws -> Value {
        let (results, result) = AsyncStream<Value>.makeStream()
        DispatchQueue.global().async { result.yield(work()) }
        for await done in results.cancelOnGracefulShutdown() { return done }
        throw OperationFailure.stopping
    }
}
