import FoundationEssentials
import HallCore
import HallEngine
import HallWire
import JSONValues
import Synchronization

// Streams of pictures: the whole of what somebody sees, again whenever it changes. A slow reader misses some.

/// Every reader of the same picture gets the same bytes, made once a change: a hall has many displays.
final class PictureCache: Sendable {
    private struct Picture {
        var generation: Int
        var json: Data
    }

    private let pictures = Mutex<[String: Picture]>([:])

    func picture(_ key: String, generation: Int, _ make: () throws -> Data) rethrows -> Data {
        try pictures.withLock { pictures in
            // One that is newer than asked for does as well.
            if let made = pictures[key], made.generation >= generation { return made.json }
            let json = try make()
            pictures[key] = Picture(generation: generation, json: json)
            return json
        }
    }
}

extension HallServices {
    /// Sends a picture and, while there is a reader, the next one that differs.
    func sendPictures<Reply: Encodable>(
        _ key: String, to send: ReplySender, _ make: @Sendable (Hall, HallTime) -> Reply
    ) async throws {
        guard let glance = engine.feed.glance() else {
            throw OperationFailure.refused(.limitReached(limit: "streams", max: limits.streamsMax))
        }
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
                service: service.code, waiting: waitingCounts[service.code] ?? 0,
                windows: hall.openWindows(for: service.code))
            var request = TakeRequest(service: service.code)
            request.paper = paper
            do throws(Refusal) {
                // Decided and dropped: what a resident would be told is what the slip would say.
                let decision = try hall.decide(Submission(.take(request), by: .engine), at: now)
                guard case .ticketIssued(let issued)? = decision.events.first?.body else { return offer }
                offer.ahead = issued.ahead
                offer.wait = issued.promised.map {
                    WireWaitRange(lowMinutes: $0.lowMinutes, highMinutes: $0.highMinutes)
                }
            } catch {
                offer.refusal = error.description.name
            }
            return offer
        }
        return OffersReply(
            open: configuration?.isOpen(minuteOfDay: now.civil.minuteOfDay) ?? false,
            opensAt: configuration?.opensAt(after: now.civil.minuteOfDay), trouble: paper.trouble?.rawValue,
            offers: offers)
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
        return BoardReply(
            hall: WireText(configuration.name), open: configuration.isOpen(minuteOfDay: now.civil.minuteOfDay),
            opensAt: configuration.opensAt(after: now.civil.minuteOfDay), waiting: hall.waiting.count,
            calls: hall.lastCalls(at: window, countMax: boardCallCountMax),
            windows: hall.windows.filter { window == nil || $0.number == window }.map { status in
                BoardReply.Window(
                    window: status.number, state: status.state.rawValue,
                    current: status.current.map { "\($0.number)" }, services: hall.plate(of: status.number),
                    rateable: hall.lastVisit(at: status.number, now: now.instant)
                        .flatMap { $0.score == nil ? "\($0.number)" : nil })
            },
            categories: configuration.categories.map { category in
                BoardReply.Category(
                    prefix: category.prefix, name: WireText(category.name), pictogram: category.shownPictogram,
                    colour: category.shownColour, waiting: waitingCounts[category.prefix] ?? 0)
            },
            notices: (configuration.notices ?? []).map { WireText($0) })
    }
}

extension Hall {
    fileprivate func openWindows(for service: ServiceCode) -> [WindowNumber] {
        windows.filter { $0.state == .open && configuration?.window($0.number)?.level(of: service) != nil }
            .map(\.number)
    }

    func category(of ticket: Ticket) -> String {
        configuration?.service(ticket.service)?.category ?? String("\(ticket.number)".prefix(1))
    }

    /// 台牌: what a window serves first of all; a whole category by its name.
    fileprivate func plate(of window: WindowNumber) -> [WireText] {
        guard let configuration, let window = configuration.window(window) else { return [] }
        var names: [LocalisedText] = []
        for code in window.primary.isEmpty ? window.secondary : window.primary {
            guard let service = configuration.service(code) else { continue }
            let family = configuration.services.filter { $0.category == service.category }
            let isWhole = family.allSatisfy { window.level(of: $0.code) == window.level(of: code) }
            let name = isWhole || service.sensitive ? configuration.category(service.category)!.name : service.name
            if !names.contains(name) { names.append(name) }
        }
        return names.map { WireText($0) }
    }

    /// Each ticket once, the one called or recalled last first.
    fileprivate func lastCalls(at window: WindowNumber?, countMax: Int) -> [BoardReply.Call] {
        var seen: Set<TicketID> = []
        var found: [(call: CallRecord, ticket: Ticket)] = []
        for index in calls.indices.reversed() {
            let call = calls[index]
            guard !call.undone, window == nil || call.window == window, seen.insert(call.ticket).inserted,
                let ticket = self[call.ticket]
            else { continue }
            found.append((call, ticket))
            // A recall may bring an older one to the front.
            if found.count == countMax * 2 { break }
        }
        let sorted = found.sorted { ($0.ticket.lastCalledAt ?? 0) > ($1.ticket.lastCalledAt ?? 0) }
        return sorted.prefix(countMax).map { call, ticket in
            let lastCalledAt = ticket.lastCalledAt.map { wallClock(at: $0) } ?? call.at.civil
            return BoardReply.Call(
                number: "\(ticket.number)", window: call.window, name: WireText(publicName(of: ticket.service)),
                category: category(of: ticket), state: ticket.state.rawValue,
                calledAt: call.at.civil.rfc3339(wholeSeconds: false),
                lastCalledAt: lastCalledAt.rfc3339(wholeSeconds: false), calls: ticket.callCount,
                silent: call.silent && ticket.callCount <= 1)
        }
    }

    /// What the clock showed at an instant, reckoned back from the last event: the same for every picture until the
    /// next one.
    func wallClock(at instant: Int64) -> CivilTime {
        let last = time!
        return CivilTime(
            epochMilliseconds: last.civil.epochMilliseconds - (last.instant - instant),
            offsetMinutes: last.civil.offsetMinutes)
    }
}

extension HallConfiguration {
    /// `08:30`; nil while the hall is open, and where it never opens.
    fileprivate func opensAt(after minute: Int) -> String? {
        guard !isOpen(minuteOfDay: minute) else { return nil }
        let openings = hours.map(\.fromMinute)
        return (openings.filter { $0 > minute }.min() ?? openings.min()).map { clockText(minuteOfDay: $0) }
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
