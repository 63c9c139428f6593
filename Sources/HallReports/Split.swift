import HallCore

/// What a tally may be split by.
package enum Split: String, Sendable, CaseIterable {
    case service, category, department, window, staff, priority, focus, community, grid, hour, day, month

    /// Of tickets that never reached a window, that have no community, and so on.
    package static let none = "none"
}

/// Answers which group of a split something counts in.
struct SplitKeys {
    let split: Split
    let configuration: HallConfiguration?
    /// The business day that is counted.
    let day: BusinessDay?

    /// What a table lists even where nothing happened.
    var listed: [String] {
        guard let configuration else { return [] }
        return switch split {
        case .service: configuration.services.map(\.code)
        case .category: configuration.categories.map(\.prefix)
        case .department: distinct(configuration.services.map { $0.department ?? Split.none })
        case .window: configuration.windows.map { String($0.number) }
        case .staff: configuration.staff.map(\.id)
        case .priority: ["normal"] + configuration.priorityGroups.map(\.code)
        case .focus: (configuration.focusGroups ?? []).map(\.code)
        case .community: configuration.communities.filter { $0.within == nil }.map(\.code)
        case .grid: configuration.communities.map(\.code)
        case .hour: []
        case .day, .month: day.map { [key(of: $0)] } ?? []
        }
    }

    private func key(of day: BusinessDay) -> String {
        split == .month ? "\(ReportMonth(containing: day))" : "\(day)"
    }

    private func distinct(_ keys: [String]) -> [String] {
        var seen: Set<String> = []
        return keys.filter { seen.insert($0).inserted }
    }

    /// One, but several of focus groups: somebody may be old and poor.
    func keys(of visit: Visit) -> [String] {
        switch split {
        case .service, .category, .department: [key(ofService: visit.service)]
        case .window: [visit.legs.last.map { String($0.window) } ?? Split.none]
        case .staff: [visit.legs.last?.staff ?? Split.none]
        case .priority: [visit.priority ?? "normal"]
        case .focus: visit.focusGroups.isEmpty ? [Split.none] : visit.focusGroups
        case .community, .grid: [key(ofCommunity: visit.community)]
        case .hour: [padded(visit.arrived.minuteOfDay / 60, digits: 2)]
        case .day, .month: [key(of: visit.ticket.day)]
        }
    }

    func keys(of leg: Leg, in visit: Visit) -> [String] {
        switch split {
        case .window: [String(leg.window)]
        case .staff: [leg.staff ?? Split.none]
        case .service, .category, .department: [key(ofService: leg.service)]
        case .priority, .focus, .community, .grid, .hour, .day, .month: keys(of: visit)
        }
    }

    func keys(of matter: Matter, at leg: Leg, in visit: Visit) -> [String] {
        switch split {
        case .service, .category, .department: [key(ofService: matter.service)]
        default: keys(of: leg, in: visit)
        }
    }

    /// Of somebody who got no number little is known.
    func keys(ofTurnedAway service: ServiceCode, hour: Int) -> [String] {
        switch split {
        case .service, .category, .department: [key(ofService: service)]
        case .hour: [padded(hour, digits: 2)]
        case .day, .month: listed
        case .window, .staff, .priority, .focus, .community, .grid: []
        }
    }

    /// Of a case, a denial or a follow-up.
    func keys(
        ofService service: ServiceCode?, window: WindowNumber?, staff: StaffID?, community: CommunityCode?
    ) -> [String] {
        switch split {
        case .service, .category, .department: [service.map { key(ofService: $0) } ?? Split.none]
        case .window: [window.map { String($0) } ?? Split.none]
        case .staff: [staff ?? Split.none]
        case .community, .grid: [key(ofCommunity: community)]
        case .priority, .focus, .hour, .day, .month: []
        }
    }

    func keys(of time: WindowTime) -> [String] {
        switch split {
        case .window: [String(time.window)]
        case .staff: [time.staff]
        case .day, .month: listed
        default: []
        }
    }

    private func key(ofService code: ServiceCode) -> String {
        let service = configuration?.service(code)
        return switch split {
        case .category: service?.category ?? Split.none
        case .department: service?.department ?? Split.none
        default: code
        }
    }

    private func key(ofCommunity code: CommunityCode?) -> String {
        guard let code else { return Split.none }
        return split == .community ? configuration?.community(of: code) ?? code : code
    }
}

/// A tally and, where asked for, its groups in the order in which a table shows them.
package struct SplitTally: Sendable, Equatable {
    package var whole = Tally()
    package private(set) var groups: [(key: String, tally: Tally)] = []
    package let split: Split?
    private var index: [String: Int] = [:]

    package static func == (left: SplitTally, right: SplitTally) -> Bool {
        left.whole == right.whole && left.groups.map(\.key) == right.groups.map(\.key)
            && left.groups.map(\.tally) == right.groups.map(\.tally)
    }

    package init(by split: Split?) { self.split = split }

    /// The business day whose events are being counted.
    var day: BusinessDay?

    /// Changes the whole, and the groups of these keys. Keys that the configuration no longer has come last, in order of
    /// appearance.
    mutating func change(
        _ keys: (SplitKeys) -> [String], _ configuration: HallConfiguration?, _ change: (inout Tally) -> Void
    ) {
        change(&whole)
        guard let split else { return }
        for key in keys(SplitKeys(split: split, configuration: configuration, day: day)) {
            self.change(key, change)
        }
    }

    /// Hours and days appear as people come.
    mutating func sortTimes() {
        guard let split, [.hour, .day, .month].contains(split) else { return }
        groups.sort { $0.key < $1.key }
        index = Dictionary(uniqueKeysWithValues: groups.indices.map { (groups[$0].key, $0) })
    }

    mutating func list(_ configuration: HallConfiguration?) {
        guard let split else { return }
        for key in SplitKeys(split: split, configuration: configuration, day: day).listed { change(key) { _ in } }
    }

    private mutating func change(_ key: String, _ change: (inout Tally) -> Void) {
        let position = index[key] ?? groups.count
        if position == groups.count {
            groups.append((key, Tally()))
            index[key] = position
        }
        change(&groups[position].tally)
    }
}

extension SplitTally {
    /// Equations that must hold, by name, and do not: a report that has any says so on its face.
    package var brokenEquations: [String] {
        var broken: [String] = []
        func check(_ name: String, _ holds: Bool) { if !holds { broken.append(name) } }
        check("tickets", ([whole] + groups.map(\.tally)).allSatisfy(\.balances))
        check("cases", ([whole] + groups.map(\.tally)).allSatisfy(\.cases.balances))
        check("followUps", ([whole] + groups.map(\.tally)).allSatisfy(\.followUps.balances))
        let booked = whole.appointments
        check("appointments", booked.kept + booked.missed + booked.cancelled <= booked.booked)
        // Somebody may belong to several focus groups.
        if let split, split != .focus { check("groups", hasWholeGroups(of: split)) }
        return broken
    }

    private func hasWholeGroups(of split: Split) -> Bool {
        var figures: [(Tally) -> Int] = [
            \.issued, \.carriedIn, \.carriedOut, { $0.count(.served) }, { $0.count(.noShow) }, \.matterCount,
            \.waits.first.count, \.ratings.count,
        ]
        if ![.priority, .hour, .day, .month].contains(split) {
            figures += [\.cases.accepted, \.cases.closing, \.denials.recorded, \.appointments.booked]
        }
        return figures.allSatisfy { figure in groups.reduce(0) { $0 + figure($1.tally) } == figure(whole) }
    }
}
