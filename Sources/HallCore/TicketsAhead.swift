/// How many are called before a ticket, and who.
extension Hall {
    /// Waiting tickets that today's policy would call before this one, at the windows that serve it best.
    package func ticketsAhead(of ticket: Ticket, now: Int64) -> [TicketID] {
        var ahead: [TicketID] = []
        forEachAhead(of: ticket, now: now) { ahead.append($0) }
        return ahead
    }

    /// How many those are. Every take asks twice, so nothing is built for it.
    package func aheadCount(of ticket: Ticket, now: Int64) -> Int {
        var count = 0
        forEachAhead(of: ticket, now: now) { _ in count += 1 }
        return count
    }

    private func forEachAhead(of ticket: Ticket, now: Int64, _ body: (TicketID) -> Void) {
        guard let order = CallingOrder(self, now: now) else { return }
        let windows = bestWindows(for: ticket)
        guard order.rules.policy != .ratio else {
            return ticketsAheadInTurn(of: ticket, at: windows, now: now).forEach(body)
        }
        let own = waitingTicket(for: ticket)
        let rows = windows.compactMap { window -> (row: ServiceMap.Row, key: CallingOrder.Key, takesDue: Bool)? in
            guard let row = serviceMap.row(of: window.number),
                let level = serviceMap.level(of: own, at: row)
            else { return nil }
            let takesDue = order.takesDue(window)
            return (row, order.key(of: own, level: level, takesDue: takesDue), takesDue)
        }
        for other in waiting where other.id != own.id {
            for (row, key, takesDue) in rows {
                guard let level = order.level(of: other, at: row),
                    order.key(of: other, level: level, takesDue: takesDue) < key
                else { continue }
                body(other.id)
                break
            }
        }
    }

    /// The same for every waiting ticket: each alone takes as many steps as there are others, which a list of them all
    /// must not.
    package func aheadCounts(now: Int64) -> [TicketID: Int] {
        guard let order = CallingOrder(self, now: now) else { return [:] }
        var lines: [WaitingFor: CallingOrder.Line?] = [:]
        var counts: [TicketID: Int] = [:]
        for own in waiting {
            guard let ticket = self[own.id] else { continue }
            let reason = WaitingFor(service: own.service, window: own.targetWindow)
            if lines[reason] == nil { lines[reason] = .some(order.line(at: bestWindows(for: ticket), for: own)) }
            if let line = lines[reason] ?? nil {
                counts[own.id] = line.count(
                    before: order.key(of: own, level: line.level, takesDue: line.takesDue))
            } else {
                counts[own.id] = aheadCount(of: ticket, now: now)
            }
        }
        return counts
    }

    /// Under `ratio` turns decide, so the whole order is made; with the ticket in it, which a take asks about before
    /// it is issued.
    private func ticketsAheadInTurn(of ticket: Ticket, at windows: [WindowStatus], now: Int64) -> [TicketID] {
        var hall = self
        if !waiting.contains(where: { $0.id == ticket.id }) { hall.waiting.append(waitingTicket(for: ticket)) }
        guard let order = CallingOrder(hall, now: now) else { return [] }
        var seen: Set<TicketID> = []
        return windows.flatMap { window in
            order.order(at: window).prefix { $0.ticket.id != ticket.id }.map(\.ticket.id)
                .filter { seen.insert($0).inserted }
        }
    }
}

/// What decides which windows serve a ticket best.
private struct WaitingFor: Hashable {
    let service: Int32
    let window: Int32?
}

extension CallingOrder {
    /// Everybody in the order of the windows that serve `own` best. Nil where turns decide, or where what is due goes next
    /// at one of them and not at another: then each window has an order of its own.
    fileprivate func line(at windows: [WindowStatus], for own: WaitingTicket) -> Line? {
        let takesDue = Set(windows.map(takesDue))
        let rows = windows.compactMap { hall.serviceMap.row(of: $0.number) }
        guard rules.policy != .ratio, let due = takesDue.first,
            let level = rows.first.flatMap({ hall.serviceMap.level(of: own, at: $0) }),
            takesDue.count == 1 || !hall.waiting.contains(where: { $0.dueAt.map { $0 <= now } ?? false })
        else { return nil }
        let keys = hall.waiting.compactMap { ticket in
            rows.compactMap { self.level(of: ticket, at: $0) }.min().map { key(of: ticket, level: $0, takesDue: due) }
        }
        return Line(level: level, takesDue: due, keys: keys.sorted())
    }

    fileprivate struct Line {
        /// Of whoever it was made for.
        let level: ServiceLevel
        let takesDue: Bool
        let keys: [Key]

        func count(before key: Key) -> Int {
            var (low, high) = (0, keys.count)
            while low < high {
                let middle = (low + high) / 2
                if keys[middle] < key { low = middle + 1 } else { high = middle }
            }
            return low
        }
    }
}
