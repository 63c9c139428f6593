package enum Language: String, Codable, Sendable, CaseIterable {
    case simplifiedChinese = "zh-Hans"
    case traditionalChinese = "zh-Hant"
    case english = "en"
}

package struct LocalisedText: Codable, Equatable, Sendable {
    package var simplifiedChinese: String
    package var traditionalChinese: String
    package var english: String

    package init(_ simplifiedChinese: String, _ traditionalChinese: String, _ english: String) {
        self.simplifiedChinese = simplifiedChinese
        self.traditionalChinese = traditionalChinese
        self.english = english
    }

    package subscript(language: Language) -> String {
        switch language {
        case .simplifiedChinese: simplifiedChinese
        case .traditionalChinese: traditionalChinese
        case .english: english
        }
    }

    private enum CodingKeys: String, CodingKey {
        case simplifiedChinese = "zh-Hans"
        case traditionalChinese = "zh-Hant"
        case english = "en"
    }
}

/// What the hall is: everything that decisions read besides the state they change.
package struct HallConfiguration: Codable, Equatable, Sendable {
    package var name: LocalisedText
    /// Further names on the door (加挂牌子).
    package var plates: [LocalisedText] = []
    /// When tickets are given, each day; empty means always.
    package var hours: [OpeningSpan] = []
    package var calling = CallingRules()
    package var dayEnd = DayEnd.carry
    package var categories: [Category] = []
    package var services: [Service] = []
    package var windows: [Window] = []
    package var staff: [StaffMember] = []
    package var priorityGroups: [PriorityGroup] = []
    package var communities: [Community] = []
    /// Absent from journals of before there were printers by role.
    package var paper: PaperRules?
    /// What the hall tells everybody on its boards (公告). Absent from journals of before there were pages.
    package var notices: [LocalisedText]?
    package var pages: PageRules?
    /// Absent from journals of before there were cases.
    package var workCalendar: WorkCalendar?
    package var course: CourseRules?
    /// Absent from journals of before staff noted them.
    package var focusGroups: [FocusGroup]?
    /// Absent from journals of before words were erased.
    package var retention: RetentionRules?
    /// Absent from journals of before there were monthly tables.
    package var report: ReportRules?
    /// Absent from journals of before there were follow-ups.
    package var appraisal: AppraisalRules?
    /// Absent from journals of before there were appointments.
    package var appointments: AppointmentRules?
    /// Nil: every day.
    package var openDays: OpenDays?

    package init(name: LocalisedText) {
        self.name = name
    }

    package func service(_ code: ServiceCode) -> Service? {
        services.first { $0.code == code }
    }

    package func category(_ prefix: String) -> Category? {
        categories.first { $0.prefix == prefix }
    }

    /// The community that a code means, or the one that its grid is part of.
    package func community(of code: CommunityCode) -> CommunityCode {
        communities.first { $0.code == code }?.within ?? code
    }

    package func window(_ number: WindowNumber) -> Window? {
        windows.first { $0.number == number }
    }

    package func staffMember(_ id: StaffID) -> StaffMember? {
        staff.first { $0.id == id }
    }

    /// The service that somebody gets who does not know which one they need.
    package var helpService: ServiceCode? { pages?.helpService }

}

/// How the pages behave.
package struct PageRules: Codable, Equatable, Sendable {
    package var helpService: ServiceCode?
    /// A kiosk that nobody touches returns to its first page after this long.
    package var kioskIdleSeconds = 60
    /// Who signed in on a page and has done nothing for this long is asked for the PIN again.
    package var signInIdleMinutes = 60
    /// What kiosks say of a service is checked at least this often; nil: nobody asks.
    package var guideDaysMax: Int?

    package init() {}
}

/// From the first minute up to, but not including, the last.
package struct OpeningSpan: Codable, Equatable, Sendable {
    package var fromMinute: Int
    package var toMinute: Int

    package init(fromMinute: Int, toMinute: Int) {
        self.fromMinute = fromMinute
        self.toMinute = toMinute
    }

    package var minutes: Range<Int> { fromMinute..<max(fromMinute, toMinute) }
}

