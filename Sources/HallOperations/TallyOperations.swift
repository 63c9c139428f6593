import HallCore
import HallEngine
import HallReports
import HallWire

// org.halld.Tally.

extension OperationTable {
    static let tally: [Operation] = [
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
            return SuspectsReply(
                services: found.suspects.map { one in
                    SuspectsReply.Suspect(
                        number: "\(one.ticket.number)", day: "\(one.ticket.day)", service: one.service,
                        window: one.window, staff: one.staff, seconds: one.seconds, why: one.why.rawValue)
                })
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
