package import HallCore
import HallJournal
import Synchronization

/// The monthly table (月报表): what the hall owes the street office. Frozen as JSON once it is handed in.
package struct MonthlyTable: Codable, Equatable, Sendable {
    package struct Row: Codable, Equatable, Sendable {
        /// Of a service; a department's row has none, and the whole's neither.
        package var service: ServiceCode?
        package var name: LocalisedText?
        package var department: String?
        package var kind: ServiceKind?
        /// 接待人次: visits that were served.
        package var visits = 0
        package var consulted = 0
        /// 即办件: done or handed out at once.
        package var done = 0
        package var opening = 0
        package var accepted = 0
        /// Ended, however: completed, withdrawn or denied.
        package var ended = 0
        package var completed = 0
        package var closing = 0
        package var due = 0
        package var kept = 0
        package var overdue = 0
        package var denials = 0
        package var overtime = 0
        package var byAppointment = 0
        package var homeVisits = 0
        package var turnedAway = 0
        package var waitMeanSeconds: Double?
        /// How many waits that is the mean of.
        package var called = 0
        package var rated = 0
        package var satisfied = 0
        /// 差评整改: poor ratings and remarks to be answered in the period, and answered in time.
        package var followUpsDue = 0
        package var followUpsKept = 0
        /// 接待人次 of the month before, and of the same month of last year; absent without data.
        package var visitsBefore: Int?
        package var visitsLastYear: Int?

        package init() {}

        package var hasBusiness: Bool {
            visits + consulted + done + opening + accepted + ended + denials + turnedAway > 0
        }
    }

    package var month: ReportMonth
    package var from: BusinessDay
    package var through: BusinessDay
    package var unit: LocalisedText
    package var preparer: String?
    package var reviewer: String?
    /// On how many days the hall was open.
    package var days = 0
    package var formula = formulaVersion
    /// The journal's last event that the figures have seen.
    package var cutOff: Int
    package var madeAt: CivilTime
    package var satisfiedMin = 3
    package var unratedCountsAs: Int?
    package var pads: [PadLevels] = []
    /// Equations that do not hold.
    package var broken: [String] = []
    package var services: [Row] = []
    package var departments: [Row] = []
    package var whole = Row()
}

extension Reports {
    /// Blocks. Nil where the hall was not open on any day of the month.
    package func monthlyTable(of month: ReportMonth, _ hall: Hall, at now: HallTime) throws -> MonthlyTable? {
        guard let configuration = hall.configuration else { return nil }
        let first = hall.reportRules.monthBeginsOn
        let span = month.days(beginningOn: first)
        let cutOff = journal.headSequence
        guard
            let byService = try figures(from: span.first, through: span.last, by: .service, today: hall.day)
        else { return nil }
        func before(_ month: ReportMonth) throws -> SplitTally? {
            let span = month.days(beginningOn: first)
            return try figures(from: span.first, through: span.last, by: .service, today: hall.day)?.tally
        }
        let (earlier, lastYear) = (try before(month.before), try before(month.lastYear))
        let rules = hall.reportRules
        var table = MonthlyTable(
            month: month, from: span.first, through: span.last,
            unit: rules.unit.map { LocalisedText($0, $0, $0) } ?? configuration.name, preparer: rules.preparer,
            reviewer: rules.reviewer, days: byService.days, cutOff: cutOff, madeAt: now.civil)
        (table.satisfiedMin, table.unratedCountsAs) = (hall.appraisal.satisfiedMin, hall.appraisal.unratedCountsAs)
        table.pads = hall.appraisal.pads ?? []
        table.broken = byService.tally.brokenEquations
        let satisfiedMin = hall.appraisal.satisfiedMin
        table.services = byService.tally.groups.compactMap { key, tally -> MonthlyTable.Row? in
            var row = MonthlyTable.Row(tally, satisfiedMin)
            let service = configuration.service(key)
            (row.service, row.name, row.kind) = (key, service?.name, service?.kind)
            row.department = service?.department
            row.visitsBefore = earlier?.visits(of: key)
            row.visitsLastYear = lastYear?.visits(of: key)
            // What belongs to no service of the hall has a row where there is some.
            return service == nil && !row.hasBusiness ? nil : row
        }
        table.departments = table.departmentRows
        table.whole = MonthlyTable.Row(byService.tally.whole, satisfiedMin)
        table.whole.visitsBefore = earlier?.whole.count(.served)
        table.whole.visitsLastYear = lastYear?.whole.count(.served)
        return table
    }
}