/// What becomes of tickets that are still open when the next business day opens.
package enum DayEnd: String, Codable, Sendable, CaseIterable {
    /// They keep their number and day, and the new day skips their numbers.
    case carry
    /// Those who did not answer a last call are voided, each by an event of its own; the others are carried.
    case void
}

/// A family of services that share a number prefix (类别).
package struct Category: Codable, Equatable, Sendable {
    package var prefix: String
    package var name: LocalisedText
    /// The day's first number: 201 makes B201, for letters that sound alike.
    package var firstOrdinal: Int32 = 1
    /// What it is known by besides its name: a picture and a colour (`#rrggbb`) that white stands out on.
    package var pictogram: Pictogram?
    package var colour: String?
    /// How it is said aloud, where that is not how it is written.
    package var spoken: LocalisedText?
    /// Pre-printed, for when there is no power: never given out.
    package var emergencyNumbers: NumberRange?

    package init(prefix: String, name: LocalisedText, firstOrdinal: Int32 = 1) {
        self.prefix = prefix
        self.name = name
        self.firstOrdinal = firstOrdinal
    }
}

package struct NumberRange: Codable, Equatable, Sendable {
    package var first: Int32
    package var last: Int32

    package init(first: Int32, last: Int32) {
        (self.first, self.last) = (first, last)
    }
}

package enum ServiceKind: String, Codable, Sendable, CaseIterable {
    /// 即办件: done at once.
    case immediate
    /// 承诺件: done within a promised limit.
    case promised
}

/// A matter residents come for (事项).
package struct Service: Codable, Equatable, Sendable {
    package var code: ServiceCode
    package var category: String
    package var name: LocalisedText
    package var kind = ServiceKind.immediate
    /// Working days; only for promised services.
    package var limitDays: Int?
    /// What one visit usually takes, until the day's own figures are known.
    package var expectedSeconds = 300
    package var materials: [LocalisedText] = []
    /// 主管部门.
    package var department: String?
    /// Slip, board, voice and page name the category instead.
    package var sensitive = false
    /// What the law allows, in working days; the hall's promise is `limitDays`.
    package var statutoryDays: Int?
    /// States of a case in which its limits do not run.
    package var suspendedWhile: [CaseState]?
    package var defaultOutcome: Outcome?
    package var admission: Admission?
    /// Who last made sure that what the kiosk says of it is so.
    package var guide: GuideCheck?
    package var quota: Quota?
    /// When tickets for it are given; nil: whenever the hall is open and a window for it may be.
    package var hours: [OpeningSpan]?

    package init(code: ServiceCode, category: String, name: LocalisedText) {
        self.code = code
        self.category = category
        self.name = name
    }

    package func suspends(_ state: CaseState) -> Bool { (suspendedWhile ?? [.waitingForMaterials]).contains(state) }
}

/// 办事指南的核对: who did it, and when.
package struct GuideCheck: Codable, Equatable, Sendable {
    package var by: String
    package var on: BusinessDay

    package init(by: String, on: BusinessDay) { (self.by, self.on) = (by, on) }
}

extension HallConfiguration {
    /// Services whose guide nobody has checked for too long, or ever, where the hall asks for that.
    package func staleGuides(on day: BusinessDay) -> [Service] {
        guard let max = pages?.guideDaysMax else { return [] }
        return services.filter { service in service.guide.map { $0.on.adding(days: max) < day } ?? true }
    }
}

package enum ServiceLevel: Int, Codable, Sendable, CaseIterable, Comparable {
    case primary, secondary, backup

    package static func < (left: ServiceLevel, right: ServiceLevel) -> Bool { left.rawValue < right.rawValue }
}

