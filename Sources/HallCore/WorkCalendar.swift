/// Which days are legal working days (工作日), in which limits count: Monday to Friday, but for the holidays and the
/// make-up working days (调休) that the State Council publishes each autumn for the year to come.
package struct WorkCalendar: Codable, Equatable, Sendable {
    package var holidays: [DaySpan] = []
    package var makeUpDays: [BusinessDay] = []

    package init() {}

    package func isWorkingDay(_ day: BusinessDay) -> Bool {
        if makeUpDays.contains(day) { return true }
        return day.weekday < 5 && !holidays.contains { $0.contains(day) }
    }

    /// Of days without work in all that a limit is stretched by: a calendar of holidays alone must not hold the hall up.
    private static let idleDaysMax = 3_660

    /// The last day of a limit that begins on `day`, which does not count itself; on the day itself for 0.
    package func day(_ workingDays: Int, workingDaysAfter day: BusinessDay) -> BusinessDay {
        var (day, left, idle) = (day, workingDays, 0)
        while left > 0, idle < workingDays + Self.idleDaysMax {
            day = day.adding(days: 1)
            if isWorkingDay(day) { left -= 1 } else { idle += 1 }
        }
        return day
    }

    /// Without `first`, with `last`; 0 where `last` is not later.
    package func workingDays(after first: BusinessDay, through last: BusinessDay) -> Int {
        guard first < last else { return 0 }
        return (first.daysSince1970 + 1...last.daysSince1970).count {
            isWorkingDay(BusinessDay(daysSince1970: $0))
        }
    }

    /// Until then the holidays are known; nil where none are.
    package var knownThrough: BusinessDay? {
        let last = (holidays.map(\.last) + makeUpDays).max()
        return last.flatMap { BusinessDay(year: $0.yearMonthDay.year, month: 12, day: 31) }
    }
}

/// From the first day to the last, both in it.
package struct DaySpan: Codable, Hashable, Sendable {
    package var first: BusinessDay
    package var last: BusinessDay

    package init(first: BusinessDay, last: BusinessDay) {
        (self.first, self.last) = (first, last)
    }

    package func contains(_ day: BusinessDay) -> Bool { first <= day && day <= last }

    /// All of them, in order.
    package var days: [BusinessDay] {
        (0...Int(last.daysSince1970 - first.daysSince1970)).map { first.adding(days: $0) }
    }
}

extension BusinessDay {
    /// 0 is Monday, 6 Sunday.
    package var weekday: Int {
        // 1 January 1970 was a Thursday.
        let shifted = (Int(daysSince1970) + 3) % 7
        return shifted < 0 ? shifted + 7 : shifted
    }
}
