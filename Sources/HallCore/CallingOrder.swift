import HashTreeCollections

/// Why a ticket was called, recorded with the call.
package struct CallReason: Codable, Hashable, Sendable {
    package var rule: CallRule
    package var policy: CallingPolicy
    package var level: ServiceLevel
    /// Waiting tickets that had arrived earlier and that this window could have called.
    package var overtook: Int
    /// Waiting tickets that this window could have called, this one among them.
    package var candidates: Int
}

package enum CallRule: String, Codable, Sendable, CaseIterable {
    /// Nobody who could be called here had arrived earlier.
    case arrival
    /// Its service goes before others at this window.
    case level
    case strict, headStart, ratio
    /// Others arrived earlier, but their turn comes later: they were passed or put back.
    case placeOfOthers
    /// It has come back with what was missing, or its appointment's time has come.
    case due
    /// Sent to this window by a transfer.
    case transferred
    /// Chosen by a person.
    case picked
}

/// Orders the candidates of a window by the calling policy in force.
struct CallingOrder {
    let hall: Hall
    let rules: CallingRules
    let now: Int64

    init?(_ hall: Hall, now: Int64) {
        guard let configuration = hall.configuration else { return nil }
        self.hall = hall
        self.rules = configuration.calling
        self.now = now
    }

    struct Candidate {
        let ticket: WaitingTicket
        let level: ServiceLevel
        let key: Key
    }

    /// Smaller is called first. `group` is 0 for those who always go first.
    struct Key: Comparable {
        /// Whether it goes out of order now.
        let isDue: Bool
        let level: ServiceLevel
        let group: Int
        let place: Place

        static func < (left: Key, right: Key) -> Bool {
            if left.isDue != right.isDue { return left.isDue }
            if left.level != right.level { return left.level < right.level }
            if left.group != right.group { return left.group < right.group }
            return left.place < right.place
        }
    }

    /// Nil where the window may not call the ticket now.
    func level(of ticket: WaitingTicket, at row: ServiceMap.Row) -> ServiceLevel? {
        guard let level = hall.serviceMap.level(of: ticket, at: row) else { return nil }
        let isEarly = level == .backup && now - ticket.arrivedAt < Int64(rules.backupAfterSeconds) * 1000
        return isEarly ? nil : level
    }

    private func candidate(_ ticket: WaitingTicket, at row: ServiceMap.Row, takesDue: Bool) -> Candidate? {
        guard let level = level(of: ticket, at: row) else { return nil }
        return Candidate(ticket: ticket, level: level, key: key(of: ticket, level: level, takesDue: takesDue))
    }

    /// Whether the next call at the window may go out of order: of k calls only one does.
    func takesDue(_ window: WindowStatus) -> Bool {
        window.callsSinceDue.map { $0 >= hall.course.dueEveryCount - 1 } ?? true
    }

    func key(of ticket: WaitingTicket, level: ServiceLevel, takesDue: Bool) -> Key {
        var place = ticket.place
        if ticket.isPrivileged, rules.policy == .headStart { place.rank -= Int64(rules.headStartSeconds) * 1000 }
        let isFirst = ticket.isPrivileged && rules.policy == .strict
        return Key(
            isDue: takesDue && ticket.dueAt.map { $0 <= now } ?? false, level: level, group: isFirst ? 0 : 1,
            place: place)
    }

    /// Every ticket that `window` could call now, the next first.
    func order(at window: WindowStatus) -> [Candidate] {
        guard let row = hall.serviceMap.row(of: window.number) else { return [] }
        let takesDue = takesDue(window)
        let sorted = hall.waiting.compactMap { candidate($0, at: row, takesDue: takesDue) }.sorted { $0.key < $1.key }
        guard rules.policy == .ratio else { return sorted }
        let inTurn = sorted.drop { $0.key.isDue }
        return sorted.prefix { $0.key.isDue }
            + ServiceLevel.allCases.flatMap { level in
                merge(inTurn.filter { $0.level == level }, turn: window.ratioTurn)
            }
    }

    /// Takes `ratioPriority` privileged, then `ratioNormal` others, in turn; an empty side gives its turns away.
    private func merge(_ candidates: [Candidate], turn: Int) -> [Candidate] {
        var privileged = candidates.filter { $0.ticket.isPrivileged }[...]
        var others = candidates.filter { !$0.ticket.isPrivileged }[...]
        var merged: [Candidate] = []
        var turn = turn
        while let next = isPrivilegedTurn(turn) ? privileged.first ?? others.first : others.first ?? privileged.first {
            if next.ticket.isPrivileged { privileged.removeFirst() } else { others.removeFirst() }
            turn = ratioTurn(after: next.ticket.isPrivileged, from: turn)
            merged.append(next)
        }
        return merged
    }