/// A numbered counter and what it serves.
package struct Window: Codable, Equatable, Sendable {
    package var number: WindowNumber
    package var primary: [ServiceCode] = []
    package var secondary: [ServiceCode] = []
    package var backup: [ServiceCode] = []
    /// Who is signed in when the day opens; without it the window opens when somebody signs in.
    package var signedIn: StaffID?
    /// Where notices and receipts for whoever is served here come out; nil: the slips' default.
    package var printer: PrinterName?
    /// When it is there for its services; nil: whenever the hall is open.
    package var hours: [OpeningSpan]?

    package init(number: WindowNumber, primary: [ServiceCode] = [], signedIn: StaffID? = nil) {
        self.number = number
        self.primary = primary
        self.signedIn = signedIn
    }

    package func level(of service: ServiceCode) -> ServiceLevel? {
        if primary.contains(service) { return .primary }
        if secondary.contains(service) { return .secondary }
        return backup.contains(service) ? .backup : nil
    }
}

package enum StaffRole: String, Codable, Sendable, CaseIterable {
    case staff, administrator
}

package enum Pictogram: String, Codable, Sendable, CaseIterable {
    case work, assistance, health, housing, law, city, survey, other, help
}

package struct StaffMember: Codable, Equatable, Sendable {
    package var id: StaffID
    package var name: String
    package var role: StaffRole?

    package init(id: StaffID, name: String, role: StaffRole? = nil) {
        self.id = id
        self.name = name
        self.role = role
    }
}

package struct PriorityGroup: Codable, Equatable, Sendable {
    package var code: PriorityCode
    package var name: LocalisedText
    /// Its slips are in large print.
    package var largePrint: Bool?

    package init(code: PriorityCode, name: LocalisedText) {
        self.code = code
        self.name = name
    }
}

/// 服务重点对象: the poor, the elderly, … Tallies count them.
package struct FocusGroup: Codable, Equatable, Sendable {
    package var code: FocusCode
    package var name: LocalisedText

    package init(code: FocusCode, name: LocalisedText) {
        (self.code, self.name) = (code, name)
    }
}

/// A community whose residents the hall serves, or a grid (片区、网格) of one.
package struct Community: Codable, Equatable, Sendable {
    package var code: CommunityCode
    package var name: String
    /// The community that a grid is part of.
    package var within: CommunityCode?
    /// Who is responsible for it.
    package var person: String?

    package init(code: CommunityCode, name: String) {
        self.code = code
        self.name = name
    }
}

package enum CallingPolicy: String, Codable, Sendable, CaseIterable {
    case fifo
    /// Priority groups first, always.
    case strict
    /// A priority group counts as having arrived `headStartSeconds` earlier.
    case headStart = "head-start"
    /// `ratioPriority` priority tickets, then `ratioNormal` others, in turn at each window.
    case ratio
}

/// 过号: where a ticket goes whose holder did not come.
package enum PassedRule: String, Codable, Sendable, CaseIterable {
    /// It ends as a no-show (弃号).
    case void
    case back
    /// Behind the next `passedAfterCount` tickets.
    case after
}

package struct CallingRules: Codable, Equatable, Sendable {
    package var policy = CallingPolicy.headStart
    package var headStartSeconds = 600
    package var ratioPriority = 1
    package var ratioNormal = 2
    /// A backup window calls a ticket once it has waited this long.
    package var backupAfterSeconds = 900
    package var recallCountMax = 3
    package var recallGapSecondsMin = 5
    /// Calls, recalls among them, before a no-show.
    package var noShowCallCountMin = 2
    /// From the last call to the no-show.
    package var noShowGapSecondsMin = 15
    package var passed = PassedRule.void
    package var passedAfterCount = 3
    /// A ticket passed more often than this ends as a no-show whatever `passed` says.
    package var passCountMax = 2
    package var undoSecondsMax = 20
    /// A called ticket counts as started after this, pressed or not.
    package var startInferredAfterSeconds = 120
    /// A rating counts for the window's last finished visit for this long.
    package var ratingSecondsMax = 600
    /// 过号 only this long after lunch, or after the system was away; nil in journals of before that was a rule.
    package var noShowGraceSecondsMin: Int?

    package init() {}

    var noShowGraceSeconds: Int { noShowGraceSecondsMin ?? 180 }
}
