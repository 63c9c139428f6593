import FoundationEssentials
import HallCore
import HallEngine
import HallWire
import JSONValues
import Synchronization

// Streams of pictures: the whole of what somebody sees, again whenever it changes. A slow reader misses some.

/// Every reader of the same picture gets the same bytes, made once a change: a hall has many displays.
final class PictureCache: Sendable {
    /// One kind of picture; its readers wait for each other, and for nobody else.
    private final class Frame: Sendable {
        let made = Mutex<(generation: Int, json: Data)?>(nil)
    }

    private let frames = Mutex<[String: Frame]>([:])

    func picture(_ key: String, generation: Int, _ make: () throws -> Data) rethrows -> Data {
        let frame = frames.withLock { frames in
            let frame = frames[key] ?? Frame()
            frames[key] = frame
            return frame
        }
        return try frame.made.withLock { made in
            // One that is newer than asked for does as well.
            if let made, made.generation >= generation { return made.json }
            let json = try make()
            made = (generation, json)
            return json
        }
    }
}

extension HallServices {
    /// Sends a picture and, while there is a reader, the next one that differs.
    func sendPictures<Reply: Encodable>(
        _ key: String, to send: ReplySender, _ make: @Sendable (Hall, HallTime) -> Reply
    ) async throws {
        guard let glance = engine.feed.glance() else { throw noStream }
        defer { glance.end() }
        var shown = Data()
        for await generation in glance.generations {
            let json = try pictures.picture(key, generation: generation) {
                let (hall, now) = state
                return try encodeJSON(make(hall, now))
            }
            guard json != shown else { continue }
            shown = json
            try await send(.continues(json))
        }
        try Task.checkCancellation()
        throw OperationFailure.stopping
    }

    // MARK: What may be taken

    func sendOffers(_ send: ReplySender) async throws {
        try await sendPictures("offers", to: send) { hall, now in self.offers(hall, now) }
    }

    private func offers(_ hall: Hall, _ now: HallTime) -> OffersReply {
        let paper = paper(from: hall.paper.printer(.slip)?.name)
        let configuration = hall.configuration
        var waitingCounts: [ServiceCode: Int] = [:]
        for waiting in hall.waiting { waitingCounts[hall[waiting.id]!.service, default: 0] += 1 }
        let offers = (configuration?.services ?? []).map { service in
            var offer = OffersReply.Offer(
                service: service.code, waiting: waitingCounts[service.code] ?? 0, windows: [])
            var request = TakeRequest(service: service.code)
            request.paper = paper
            do throws(Refusal) {
                // Decided and dropped: what a resident would be told is what the slip would say.
                let decision = try hall.decide(Submission(.take(request), by: .engine), at: now)
                guard case .ticketIssued(let issued)? = decision.events.first?.body else { return offer }
                offer.ahead = issued.ahead
                let ticket = decision.hall[issued.ticket]
                offer.windows =
                    ticket.map { decision.hall.bestWindows(for: $0) }?.filter { $0.state == .open }
                    .map(\.number) ?? []
                offer.wait = issued.promised.map {
                    WireWaitRange(lowMinutes: $0.lowMinutes, highMinutes: $0.highMinutes)
                }
            } catch {
                offer.refusal = error.description.name
                if case .serviceClosed(_, let opens, let today) = error { offer.opensAt = opens?.text(today: today) }
            }
            return offer
        }
        return OffersReply(
            open: configuration?.isOpen(at: now.civil) ?? false,
            opensAt: configuration?.opensAt(after: now.civil), trouble: paper.trouble?.rawValue,
            offers: offers,
            appointments: hall.appointmentIDs.count { $0.day == hall.day && hall.appointment($0)?.state == .booked })
    }

    // MARK: The board

    /// On a board: more would be smaller than the hall can read.
    private static let boardCallCountMax = 12

    func sendBoard(window: WindowNumber?, _ send: ReplySender) async throws {
        if let window, engine.snapshot.window(window) == nil {
            throw OperationFailure.refused(.unknownWindow(window))
        }
        try await sendPictures("board \(window.map(String.init) ?? "")", to: send) { hall, now in
            Self.board(hall, now, window)
        }
    }

