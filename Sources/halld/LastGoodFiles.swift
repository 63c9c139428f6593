import FoundationEssentials
import Glibc
import HallFiles
import HallOperations
import HallWire
import ServiceLifecycle

/// The hall's own files as they were when the hall last ran well with them, kept in the state directory: a daemon that
/// restarts, at night or after a power cut, must not stay away for somebody's typing error, nor for a file that it reads
/// and then ends of.
struct LastGoodFiles {
    /// What has been loaded and is not proven yet, and how often in a row the hall was started with it.
    struct Trial: Codable, Equatable {
        fileprivate var starts: Int
        /// By path from the directory of hall.toml, which itself is `hall.toml` here whatever its name.
        fileprivate var files: [String: Data]
    }

    /// What is being read, and how often in a row that was begun.
    private struct Reading: Codable {
        var begun: Int
        /// Size and time of change of hall.toml and what lies beside it, by path; and halld's version.
        var stamps: [String: String]
    }

    private static let briefStartsMax = 3

    private let directory: String
    private let trialPath: String
    private let readingPath: String

    init(inStateAt statePath: String) {
        directory = statePath + "/last-good"
        trialPath = statePath + "/trial.json"
        readingPath = statePath + "/reading.json"
    }

    /// What is read now; where it is not good, or the daemon does not live with it, what was good last, with the faults.
    func load(_ source: HallSource) throws(HallSource.Failure) -> (file: HallFile, faults: [String]) {
        let begun = noteReading(source)
        if begun > Self.briefStartsMax, let good = lastGood {
            return (good, ["\(source.path ?? ""): halld has ended \(begun - 1) times while it read this file"])
        }
        defer { unlink(readingPath) }
        do {
            let file = try source.load()
            let files = files(of: source, file)
            let starts = tryOut(files)
            guard starts > Self.briefStartsMax, let good = lastGood, files != keptFiles else {
                return (file, [])
            }
            return (
                good,
                ["\(source.path ?? ""): halld has ended \(starts - 1) times shortly after it began with this file"]
            )
        } catch {
            unlink(trialPath)
            guard case .file = source, let good = lastGood else { throw error }
            return (good, error.lines)
        }
    }

    /// The same for another program than the hall, which needs no pictures and fonts.
    func read(_ source: HallSource) -> HallFile? { (try? source.load(whateverIsElsewhere: true)) ?? lastGood }

    /// Notes what the hall runs with from now on; with how often in a row it was started with just that.
    func tryOut(_ files: [String: Data]) -> Int {
        guard !files.isEmpty else { return 1 }
        unlink(readingPath)
        let before = trial
        let starts = before?.files == files ? before!.starts + 1 : 1
        try? JSONEncoder().encode(Trial(starts: starts, files: files)).write(to: URL(fileURLWithPath: trialPath))
        return starts
    }

    /// Before anything is read: a picture or a font that a library ends of is known by its size and time alone.
    private func noteReading(_ source: HallSource) -> Int {
        guard case .file = source, let folder = source.folder else { return 1 }
        let found = (["", "slips/", "devices/"] + voices(in: folder)).flatMap { part in
            names(in: "\(folder)/\(part)").map { ("\(part)\($0)", stamp(of: "\(folder)/\(part)\($0)")) }
        }
        // Names that are no Unicode look alike here.
        let stamps = Dictionary([("", DefaultPaths.version)] + found, uniquingKeysWith: +)
        let before = FileManager.default.contents(atPath: readingPath)
            .flatMap { try? JSONDecoder().decode(Reading.self, from: $0) }
        let begun = before?.stamps == stamps ? min(before!.begun, Self.briefStartsMax) + 1 : 1
        try? JSONEncoder().encode(Reading(begun: begun, stamps: stamps)).write(to: URL(fileURLWithPath: readingPath))
        return begun
    }

    private func voices(in folder: String) -> [String] { names(in: folder + "/voice").map { "voice/\($0)/" } }

    private func stamp(of path: String) -> String {
        var status = stat()
        guard stat(path, &status) == 0 else { return "" }
        return "\(status.st_size) \(status.st_mtim.tv_sec).\(status.st_mtim.tv_nsec)"
    }

    var trial: Trial? {
        FileManager.default.contents(atPath: trialPath).flatMap { try? JSONDecoder().decode(Trial.self, from: $0) }
    }