extension SplitTally {
    /// 0 where the period had data and this group none.
    fileprivate func visits(of key: String) -> Int { groups.first { $0.key == key }?.tally.count(.served) ?? 0 }
}

extension MonthlyTable {
    /// In the order of their first service. Waits of several services are weighed by their visits.
    fileprivate var departmentRows: [Row] {
        var rows: [Row] = []
        var weights: [Double] = []
        for service in services {
            let index = rows.firstIndex { $0.department == service.department } ?? rows.count
            if index == rows.count {
                var row = Row()
                row.department = service.department
                rows.append(row)
                weights.append(0)
            }
            rows[index].add(service)
            guard let wait = service.waitMeanSeconds else { continue }
            let (weight, sum) = (Double(service.called), (rows[index].waitMeanSeconds ?? 0) * weights[index])
            weights[index] += weight
            if weights[index] > 0 { rows[index].waitMeanSeconds = (sum + wait * weight) / weights[index] }
        }
        return rows
    }
}

extension MonthlyTable.Row {
    fileprivate init(_ tally: Tally, _ satisfiedMin: Int) {
        self.init()
        visits = tally.count(.served)
        (consulted, done) = (tally.count(.consulted), tally.count(.done) + tally.count(.handedOut))
        (opening, accepted, completed) = (tally.cases.opening, tally.cases.accepted, tally.cases.completed)
        ended = tally.cases.completed + tally.cases.withdrawn + tally.cases.denied
        (closing, due, kept, overdue) = (tally.cases.closing, tally.cases.due, tally.cases.kept, tally.cases.overdue)
        denials = tally.denials.recorded
        (overtime, byAppointment) = (tally.overtime, tally.byAppointment)
        (homeVisits, turnedAway) = (tally.homeVisits, tally.turnedAway)
        (waitMeanSeconds, called) = (tally.wait?.mean, tally.wait?.count ?? 0)
        (rated, satisfied) = (tally.ratings.count, tally.ratings.count(from: satisfiedMin))
        (followUpsDue, followUpsKept) = (tally.followUps.due, tally.followUps.kept)
    }

    fileprivate mutating func add(_ other: MonthlyTable.Row) {
        let sums: [WritableKeyPath<MonthlyTable.Row, Int>] = [
            \.visits, \.consulted, \.done, \.opening, \.accepted, \.ended, \.completed, \.closing, \.due, \.kept,
            \.overdue, \.denials, \.overtime, \.byAppointment, \.homeVisits, \.turnedAway, \.rated, \.satisfied,
            \.followUpsDue, \.followUpsKept,
        ]
        for sum in sums { self[keyPath: sum] += other[keyPath: sum] }
        visitsBefore = other.visitsBefore.map { (visitsBefore ?? 0) + $0 } ?? visitsBefore
        visitsLastYear = other.visitsLastYear.map { (visitsLastYear ?? 0) + $0 } ?? visitsLastYear
    }
}

extension Reports {
    /// Every version of a month's table that has been handed in, in order.
    package func handedIn(of month: ReportMonth, through today: BusinessDay) throws -> [ReportHandedIn] {
        let found = Mutex<[ReportHandedIn]>([])
        let first = BusinessDay(year: month.year, month: month.month, day: 1)!
        try journal.events(ofKinds: [.reportHandedIn], from: first, through: today) { _, event in
            if case .reportHandedIn(let fields) = event.body, fields.report.month == month {
                found.withLock { $0.append(fields) }
            }
            return true
        }
        return found.withLock { $0 }
    }
}
