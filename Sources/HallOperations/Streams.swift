import FoundationEssentials
import Glibc
import HallCore
import HallEngine
import HallJournal
import HallWire
import JSONValues

extension HallServices {
    /// Sends `opening`, made after subscribing so that nothing falls between, then each change as `replies` shows
    /// it. What waits for a slow reader waits in the bounded subscription.
    private func sendChanges<Reply: Encodable>(
        to send: ReplySender, opening: () -> Reply, _ replies: (Change) throws -> [Reply]
    ) async throws {
        guard let subscription = engine.feed.subscribe(bufferMax: limits.streamBufferMax) else { throw noStream }
        // Without this a reader that left would hold its place, and up to a whole buffer of halls.
        defer { subscription.end() }
        try await send(.continues(try encodeJSON(opening())))
        for await change in subscription.changes {
            for reply in try replies(change) { try await send(.continues(try encodeJSON(reply))) }
        }
        try Task.checkCancellation()
        throw subscription.hasFallenBehind ? OperationFailure.resynchronise : OperationFailure.stopping
    }

    /// Why no stream can be had.
    var noStream: OperationFailure {
        engine.feed.isFinished ? .stopping : .refused(.limitReached(limit: "streams", max: limits.streamsMax))
    }

    func watch(window: WindowNumber?, forStaff: Bool, _ send: ReplySender) async throws {
        if let window, engine.snapshot.window(window) == nil {
            throw OperationFailure.refused(.unknownWindow(window))
        }
        try await sendChanges(
            to: send, opening: { Self.watchReply(engine.snapshot, [], window, forStaff) },
            { change in
                let changes = change.events.compactMap { WatchReply.Change($0, in: change.hall) }
                // A day's opening and a reload may change every window.
                let relevant =
                    window == nil ? changes : changes.filter { $0.window == window || $0.concernsWholeHall }
                guard window == nil || !relevant.isEmpty else { return [] }
                return [Self.watchReply(change.hall, relevant, window, forStaff)]
            })
    }

    private static func watchReply(
        _ hall: Hall, _ changes: [WatchReply.Change], _ window: WindowNumber?, _ forStaff: Bool
    ) -> WatchReply {
        let windows = hall.windowViews.filter { window == nil || $0.window == window }
        return WatchReply(
            waiting: hall.waiting.count, windows: forStaff ? windows : windows.map { $0.forEverybody },
            changes: changes)
    }

    private struct FollowReply: Encodable {
        var seq: Int
        var kind: String?
        var at: String?
        var day: String?
        var body: JSONValue?
    }

    func followJournal(_ send: ReplySender) async throws {
        try await sendChanges(
            to: send, opening: { FollowReply(seq: journal.headSequence) },
            { change in
                try change.events.enumerated().map { offset, event in
                    FollowReply(
                        seq: change.firstSequence + offset, kind: event.body.kind.rawValue,
                        at: event.at.civil.rfc3339(wholeSeconds: false), day: "\(event.day)",
                        body: try JSONValue(parsing: event.storedBody()))
                }
            })
    }

    // MARK: Files

    func backUp(_ send: ReplySender) async throws {
        let name = "halld-\(journal.headSequence).sqlite"
        let path = backupsPath + "/." + name + "-\(UInt64.random(in: 0...UInt64.max))"
        try await making(path) { try journal.backUp(to: path) }
        try await sendFile(at: path, name: name, mediaType: "application/vnd.sqlite3", to: send)
    }

    func export(from first: BusinessDay?, through last: BusinessDay?, _ send: ReplySender) async throws {
        let path = backupsPath + "/.export-\(UInt64.random(in: 0...UInt64.max))"
        try await making(path) { try journal.exportLines(to: path, from: first, through: last) }
        try await sendFile(at: path, name: "journal.jsonl", mediaType: "application/jsonl", to: send)
    }

    func sendPreview(_ asked: PreviewParameters, _ caller: Caller, _ send: ReplySender) async throws {
        let format = asked.format ?? "png"
        guard ["png", "pdf"].contains(format) else { throw OperationFailure.invalidParameter("format") }
        let (bytes, name) = try await blocking { try preview(asked, previewed(asked, caller)) }
        guard !bytes.isEmpty else { throw OperationFailure.storageUnavailable("the picture is empty") }
        for start in stride(from: 0, to: bytes.count, by: limits.chunkBytesMax) {
            let end = min(bytes.count, start + limits.chunkBytesMax)
            let reply = try encodeJSON(
                FileChunk(
                    name: "\(name).\(format)", mediaType: format == "pdf" ? "application/pdf" : "image/png",
                    chunk: Data(bytes[start..<end]).base64EncodedString()))
            try await send(end == bytes.count ? .last(reply) : .continues(reply))
        }
    }

