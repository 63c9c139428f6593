import Dispatch
package import HallCore
package import HallEngine
package import HallJournal
package import HallReports
package import HallWire
import JSONValues
import Synchronization

/// What operations work with.
package struct HallServices: Sendable {
    package let engine: HallEngine
    package let journal: SQLiteJournal
    package let reports: Reports
    package let version: String
    package let limits: HallLimits
    /// Where backups are made before they travel.
    package let backupsPath: String
    /// What the journal's writing connection runs with, asked of itself when it was opened.
    package let durability: SQLiteJournal.Durability
    /// Reads the hall's file again on behalf of somebody. Throws OperationFailure.
    package let reload: @Sendable (Actor) async throws -> Void
    package let devices: DeviceBoard
    package let lines: DeviceLines
    /// Who may sign in on pages, and which devices are let in.
    package let credentials: any Credentials
    /// The code on the slip of a ticket, or the receipt of a case, by its id.
    package let checkCode: @Sendable (String) -> String
    let guesses = GuessLimit()
    let usualLoads = UsualLoadCache()
    let notedErasures = NotedErasures()
    package let alarmBook: AlarmBook
    package let troubles: TroubleBoard
    let pictures = PictureCache()
    /// Where the pages are, once they are served.
    package let webAddress = WebAddress()
    /// Draws what a slip looks like. Blocks; throws OperationFailure.
    package let preview: @Sendable (PreviewParameters, PrintedDocument?) throws -> (bytes: [UInt8], name: String)

    package init(
        engine: HallEngine, journal: SQLiteJournal, version: String, limits: HallLimits, backupsPath: String,
        reload: @escaping @Sendable (Actor) async throws -> Void, devices: DeviceBoard,
        lines: DeviceLines = DeviceLines(), troubles: TroubleBoard = TroubleBoard(), alarmBook: AlarmBook = AlarmBook(),
        credentials: any Credentials, checkCode: @escaping @Sendable (String) -> String,
        preview: @escaping @Sendable (PreviewParameters, PrintedDocument?) throws -> (bytes: [UInt8], name: String)
    ) throws {
        self.engine = engine
        self.journal = journal
        self.reports = Reports(journal)
        self.version = version
        self.limits = limits
        self.backupsPath = backupsPath
        self.durability = try journal.durability()
        self.reload = reload
        self.devices = devices
        self.lines = lines
        self.troubles = troubles
        self.alarmBook = alarmBook
        self.credentials = credentials
        self.checkCode = checkCode
        self.preview = preview
    }

    /// Carries a command out. The fingerprint ties a request id to the operation and all other parameters.
    func submit(
        _ command: Command, for parameters: some ChangingRequest, _ operation: String, _ caller: Caller,
        seen: SeenInHand? = nil
    ) async throws(OperationFailure) -> Receipt {
        var request: RequestID?
        if let id = parameters.requestId {
            // An unset variable of a script must not become everybody's request.
            guard !id.allSatisfy(\.isWhitespace) else { throw .invalidParameter("requestId") }
            var bare = parameters
            bare.requestId = nil
            guard let json = try? encodeJSON(bare) else { throw .invalidParameter("requestId") }
            request = RequestID(id: id, fingerprint: fingerprint(of: Array(operation.utf8) + json))
        }
        return try await submit(Submission(command, by: caller.actor, request: request, seen: seen))
    }

    func submit(_ submission: Submission) async throws(OperationFailure) -> Receipt {
        do {
            return try await engine.submit(submission)
        } catch {
            switch error {
            case .refused(let refusal): throw .refused(refusal)
            case .outcomeUnknown(let why): throw .outcomeUnknown(why)
            case .storageUnavailable(let why): throw .storageUnavailable(why)
            case .busy: throw .busy
            case .stopping: throw .stopping
            }
        }
    }

    /// Runs what blocks on a thread that may block.
    package func blocking<Value: Sendable>(_ work: @escaping @Sendable () throws -> Value) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            DispatchQueue.global().async {
                let result = Result { try work() }
                if case .failure(JournalError.stopping) = result {
                    continuation.resume(throwing: OperationFailure.stopping)
                } else {
                    continuation.resume(with: result)
                }
            }
        }
    }
}

/// Known once the pages are served.
package final class WebAddress: Sendable {
    private let address = Mutex<String?>(nil)

    package var value: String? {
        get { address.withLock { $0 } }
        set { address.withLock { $0 = newValue } }
    }
}

/// FNV-1a, 64 bits: the same in every version and process.
private func fingerprint(of bytes: [UInt8]) -> UInt64 {
    bytes.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01b3 }
}
