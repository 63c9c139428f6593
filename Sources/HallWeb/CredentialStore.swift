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
        /// By staff id; all that nobody has are one.
        var pendingSignIns: [StaffID: Int] = [:]
    }

    static let triesMax = 5
    static let lockSeconds = 900
    /// By colleagues, until a right PIN: with more, two who work together could try them all.
    static let unlocksMax = 3
    /// A working day; whoever works longer signs in again.
    static let sessionSecondsMax = 14 * 3600
    /// Signing in costs a whole processor for a moment: more than this waiting are turned away.
    private static let pendingSignInsMax = 16
    private static let pendingSignInsEachMax = 2

    private let path: String
    private let state: Mutex<State>
    private let writing = Mutex<Void>(())
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

    /// Changes the file first, so that nothing holds that would be forgotten. Whoever only asks does not wait for the
    /// disk.
    private func change<Result: Sendable>(_ change: (inout CredentialFile) throws -> Result) throws -> Result {
        try writing.withLock { _ in
            let before = state.withLock { $0.file }
            var file = before
            let result = try change(&file)
            if file != before { try file.write(to: path) }
            state.withLock { [file] in $0.file = file }
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

    package func unlock(_ staff: StaffID, asAdministrator: Bool) throws {
        try change { file in
            guard var misses = file.misses.first(where: { $0.staff == staff }) else { return }
            file.misses.removeAll { $0.staff == staff }
            if asAdministrator { return }
            guard misses.unlocks ?? 0 < Self.unlocksMax else { throw OperationFailure.permissionDenied }
            misses = CredentialFile.Misses(staff: staff, count: 0, unlocks: (misses.unlocks ?? 0) + 1)
            file.misses.append(misses)
        }
    }

    package func lockedSeconds(_ staff: StaffID) -> Int? {
        let until = state.withLock { state in state.file.misses.first { $0.staff == staff }?.lockedUntil }
        guard let until else { return nil }
        let left = Int((until - instant() + 999) / 1000)
        return left > 0 ? left : nil
    }

    /// Off the cooperative threads, one after another. `isKnown`: whether the hall has such staff; others are answered
    /// as slowly, and leave no trace.
    func signIn(_ staff: StaffID, pin: String, isKnown: Bool) async throws -> String {
        let key = isKnown ? staff : ""
        let isAdmitted = state.withLock { state in
            let own = state.pendingSignIns[key] ?? 0
            let all = state.pendingSignIns.values.reduce(0, +)
            guard own < Self.pendingSignInsEachMax, all < Self.pendingSignInsMax else { return false }
            state.pendingSignIns[key] = own + 1
            return true
        }
        guard isAdmitted else { throw OperationFailure.busy }
        return try await onQueue { [self] in
            defer {
                state.withLock { state in
                    let left = (state.pendingSignIns[key] ?? 1) - 1
                    state.pendingSignIns[key] = left == 0 ? nil : left
                }
            }
            return try check(staff, pin, isKnown)
        }
    }

    private func onQueue<Value: Sendable>(_ work: @escaping @Sendable () throws -> Value) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            queue.async { continuation.resume(with: Result { try work() }) }
        }
    }

    private func check(_ staff: StaffID, _ pin: String, _ isKnown: Bool) throws -> String {
        if let seconds = lockedSeconds(staff) { throw OperationFailure.signInLocked(secondsLeft: seconds) }
        let hash = state.withLock { state in state.file.pins.first { $0.staff == staff }?.hash }
        var isRight = false
        if let hash {
            isRight = hash.matches(pin)
        } else if let demoPIN {
            isRight = isEqual(demoPIN(staff).utf8, pin.utf8)
        } else {
            // As long as for anybody else.
            _ = try PINHash(of: pin)
        }
        guard isKnown else { throw OperationFailure.signInFailed(triesLeft: Self.triesMax - 1) }
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
            var misses = file.misses.first { $0.staff == staff } ?? CredentialFile.Misses(staff: staff, count: 0)
            file.misses.removeAll { $0.staff == staff }
            if misses.lockedUntil != nil { (misses.count, misses.lockedUntil) = (0, nil) }
            misses.count += 1
            if misses.count >= Self.triesMax { misses.lockedUntil = now + Int64(Self.lockSeconds) * 1000 }
            file.misses.append(misses)
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

    func signOut(_ token: String) async throws {
        let digest = Self.digest(token)
        try await onQueue { [self] in
            try change { file in file.sessions.removeAll { $0.digest == digest } }
            state.withLock { $0.lastUsed[digest] = nil }
        }
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
