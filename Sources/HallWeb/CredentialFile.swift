import Foundation
import Glibc
import HallCore
import HallOperations

/// What the state directory keeps of who may come in: no PIN and no token, only what checks them.
struct CredentialFile: Codable, Equatable {
    struct Token: Codable, Equatable {
        var device: DeviceToken
        /// SHA-256: a token is long and random, and needs no salt.
        var digest: Data
    }

    struct PIN: Codable, Equatable {
        var staff: StaffID
        var hash: PINHash
    }

    /// Wrong PINs since the last right one.
    struct Misses: Codable, Equatable {
        var staff: StaffID
        var count: Int
        /// An instant of the hall's clock.
        var lockedUntil: Int64?
        /// By colleagues, since the last right one.
        var unlocks: Int?
    }

    struct Session: Codable, Equatable {
        var digest: Data
        var staff: StaffID
        var startedAt: Int64
    }

    var tokens: [Token] = []
    var pins: [PIN] = []
    var misses: [Misses] = []
    var sessions: [Session] = []

    init() {}

    /// Empty where there is none yet.
    init(path: String) throws {
        guard access(path, F_OK) == 0 else { return }
        self = try JSONDecoder().decode(CredentialFile.self, from: Data(contentsOf: URL(fileURLWithPath: path)))
    }

    /// Whole or not at all, for the daemon's eyes only, and on disk when this returns.
    func write(to path: String) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .prettyPrinted]
        let bytes = try encoder.encode(self)
        let descriptor = open(path + ".new", O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw Self.trouble(path) }
        defer { close(descriptor) }
        let written = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
        guard written == bytes.count, fsync(descriptor) == 0, rename(path + ".new", path) == 0 else {
            throw Self.trouble(path)
        }
        // A removed token must not come back with a power cut.
        let folder = open((path as NSString).deletingLastPathComponent, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        defer { close(folder) }
        guard folder >= 0, fsync(folder) == 0 else { throw Self.trouble(path) }
    }

    private static func trouble(_ path: String) -> OperationFailure {
        .storageUnavailable("\(path): \(String(cString: strerror(errno)))")
    }
}
