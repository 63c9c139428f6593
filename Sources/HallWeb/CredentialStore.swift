import Crypto
import Dispatch
import Foundation
package import HallCore
package import HallOperations
import Synchronization

/// Who may come in: PINs, device tokens and sessions, in a file beside the journal.
package final class CredentialStore: Credentials {
    private struct State {
        var file: CredentialFile
        /// When each session was last used for doing something, by its digest; not worth a write.
        var lastUsed: [Data: Int64] = [:]
        var pendingSignIns = 0
    }

    static let triesMax = 5
    static let lockSeconds = 900
    /// A working day; whoever works longer signs in again.
    static let sessionSecondsMax = 14 * 3600
    /// Signing in costs a whole processor for a moment: more than this waiting are turned away.
    private static let pendingSignInsMax = 16

    private let path: String
    private let state: Mutex<State>
    private let instant: @Sendable () -> Int64
    private let demoPIN: (@Sendable (StaffID) -> String)?
    private let queue = DispatchQueue(label: "hall.sign-in")

    /// `instant`: of the hall's clock, in milliseconds. `demoPIN`: of staff who have none of their own, in the demo
    /// hall only. Throws where the file cannot be read: replacing it would lock everybody out.
    package init(
        path: String, instant: @escaping @Sendable () -> Int64, demoPIN: (@Sendable (StaffID) -> String)? = nil
    ) throws {
        self.path = path
        self.instant = instant
        self.demoPIN = demoPIN
        state = Mutex(State(file: try CredentialFile(path: path)))
    }

    /// Changes the file first, so that nothing holds that would be forgotten.
    private func change<Result: Sendable>(_ change: (inout CredentialFile) throws -> Result) throws -> Result {
        try state.withLock { state in
            var file = state.file
            let result = try change(&file)
            if file != state.file { try file.write(to: path) }
            state.file = file
            return result
        }
    }

    // MARK: PINs

    package func setPIN(_ pin: String, of staff: StaffID) throws {
        guard PINHash.isAcceptable(pin) else { throw OperationFailure.invalidParameter("pin") }
        let hash = try PINHash(of: pin)
        try change { file in
            file.pins.removeAll { $0.staff == staff }
            file.pins.append(CredentialFile.PIN(staff: staff, hash: hash))
            file.misses.removeAll { $0.staff == staff }
            file.sessions.removeAll { $0.staff == staff }
        }
    }

    package func hasPIN(_ staff: StaffID) -> Bool {
        demoPIN != nil || state.withLock { $0.file.pins.contains { $0.staff == staff } }
    }

    package func unlock(_ staff: StaffID) throws {
        try change { file in file.misses.removeAll { $0.staff == staff } }
    }

    package func lockedSeconds(_ staff: StaffID) -> Int? {
        let until = state.withLock { state in state.file.misses.first { $0.staff == staff }?.lockedUntil }
        guard let until else { return nil }
        let left = Int((until - instant() + 999) / 1000)
        return left > 0 ? left : nil
    }

    /// Off the cooperative threads, one after another.
    func signIn(_ staff: StaffID, pin: String) async throws -> String {
        let isAdmitted = state.withLock { state in
            guard state.pendingSignIns < Self.pendingSignInsMax else { return false }
            state.pendingSignIns += 1
            return true
        }
        guard isAdmitted else { throw OperationFailure.busy }
        return try await withCheckedThrowingContinuation { continuation in
            queue.async { [self] in
                continuation.resume(with: Result { try check(staff, pin) })
                state.withLock { $0.pendingSignIns -= 1 }
            }
        }
    }

    private func check(_ staff: StaffID, _ pin: String) throws -> String {
        if let seconds = lockedSeconds(staff) { throw OperationFailure.signInLocked(secondsLeft: seconds) }
        let hash = state.withLock { state in state.file.pins.first { $0.staff == staff }?.hash }
        let isRight =
            if let hash {
                hash.matches(pin)
            } else if let demoPIN {
                isEqual(Data(demoPIN(staff).utf8), Data(pin.utf8))
            } else {
                // As long as for anybody else.
                (try? PINHash(of: pin)) == nil
            }
        return isRight ? try begin(staff) : try miss(staff)
    }

    private func begin(_ staff: StaffID) throws -> String {
        let token = Self.randomToken()
        let now = instant()
        let digest = Self.digest(token)
        try change { file in
            file.misses.removeAll { $0.staff == staff }
            file.sessions.removeAll { now - $0.startedAt > Int64(Self.sessionSecondsMax) * 1000 }
            // One at a window, one at the desk: more than a few are forgotten ones.
            let own = file.sessions.filter { $0.staff == staff }
            if own.count >= 4 { file.sessions.removeAll { $0 == own[0] } }
            file.sessions.append(CredentialFile.Session(digest: digest, staff: staff, startedAt: now))
        }
        state.withLock { $0.lastUsed[digest] = now }
        return token
    }

    private func miss(_ staff: StaffID) throws -> String {
        let now = instant()
        let misses = try change { file in
            var misses =
                file.misses.first { $0.staff == staff } ?? CredentialFile.Misses(staff: staff, count: 0)
            file.misses.removeAll { $0.staff == staff }
            if misses.lockedUntil != nil { misses = CredentialFile.Misses(staff: staff, count: 0) }
            misses.count += 1
            if misses.count >= Self.triesMax { misses.lockedUntil = now + Int64(Self.lockSeconds) * 1000 }
            file.misses.append(misses)
            // Ids that nobody has are tried too: they must not fill the file.
            if file.misses.count > 200 { file.misses.removeFirst() }
            return misses
        }
        if misses.lockedUntil != nil { throw OperationFailure.signInLocked(secondsLeft: Self.lockSeconds) }
        throw OperationFailure.signInFailed(triesLeft: Self.triesMax - misses.count)
    }

    // MARK: Sessions

    /// Whose session it is; nil for one that is unknown or over. `doing`: whether somebody does something with it.
    func session(_ token: String, idleMinutesMax: Int, doing: Bool) -> StaffID? {
        let digest = Self.digest(token)
        let now = instant()
        return state.withLock { state in
            guard let session = state.file.sessions.first(where: { isEqual($0.digest, digest) }) else { return nil }
            // After a restart nobody knows when: the page may go on.
            let last = state.lastUsed[digest] ?? now
            guard now - session.startedAt <= Int64(Self.sessionSecondsMax) * 1000,
                now - last <= Int64(idleMinutesMax) * 60_000
            else { return nil }
            if doing || state.lastUsed[digest] == nil { state.lastUsed[digest] = now }
            return session.staff
        }
    }

    func signOut(_ token: String) throws {
        let digest = Self.digest(token)
        try change { file in file.sessions.removeAll { $0.digest == digest } }
        state.withLock { $0.lastUsed[digest] = nil }
    }

    // MARK: Devices

    package var tokens: [DeviceToken] { state.withLock { $0.file.tokens.map(\.device) } }

    package func addToken(_ device: DeviceToken) throws -> String {
        let token = Self.randomToken()
        try change { file in
            guard !file.tokens.contains(where: { $0.device.name == device.name }) else {
                throw OperationFailure.tokenExists(device.name)
            }
            guard file.tokens.count < 500 else {
                throw OperationFailure.refused(.limitReached(limit: "tokens", max: 500))
            }
            file.tokens.append(CredentialFile.Token(device: device, digest: Self.digest(token)))
        }
        return token
    }

    package func removeToken(named name: String) throws {
        try change { file in
            guard file.tokens.contains(where: { $0.device.name == name }) else {
                throw OperationFailure.unknownToken(name)
            }
            file.tokens.removeAll { $0.device.name == name }
        }
    }

    func device(_ token: String) -> DeviceToken? {
        let digest = Self.digest(token)
        return state.withLock { state in state.file.tokens.first { isEqual($0.digest, digest) }?.device }
    }

    /// 256 random bits, in letters that a link and a cookie can carry.
    private static func randomToken() -> String {
        SymmetricKey(size: .bits256).withUnsafeBytes { Data($0) }.base64EncodedString()
            .replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    }

    private static func digest(_ token: String) -> Data { Data(SHA256.hash(data: Data(token.utf8))) }
}
