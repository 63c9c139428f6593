package enum TicketState: String, Codable, Sendable, CaseIterable {
    case waiting, called, serving, parked
    case served, noShow, cancelled, voided

    package var isOpen: Bool {
        switch self {
        case .waiting, .called, .serving, .parked: true
        case .served, .noShow, .cancelled, .voided: false
        }
    }
}

/// The position that orders waiting tickets; smaller goes first.
package struct Place: Hashable, Comparable, Codable, Sendable {
    /// The instant since which the ticket counts as waiting.
    package var rank: Int64
    /// Breaks ties: the order of issue.
    package var order: Int
    /// Positive behind another ticket's place: the order in which tickets were put there.
    package var behind: Int = 0

    package init(rank: Int64, order: Int, behind: Int = 0) {
        self.rank = rank
        self.order = order
        self.behind = behind
    }

    package static func < (left: Place, right: Place) -> Bool {
        (left.rank, left.order, left.behind) < (right.rank, right.order, right.behind)
    }
}

/// A wait promised to a resident, in whole minutes.
package struct WaitRange: Hashable, Codable, Sendable {
    package var lowMinutes: Int
    package var highMinutes: Int

    package init(lowMinutes: Int, highMinutes: Int) {
        self.lowMinutes = lowMinutes
        self.highMinutes = highMinutes
    }
}

/// One party's place in the queue (排队号单) and what has happened to it.
package struct Ticket: Codable, Equatable, Sendable {
    package let id: TicketID
    package internal(set) var service: ServiceCode
    package internal(set) var priority: PriorityCode?
    /// 服务需求, seen by staff only.
    package let needs: [String]
    package let community: CommunityCode?
    package let language: Language
    package let issuedAt: CivilTime
    package let arrivedAt: Int64
    package let promised: WaitRange?
    package internal(set) var state = TicketState.waiting
    package internal(set) var place: Place
    /// Where it is or last was called, served or parked.
    package internal(set) var window: WindowNumber?
    /// Only this window may call it, after a transfer to a window.
    package internal(set) var targetWindow: WindowNumber?
    /// Of the visit in hand: the call and its recalls.
    package internal(set) var callCount = 0
    package internal(set) var calledAt: Int64?
    package internal(set) var lastCalledAt: Int64?
    /// Its first call ever, undone ones aside: its wait ended there.
    package internal(set) var firstCalledAt: Int64?
    package internal(set) var startedAt: Int64?
    package internal(set) var startInferred = false
    /// 过号, how often. A passed ticket comes back without its priority.
    package internal(set) var passCount = 0
    package internal(set) var copyCount = 0
    package internal(set) var score: Int?
    package var largePrint: Bool?
    /// Its last slip's print job.
    package internal(set) var slip: PrintJobNumber?
    /// What became of it so far.
    package internal(set) var matters: [Matter]?
    /// How many of those were settled at earlier windows, or on an earlier visit to one.
    package internal(set) var matterCountBefore: Int?
    /// 首问责任: the first person asked, at the guide desk or a window; it goes with the visit to its end.
    package internal(set) var firstAsked: StaffID?
    /// 承办人: who finished it last.
    package internal(set) var handler: StaffID?
    /// 一号通办: what it is for after this, in order.
    package internal(set) var remaining: [ServiceCode]?
    /// Until then it may come back with the same number.
    package internal(set) var returnUntil: BusinessDay?
    /// The business day on which it last did.
    package internal(set) var returnedOn: BusinessDay?
    /// From this instant on it goes before those who only wait: it has come back, or its appointment's time has come.
    package internal(set) var dueAt: Int64?
    /// The service it was taken for; nil in journals of before services had quotas.
    var takenFor: ServiceCode?
    /// Its appointment.
    package internal(set) var appointment: AppointmentID?
    /// 服务重点对象, as staff noted them.
    package internal(set) var focusGroups: [FocusCode]?
    /// 末次呼叫: it was told that it is now or never.
    package internal(set) var lastCallAt: Int64?
    /// It came back on a later day than its own, which counts it.
    var cameBackLater: Bool?

    package var number: TicketNumber { id.number }
    /// Since when it counts as waiting, up to its first call: with an appointment from its time on.
    package var waitsSince: Int64 { appointment == nil ? arrivedAt : max(arrivedAt, dueAt ?? arrivedAt) }
    /// Whether it goes by its priority group's rule now.
    package var isPrivileged: Bool { priority != nil && passCount == 0 }
    /// Whether it has come back on a later day than its own: it was counted there.
    package var isFromEarlierDay: Bool { cameBackLater == true }
}
