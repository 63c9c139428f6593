/// A month that figures are handed in for. Written `2026-11`.
package struct ReportMonth: Hashable, Comparable, Sendable {
    package let year: Int
    package let month: Int

    package init?(_ text: some StringProtocol) {
        let bytes = Array(text.utf8)
        guard bytes.count == 7, bytes[4] == UInt8(ascii: "-"), let year = decimal(bytes[..<4]),
            let month = decimal(bytes[5...]), (1970...9000).contains(year), (1...12).contains(month)
        else { return nil }
        (self.year, self.month) = (Int(year), Int(month))
    }

    /// The calendar's.
    package init(containing day: BusinessDay) {
        let (year, month, _) = day.yearMonthDay
        self.init(year: year, month: month)
    }

    private init(year: Int, month: Int) { (self.year, self.month) = (year, month) }

    /// The one before, and the same of last year.
    package var before: ReportMonth {
        month == 1 ? ReportMonth(year: year - 1, month: 12) : ReportMonth(year: year, month: month - 1)
    }
    package var lastYear: ReportMonth { ReportMonth(year: year - 1, month: month) }
    private var after: ReportMonth {
        month == 12 ? ReportMonth(year: year + 1, month: 1) : ReportMonth(year: year, month: month + 1)
    }

    /// The calendar's, or from that day of the month before to the day before it: 26 makes the 26th to the 25th.
    package func days(beginningOn first: Int) -> DaySpan {
        let start = first == 1 ? self : before
        let end = first == 1 ? after : self
        return DaySpan(
            first: BusinessDay(year: start.year, month: start.month, day: first)!,
            last: BusinessDay(year: end.year, month: end.month, day: first)!.adding(days: -1))
    }

    /// The last one that is over on `day`.
    package static func over(on day: BusinessDay, beginningOn first: Int) -> ReportMonth {
        var found = ReportMonth(containing: day)
        while found.days(beginningOn: first).last >= day { found = found.before }
        return found
    }

    package static func < (left: ReportMonth, right: ReportMonth) -> Bool {
        (left.year, left.month) < (right.year, right.month)
    }
}

extension ReportMonth: Codable, CustomStringConvertible {
    package var description: String { padded(year, digits: 4) + "-" + padded(month, digits: 2) }

    package init(from decoder: any Decoder) throws {
        self = try decodeText(from: decoder, as: "a month like 2026-11") { ReportMonth($0) }
    }

    package func encode(to encoder: any Encoder) throws {
        try encodeText(description, to: encoder)
    }
}

/// A monthly table that has been handed in: from then on it is as it was.
package struct HandedIn: Codable, Equatable, Sendable {
    package let month: ReportMonth
    /// From 1; a correction is the next.
    package let version: Int
    package let at: CivilTime
    package let staff: StaffID?
}

/// How the hall's monthly table is made.
package struct ReportRules: Codable, Equatable, Sendable {
    /// The day with which a month begins: 1 for the calendar's, 26 for the 26th to the 25th.
    package var monthBeginsOn = 1
    /// Who hands in; nil: the hall's name.
    package var unit: String?
    package var preparer: String?
    package var reviewer: String?
    /// Working days after the month's last day by which it is handed in.
    package var dueWorkingDays = 3

    package init() {}
}

extension Hall {
    package var reportRules: ReportRules { configuration?.report ?? ReportRules() }

    package func handedIn(_ month: ReportMonth) -> HandedIn? { reports.last { $0.month == month } }

    /// The last month that is over, and by when it is to be handed in.
    package func reportDue(on day: BusinessDay) -> (month: ReportMonth, due: BusinessDay) {
        let month = ReportMonth.over(on: day, beginningOn: reportRules.monthBeginsOn)
        let end = month.days(beginningOn: reportRules.monthBeginsOn).last
        return (month, calendar.day(reportRules.dueWorkingDays, workingDaysAfter: end))
    }
}

extension Deliberation {
    /// `table`: the figures as they are handed in. They are computed elsewhere; here they are frozen.
    mutating func handIn(_ report: ReportToHandIn, _ reason: String?) throws(Refusal) {
        try check(reason: reason)
        guard let day = hall.day else { throw .noBusinessDay }
        let span = report.month.days(beginningOn: hall.reportRules.monthBeginsOn)
        guard span.last < day else { throw .monthNotOver(report.month, lastDay: span.last) }
        let version = 1 + (hall.handedIn(report.month)?.version ?? 0)
        if version > 1 { _ = try required(reason, "reason", of: "correction") }
        emit(
            .reportHandedIn(
                ReportHandedIn(
                    report: HandedIn(month: report.month, version: version, at: now.civil, staff: actor.staff),
                    formula: report.formula, cutOff: report.cutOff, table: report.table, reason: reason)))
    }
}

package struct ReportToHandIn: Hashable, Sendable {
    package var month: ReportMonth
    package var formula: Int
    /// The last event that the figures have seen.
    package var cutOff: Int
    /// As JSON.
    package var table: String

    package init(month: ReportMonth, formula: Int, cutOff: Int, table: String) {
        (self.month, self.formula, self.cutOff, self.table) = (month, formula, cutOff, table)
    }
}
