import HashTreeCollections

/// The answer to ‘why not me yet?’.
package struct Explanation: Sendable, Equatable {
    package var ticket: Ticket
    /// Who would be called before it, the next first.
    package var ahead: [TicketID]
    /// Who was called after it had arrived, at windows that serve its service, and why.
    package var wentAhead: [CallRecord]
    /// Who could call it, and whether they are open.
    package var windows: [(status: WindowStatus, level: ServiceLevel)]

    package static func == (left: Explanation, right: Explanation) -> Bool {
        left.ticket == right.ticket && left.ahead == right.ahead && left.wentAhead == right.wentAhead
            && left.windows.map(\.status) == right.windows.map(\.status)
    }
}

extension Hall {
    package func explain(_ number: TicketNumber, now: Int64) -> Explanation? {
        guard let ticket = self[number] else { return nil }
        let serving = windowsServing(ticket)
        let ownCall = calls.indices.first { calls[$0].ticket == ticket.id && !calls[$0].undone }
        let before = calls.array[..<(ticket.state == .waiting ? calls.count : ownCall ?? calls.count)]
        let wentAhead = before.filter { call in
            !call.undone && call.ticket != ticket.id && call.at.instant >= ticket.arrivedAt
                && serving.contains { $0.status.number == call.window }
        }
        let isWaiting = ticket.state == .waiting
        return Explanation(
            ticket: ticket, ahead: isWaiting ? ticketsAhead(of: ticket, now: now) : [],
            wentAhead: Array(wentAhead), windows: serving)
    }
}