    /// The hall's own document, where it was said which; nil for a ticket, and for one with made-up values.
    private func previewed(_ asked: PreviewParameters, _ caller: Caller) throws -> PrintedDocument? {
        let isSaid =
            asked.service != nil || asked.window != nil || asked.document == "poster" || asked.document == "closing"
        guard let name = asked.document, isSaid else { return nil }
        return try document(
            name, service: asked.service, missing: asked.missing, day: asked.day, window: asked.window, for: caller)
    }

    /// Leaves no part of a file behind that could not be made: on a full disk that would keep it full.
    private func making(_ path: String, _ make: @escaping @Sendable () throws -> Void) async throws {
        try await blocking {
            do {
                try FileManager.default.createDirectory(atPath: backupsPath, withIntermediateDirectories: true)
                try make()
            } catch {
                unlink(path)
                unlink(path + ".partial")
                if case JournalError.stopping = error { throw error }
                throw OperationFailure.storageUnavailable("\(error)")
            }
        }
    }

    /// In chunks, and removes it: the open descriptor keeps the bytes, and a crash leaves no file behind.
    private func sendFile(at path: String, name: String, mediaType: String, to send: ReplySender) async throws {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw OperationFailure.storageUnavailable(String(cString: strerror(errno))) }
        defer { close(descriptor) }
        unlink(path)
        var bytesLeft = Int(lseek(descriptor, 0, SEEK_END))
        lseek(descriptor, 0, SEEK_SET)
        repeat {
            var chunk = [UInt8](repeating: 0, count: min(bytesLeft, limits.chunkBytesMax))
            let count = read(descriptor, &chunk, chunk.count)
            guard count >= 0 else { throw OperationFailure.storageUnavailable(String(cString: strerror(errno))) }
            bytesLeft = count == 0 ? 0 : bytesLeft - count
            let reply = try encodeJSON(
                FileChunk(
                    name: name, mediaType: mediaType, chunk: Data(chunk.prefix(count)).base64EncodedString()))
            try await send(bytesLeft == 0 ? .last(reply) : .continues(reply))
        } while bytesLeft > 0
    }
}

extension WatchReply.Change {
    fileprivate var concernsWholeHall: Bool { number == nil && window == nil }

    /// Nil for what nobody in the hall sees.
    init?(_ event: Event, in hall: Hall) {
        let subject: (ticket: TicketID?, window: WindowNumber?)
        var kind = event.body.kind.rawValue
        switch event.body {
        case .ticketIssued(let fields): subject = (fields.ticket, nil)
        case .ticketCalled(let fields): subject = (fields.ticket, fields.window)
        case .ticketRecalled(let fields), .callUndone(let fields), .ticketParked(let fields),
            .ticketResumed(let fields):
            subject = (fields.ticket, fields.window)
        case .serviceStarted(let fields): subject = (fields.ticket, fields.window)
        case .ticketPassed(let fields): subject = (fields.ticket, fields.window)
        case .serviceFinished(let fields): subject = (fields.ticket, fields.window)
        case .ticketTransferred(let fields): subject = (fields.ticket, fields.window)
        case .ticketCorrected(let fields): subject = (fields.ticket, nil)
        case .ticketRequeued(let fields): subject = (fields.ticket, nil)
        case .ticketReturned(let fields): subject = (fields.ticket, nil)
        case .ticketCancelled(let fields), .ticketVoided(let fields): subject = (fields.ticket, nil)
        case .windowOpened(let fields): subject = (nil, fields.window)
        case .windowPaused(let fields), .windowClosed(let fields): subject = (nil, fields.window)
        case .windowServing(let fields): subject = (nil, fields.window)
        case .dayOpened, .hallConfigured, .hallOpened, .hallClosed, .lastCallMade: subject = (nil, nil)
        case .printFinished(let fields):
            // Somebody has no slip: the kiosk says so, and staff see it.
            guard case .failed = fields.outcome, let ticket = hall.printJob(fields.job)?.ticket else { return nil }
            subject = (ticket, nil)
            kind = "printFailed"
        case .clockAnchored, .visitRated, .printRequested, .documentRequested, .printSending, .printRetried,
            .printVoided, .deviceChanged, .mattersCompleted, .caseOpened, .caseMoved, .caseAssigned, .denialRecorded,
            .denialSigned, .turnedAway, .appointmentBooked, .appointmentCancelled, .appointmentMissed, .ticketNoted,
            .reportHandedIn, .wordsErased, .accessChanged, .journalRestored,
            .followUpOpened, .followUpAssigned, .followUpMoved, .appealMade, .appealDecided:
            return nil
        }
        self.init(
            kind: kind, at: event.at.civil.rfc3339(wholeSeconds: false),
            number: subject.ticket.map { "\($0.number)" }, window: subject.window)
    }
}