    /// What is tried has proven good.
    func keep(_ trial: Trial, of source: HallSource) throws {
        // A reload may have begun another trial meanwhile.
        defer { if self.trial == trial { unlink(trialPath) } }
        guard trial.files != keptFiles else { return }
        let fresh = directory + ".new"
        try? FileManager.default.removeItem(atPath: fresh)
        for (path, data) in trial.files {
            let place = URL(fileURLWithPath: fresh + "/" + path)
            try FileManager.default.createDirectory(
                at: place.deletingLastPathComponent(), withIntermediateDirectories: true)
            try data.write(to: place)
        }
        linkRecordings(of: trial, beside: source.folder ?? ".", in: fresh)
        // Written anew between being loaded and being noted, it is not what the hall ran well with.
        _ = try HallSource.file(fresh + "/hall.toml").load(whateverIsElsewhere: true)
        try? FileManager.default.removeItem(atPath: directory)
        try FileManager.default.moveItem(atPath: fresh, toPath: directory)
    }

    /// They are large, and stay where they are.
    private func linkRecordings(of trial: Trial, beside folder: String, in fresh: String) {
        let list = "/clips.toml"
        for place in trial.files.keys.filter({ $0.hasSuffix(list) }).map({ $0.dropLast(list.count) }) {
            let origin = URL(fileURLWithPath: "\(folder)/\(place)").standardizedFileURL.path
            for name in names(in: origin) where name.hasSuffix(".wav") {
                try? FileManager.default.createSymbolicLink(
                    atPath: "\(fresh)/\(place)/\(name)", withDestinationPath: "\(origin)/\(name)")
            }
        }
    }

    private func names(in directory: String) -> [String] {
        (try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []
    }

    private var kept: HallSource { .file(directory + "/hall.toml") }

    /// It was good: a font or a recording that is gone since makes poorer slips and calls, and no closed hall.
    private var lastGood: HallFile? { try? kept.load(whateverIsElsewhere: true) }

    private var keptFiles: [String: Data]? { lastGood.map { files(of: kept, $0) } }

    /// hall.toml, the templates, profiles and lists of recordings beside it, and a logo that lies there too.
    func files(of source: HallSource, _ file: HallFile) -> [String: Data] {
        guard case .file(let path) = source, let folder = source.folder else { return [:] }
        var files = ["hall.toml": contents(path)]
        for part in ["slips", "devices"] {
            for name in names(in: "\(folder)/\(part)") {
                files["\(part)/\(name)"] = contents("\(folder)/\(part)/\(name)")
            }
        }
        for voice in names(in: folder + "/voice") {
            let list = "voice/\(voice)/clips.toml"
            files[list] = contents("\(folder)/\(list)")
        }
        // One from elsewhere stays there: nothing is written beside what is kept. Slips of the last good files go without it
        // when it is gone, or was given by a path that leads out of the directory of hall.toml.
        if let logo = file.slips.logo?.name, logo.hasPrefix(folder + "/"), !logo.dropFirst(folder.count).contains("..")
        {
            files[String(logo.dropFirst(folder.count + 1))] = contents(logo)
        }
        return files.compactMapValues { $0 }
    }

    /// Of a pipe there may be no end.
    private func contents(_ path: String) -> Data? {
        var status = stat()
        guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
        return FileManager.default.contents(atPath: path)
    }
}

/// Keeps what the hall runs with when it has run with it for a while, or is stopped in good order.
struct LastGoodService: Service {
    let files: LastGoodFiles
    let source: HallSource
    let services: HallServices

    private static let provenAfter = Duration.seconds(60)

    func run() async throws {
        var seen: LastGoodFiles.Trial?
        // Once in any case: it may be stopped before this has begun.
        repeat {
            await cancelWhenGracefulShutdown { try? await Task.sleep(for: Self.provenAfter) }
            if Task.isCancelled { return }
            let trial = try await services.blocking { files.trial }
            let isProven = trial == seen || Task.isShuttingDownGracefully
            let isInForce = !services.troubles.all.contains { $0.name == "lastGoodFile" }
            if let trial, isProven, isInForce { try? await services.blocking { try files.keep(trial, of: source) } }
            seen = trial
        } while !Task.isShuttingDownGracefully
    }
}
