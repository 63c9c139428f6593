import HallCore
import HallEngine
import HallReports
import HallWire

// org.halld.Tally.

extension OperationTable {
    static let tally: [Operation] = [
        .once("Tally.Now", administrator) { (_: NoParameters, _, services) in try await services.load() },
        .once("Tally.Day", administrator) { (asked: TallyDayParameters, _, services) in
            guard
                let day = try asked.day.map({ try value($0, "day", { BusinessDay($0) }) })
                    ?? services.engine.snapshot.day
            else {
                throw OperationFailure.refused(.noBusinessDay)
            }
            var (reply, _) = try await services.figures(from: day, through: day, by: asked.by)
            reply.day = "\(day)"
            return reply
        },
        .once("Tally.Range", administrator) { (asked: TallyRangeParameters, _, services) in
            let (first, last) = try period(asked)
            var (reply, found) = try await services.figures(from: first, through: last, by: asked.by)
            (reply.from, reply.to, reply.days) = (asked.from, asked.to, found.days)
            return reply
        },
        .once("Tally.Suspects", administrator) { (asked: TallyRangeParameters, _, services) in
            let (first, last) = try period(asked)
            let (_, found) = try await services.figures(from: first, through: last, by: nil)
            return SuspectsReply(services: found.suspects.map { SuspectsReply.Suspect($0) })
        },
    ]

    static func period(
        _ asked: TallyRangeParameters
    ) throws(OperationFailure) -> (first: BusinessDay, last: BusinessDay) {
        let first = try value(asked.from, "from", { BusinessDay($0) })
        let last = try value(asked.to, "to", { BusinessDay($0) })
        guard first <= last else { throw .invalidParameter("to") }
        return (first, last)
    }
}

extension HallServices {
    /// Categories now, and usually.
    fileprivate func load() async throws -> LoadReply {
        let (hall, now) = state
        guard let today = hall.day else { throw OperationFailure.refused(.noBusinessDay) }
        let usual = try await blocking { try usualLoads.load(at: now.civil, today: today, reports, limits) }
        func category(of id: TicketID) -> String? {
            hall[id].flatMap { hall.configuration?.service($0.service)?.category }
        }
        let categories = (hall.configuration?.categories ?? []).map { one in
            let waiting = hall.waiting.filter { category(of: $0.id) == one.prefix }.compactMap { hall[$0.id] }
            var load = WireLoad(
                prefix: one.prefix, name: WireText(one.name), colour: one.shownColour, waiting: waiting.count,
                issued: hall.issued.array.count { $0.day == today && category(of: $0) == one.prefix })
            // From an appointment's time, or from the return. Who was carried in waited through the night, and not for that.
            let since = waiting.filter { $0.id.day == today || $0.dueAt != nil }.map {
                max($0.arrivedAt, $0.dueAt ?? 0)
            }
            .min()
            load.longestWaitSeconds = since.map { Int(max(0, now.instant - $0) / 1000) }
            (load.usualWaiting, load.usualIssued) = (usual.waiting(one.prefix), usual.issued(one.prefix))
            return load
        }
        return LoadReply(
            day: "\(today)", now: now.civil.rfc3339(wholeSeconds: true), comparedWith: usual.days.map { "\($0)" },
            categories: categories)
    }

    /// Throws NoData where no day opened.
    func figures(
        from first: BusinessDay, through last: BusinessDay, by: String?
    ) async throws -> (tally: WireTally, figures: PeriodFigures) {
        let split = try by.map { try OperationTable.value($0, "by", Split.init(rawValue:)) }
        let hall = engine.snapshot
        let found = try await blocking {
            try reports.figures(from: first, through: last, by: split, today: hall.day)
        }
        guard let found else { throw OperationFailure.noData(from: "\(first)", to: "\(last)") }
        return (WireTally(found.tally, hall.appraisal), found)
    }
}

extension SuspectsReply.Suspect {
    init(_ one: SuspectService) {
        self.init(
            number: "\(one.ticket.number)", day: "\(one.ticket.day)", service: one.service, window: one.window,
            staff: one.staff, seconds: one.seconds, why: one.why.rawValue)
    }
}