    func isPrivilegedTurn(_ turn: Int) -> Bool { turn < rules.ratioPriority }

    /// A call made in the other side's turn does not use that turn up.
    func ratioTurn(after privileged: Bool, from turn: Int) -> Int {
        guard isPrivilegedTurn(turn) == privileged else { return turn }
        return (turn + 1) % max(1, rules.ratioPriority + rules.ratioNormal)
    }

    func next(at window: WindowStatus) -> Candidate? {
        if rules.policy == .ratio { return order(at: window).first }
        guard let row = hall.serviceMap.row(of: window.number) else { return nil }
        let takesDue = takesDue(window)
        var best: Candidate?
        for ticket in hall.waiting {
            guard let other = candidate(ticket, at: row, takesDue: takesDue) else { continue }
            if best == nil || other.key < best!.key { best = other }
        }
        return best
    }

    /// What the journal records of choosing `chosen`.
    func reason(for chosen: WaitingTicket, at window: WindowStatus, picked: Bool) -> CallReason {
        let row = hall.serviceMap.row(of: window.number)
        let takesDue = takesDue(window)
        let candidates =
            row.map { row in hall.waiting.compactMap { candidate($0, at: row, takesDue: takesDue) } } ?? []
        let level = row.flatMap { hall.serviceMap.level(of: chosen, at: $0) } ?? .primary
        let overtaken = candidates.filter { $0.ticket.id != chosen.id && arrived($0.ticket, before: chosen) }
        let isDue = key(of: chosen, level: level, takesDue: takesDue).isDue
        return CallReason(
            rule: picked ? .picked : isDue ? .due : rule(for: chosen, level: level, overtaken: overtaken),
            policy: rules.policy, level: level, overtook: overtaken.count, candidates: max(1, candidates.count))
    }

    private func arrived(_ one: WaitingTicket, before other: WaitingTicket) -> Bool {
        (one.arrivedAt, one.id) < (other.arrivedAt, other.id)
    }

    private func rule(for chosen: WaitingTicket, level: ServiceLevel, overtaken: [Candidate]) -> CallRule {
        if chosen.targetWindow != nil { return .transferred }
        guard !overtaken.isEmpty else { return .arrival }
        if overtaken.allSatisfy({ level < $0.level }) { return .level }
        switch rules.policy {
        case .strict where chosen.isPrivileged: return .strict
        case .headStart where chosen.isPrivileged: return .headStart
        case .ratio: return .ratio
        default: return .placeOfOthers
        }
    }
}

extension Hall {
    /// Tickets that `window` could call now, the next first.
    package func callingOrder(at window: WindowNumber, now: Int64) -> [TicketID] {
        guard let order = CallingOrder(self, now: now), let status = self.window(window) else { return [] }
        return order.order(at: status).map(\.ticket.id)
    }

    /// The same with the level of each, and by which rule the first would be called.
    package func callingQueue(
        at window: WindowNumber, now: Int64
    ) -> (tickets: [(id: TicketID, level: ServiceLevel)], rule: CallRule?) {
        guard let order = CallingOrder(self, now: now), let status = self.window(window) else { return ([], nil) }
        let candidates = order.order(at: status)
        let rule = candidates.first.map { order.reason(for: $0.ticket, at: status, picked: false).rule }
        return (candidates.map { ($0.ticket.id, $0.level) }, rule)
    }

    /// Windows that may call the ticket, and at which level.
    package func windowsServing(_ ticket: Ticket) -> [(status: WindowStatus, level: ServiceLevel)] {
        guard serviceMap.index(of: ticket.service) != nil else { return [] }
        let candidate = waitingTicket(for: ticket)
        return windows.compactMap { window in
            guard let row = serviceMap.row(of: window.number),
                let level = serviceMap.level(of: candidate, at: row)
            else { return nil }
            return (window, level)
        }
    }

    /// Windows that serve the ticket's service best among those now open; among all, if none is open.
    package func bestWindows(for ticket: Ticket) -> [WindowStatus] {
        let serving = windowsServing(ticket)
        let open = serving.filter { $0.0.state == .open }
        let considered = open.isEmpty ? serving : open
        guard let best = considered.map(\.1).min() else { return [] }
        return considered.filter { $0.1 == best }.map(\.0)
    }

    func waitingTicket(for ticket: Ticket) -> WaitingTicket {
        WaitingTicket(
            id: ticket.id, place: ticket.place, arrivedAt: ticket.arrivedAt,
            service: serviceMap.index(of: ticket.service)!, isPrivileged: ticket.isPrivileged,
            targetWindow: ticket.targetWindow.map { Int32($0) }, dueAt: ticket.dueAt)
    }
}