    private static func board(_ hall: Hall, _ now: HallTime, _ window: WindowNumber?) -> BoardReply {
        let configuration = hall.configuration ?? HallConfiguration(name: LocalisedText("", "", ""))
        var waitingCounts: [String: Int] = [:]
        for waiting in hall.waiting { waitingCounts[hall.category(of: hall[waiting.id]!), default: 0] += 1 }
        var board = BoardReply(
            hall: WireText(configuration.name), open: configuration.isOpen(at: now.civil),
            opensAt: configuration.opensAt(after: now.civil), waiting: hall.waiting.count,
            calls: hall.lastCalls(at: window, countMax: boardCallCountMax),
            windows: hall.windows.filter { window == nil || $0.number == window }.map { status in
                BoardReply.Window(
                    window: status.number, state: status.state.rawValue,
                    current: status.current.map { "\($0.number)" },
                    services: hall.plate(of: status.number).map { WireText($0) },
                    rateable: hall.lastVisit(at: status.number, now: now.instant)
                        .flatMap { $0.score == nil ? "\($0.number)" : nil })
            },
            categories: configuration.categories.map { category in
                BoardReply.Category(
                    prefix: category.prefix, name: WireText(category.name), pictogram: category.shownPictogram,
                    colour: category.shownColour, waiting: waitingCounts[category.prefix] ?? 0)
            },
            notices: (configuration.notices ?? []).map { WireText($0) })
        let lastCalled = hall.lastCalled.map { "\($0.number)" }
        board.lastCall = lastCalled.isEmpty ? nil : lastCalled
        return board
    }
}

extension Hall {
    func category(of ticket: Ticket) -> String {
        configuration?.service(ticket.service)?.category ?? String("\(ticket.number)".prefix(1))
    }

    /// Each ticket once, where it was called last, the latest first; and whoever is at a window now, called or not.
    fileprivate func lastCalls(at window: WindowNumber?, countMax: Int) -> [BoardReply.Call] {
        var seen: Set<TicketID> = []
        var found: [(at: Int64, call: BoardReply.Call)] = []
        let atWindows = Set(windows.compactMap(\.current))
        for index in calls.indices.reversed() {
            let record = calls[index]
            guard !record.undone, seen.insert(record.ticket).inserted, let ticket = self[record.ticket] else {
                continue
            }
            // One that was sent elsewhere, or waits again, is no longer to come here.
            guard ticket.window == record.window, ticket.state != .waiting, window == nil || record.window == window
            else { continue }
            found.append((record.lastAt.instant, boardCall(of: ticket, record)))
            // A recall brings an older one to the front, but not from before all these.
            if found.count == countMax * 3 { break }
        }
        for status in windows where window == nil || status.number == window {
            guard let ticket = status.current.flatMap({ self[$0] }),
                !found.contains(where: { $0.call.number == "\(ticket.number)" })
            else { continue }
            // Resumed, or called before the day began: nobody was called for it here today.
            found.append((ticket.startedAt ?? 0, boardCall(of: ticket, nil)))
        }
        let sorted = found.sorted { $0.at > $1.at }.map(\.call)
        let current = sorted.filter { call in atWindows.contains { "\($0.number)" == call.number } }
        let others = sorted.filter { call in !current.contains(call) }.prefix(max(0, countMax - current.count))
        return sorted.filter { current.contains($0) || others.contains($0) }
    }

    private func boardCall(of ticket: Ticket, _ record: CallRecord?) -> BoardReply.Call {
        let since = wallClock(at: ticket.startedAt ?? ticket.calledAt ?? ticket.arrivedAt)
        return BoardReply.Call(
            number: "\(ticket.number)", window: record?.window ?? ticket.window ?? 0,
            name: WireText(publicName(of: ticket.service)), category: category(of: ticket),
            state: ticket.state.rawValue,
            calledAt: (record?.at.civil ?? since).rfc3339(wholeSeconds: false),
            lastCalledAt: (record?.lastAt.civil ?? since).rfc3339(wholeSeconds: false), calls: ticket.callCount,
            silent: record.map { $0.silent && $0.lastAt == $0.at } ?? true)
    }
}

extension HallCore.Category {
    /// By the file, or by the letter, so that neighbours differ.
    var shownColour: String {
        let colours = ["#1a5fb4", "#a3320b", "#26703f", "#5b3d9b", "#0b6a78", "#b3135b", "#7a5200", "#47525e"]
        return colour ?? colours[Int(prefix.utf8.first ?? 0) % colours.count]
    }

    var shownPictogram: String { (pictogram ?? .other).rawValue }
}

extension HallConfiguration {
    /// Today's; the usual ones on a day on which the hall stays closed; none where it is always open.
    func shownHours(on day: BusinessDay) -> [OpeningSpan] {
        let today = hours(on: day)
        let shown = today.isEmpty ? hours : today
        return shown == [OpeningSpan(fromMinute: 0, toMinute: 1440)] ? [] : shown
    }

    /// `08:30`, with a date where that is not soon; nil while the hall is open, and where no opening is known.
    fileprivate func opensAt(after now: CivilTime) -> String? {
        isOpen(at: now) ? nil : nextOpening(after: now)?.text(today: now.day)
    }
}
