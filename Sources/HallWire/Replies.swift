// What is answered, as it travels. The .varlink files say what each field means.

package struct WireWaitRange: Codable, Sendable, Equatable {
    package var lowMinutes: Int
    package var highMinutes: Int

    package init(lowMinutes: Int, highMinutes: Int) {
        (self.lowMinutes, self.highMinutes) = (lowMinutes, highMinutes)
    }
}

package struct WireSlip: Codable, Sendable, Equatable {
    package var job: Int
    package var state: String
    package var copy: Bool
    package var trouble: String?
    package var failure: String?

    package init(job: Int, state: String, copy: Bool, trouble: String?, failure: String?) {
        (self.job, self.state, self.copy, self.trouble, self.failure) = (job, state, copy, trouble, failure)
    }
}

package struct WireTicket: Codable, Sendable, Equatable {
    package var number: String
    package var day: String
    package var service: String
    package var serviceName: WireText
    package var category: String
    package var priority: String
    package var state: String
    package var window: Int?
    package var targetWindow: Int?
    package var issuedAt: String
    package var ahead: Int
    package var wait: WireWaitRange?
    package var community: String?
    package var needs: [String]?
    package var language: String
    package var calls: Int
    package var passes: Int
    package var copies: Int
    package var score: Int?
    package var slip: WireSlip?
    package var matters: [WireMatter]?
    package var next: [String]?
    package var firstAsked: String?
    package var handler: String?
    package var returnUntil: String?
    package var focusGroups: [String]?
    package var code: String?

    package init(
        number: String, day: String, service: String, serviceName: WireText, category: String, priority: String,
        state: String, window: Int?, targetWindow: Int?, issuedAt: String, ahead: Int, wait: WireWaitRange?,
        community: String?, needs: [String]?, language: String, calls: Int, passes: Int, copies: Int, score: Int?,
        slip: WireSlip?
    ) {
        (self.number, self.day, self.service, self.serviceName) = (number, day, service, serviceName)
        (self.category, self.priority, self.state) = (category, priority, state)
        (self.window, self.targetWindow, self.issuedAt) = (window, targetWindow, issuedAt)
        (self.ahead, self.wait, self.community, self.needs) = (ahead, wait, community, needs)
        (self.language, self.calls, self.passes) = (language, calls, passes)
        (self.copies, self.score, self.slip) = (copies, score, slip)
    }
}

/// What became of one matter of a visit.
package struct WireMatter: Codable, Sendable, Equatable {
    package var service: String
    package var outcome: String
    package var quantity: Int
    package var missing: [Int]?
    package var reason: String?
    package var basis: String?
    package var destination: String?
    package var `case`: String?
    package var caseCode: String?
    package var denial: String?
    package var byDefault: Bool

    package init(service: String, outcome: String, quantity: Int, byDefault: Bool) {
        (self.service, self.outcome) = (service, outcome)
        (self.quantity, self.byDefault) = (quantity, byDefault)
    }
}

package struct TicketReply: Codable, Sendable {
    /// Absent only where a call found nobody.
    package var ticket: WireTicket?

    package init(ticket: WireTicket?) { self.ticket = ticket }
}

package struct TicketsReply: Codable, Sendable {
    package var tickets: [WireTicket]

    package init(tickets: [WireTicket]) { self.tickets = tickets }
}

package struct ExplainReply: Codable, Sendable {
    package struct Call: Codable, Sendable {
        package var number: String
        package var window: Int
        package var at: String
        package var rule: String
        package var level: String
        package var overtook: Int

        package init(number: String, window: Int, at: String, rule: String, level: String, overtook: Int) {
            (self.number, self.window, self.at) = (number, window, at)
            (self.rule, self.level, self.overtook) = (rule, level, overtook)
        }
    }

    package struct Candidate: Codable, Sendable {
        package var window: Int
        package var state: String
        package var level: String

        package init(window: Int, state: String, level: String) {
            (self.window, self.state, self.level) = (window, state, level)
        }
    }

    package var ticket: WireTicket
    package var wentAhead: [Call]
    package var ahead: [String]
    package var windows: [Candidate]
    package var policy: String

    package init(
        ticket: WireTicket, wentAhead: [Call], ahead: [String], windows: [Candidate], policy: String
    ) {
        (self.ticket, self.wentAhead, self.ahead) = (ticket, wentAhead, ahead)
        (self.windows, self.policy) = (windows, policy)
    }
}

package struct WireWindow: Codable, Sendable, Equatable {
    package var window: Int
    package var state: String
    package var staff: String?
    package var reason: String?
    package var current: String?
    package var services: [String]

    package init(
        window: Int, state: String, staff: String?, reason: String?, current: String?, services: [String]
    ) {
        (self.window, self.state, self.staff) = (window, state, staff)
        (self.reason, self.current, self.services) = (reason, current, services)
    }
}

package struct WindowReply: Codable, Sendable {
    package var window: WireWindow

    package init(window: WireWindow) { self.window = window }
}

/// Seconds.
/// A tally, and each group of one. `day`, `from`, `to` and `days` only on a tally, `key` only on a group.
package struct VerifyReply: Codable, Sendable {
    package var events: Int
    package var intact: Bool
    package var broken: Int?
    package var why: String?
    package var head: String

    package init(events: Int, intact: Bool, broken: Int?, why: String?, head: String) {
        (self.events, self.intact, self.broken, self.why, self.head) = (events, intact, broken, why, head)
    }
}

/// One piece of a file, in base64.
package struct FileChunk: Codable, Sendable {
    package var name: String
    package var mediaType: String
    package var chunk: String

    package init(name: String, mediaType: String, chunk: String) {
        (self.name, self.mediaType, self.chunk) = (name, mediaType, chunk)
    }
}

package struct WirePrintJob: Codable, Sendable {
    package var job: Int
    package var number: String?
    package var day: String?
    package var document: String
    package var printer: String?
    package var copy: Bool
    package var state: String
    package var trouble: String?
    package var failure: String?
    package var attempts: Int

    package init(
        job: Int, number: String?, day: String?, document: String, printer: String?, copy: Bool, state: String,
        trouble: String?, failure: String?, attempts: Int
    ) {
        (self.job, self.number, self.day, self.document) = (job, number, day, document)
        (self.printer, self.copy, self.state, self.trouble) = (printer, copy, state, trouble)
        (self.failure, self.attempts) = (failure, attempts)
    }
}

package struct WireDevice: Codable, Sendable {
    package var name: String
    package var profile: String
    package var role: String?
    package var state: String
    package var trouble: String?
    package var notices: [String]
    package var detail: String?
    package var since: String

    package init(
        name: String, profile: String, role: String?, state: String, trouble: String?, notices: [String],
        detail: String?,
        since: String
    ) {
        (self.name, self.profile, self.role) = (name, profile, role)
        (self.state, self.trouble) = (state, trouble)
        (self.notices, self.detail, self.since) = (notices, detail, since)
    }
}

package struct DevicesReply: Codable, Sendable {
    package var devices: [WireDevice]

    package init(devices: [WireDevice]) { self.devices = devices }
}

package struct DeviceTestReply: Codable, Sendable {
    package struct Sent: Codable, Sendable {
        package var window: Int
        package var frames: [String]

        package init(window: Int, frames: [String]) { (self.window, self.frames) = (window, frames) }
    }

    package var sent: [Sent]
    package var device: WireDevice?

    package init(sent: [Sent], device: WireDevice?) { (self.sent, self.device) = (sent, device) }
}

package struct DeviceTraffic: Codable, Sendable {
    package var direction: String
    package var bytes: String
    package var meaning: String?

    package init(direction: String, bytes: String, meaning: String?) {
        (self.direction, self.bytes, self.meaning) = (direction, bytes, meaning)
    }
}

package struct PrintJobsReply: Codable, Sendable {
    package var jobs: [WirePrintJob]

    package init(jobs: [WirePrintJob]) { self.jobs = jobs }
}

package struct PrintJobReply: Codable, Sendable {
    package var job: WirePrintJob

    package init(job: WirePrintJob) { self.job = job }
}

package struct WireText: Codable, Sendable, Equatable {
    package var zhHans: String
    package var zhHant: String
    package var en: String

    package init(zhHans: String, zhHant: String, en: String) {
        (self.zhHans, self.zhHant, self.en) = (zhHans, zhHant, en)
    }
}

extension WireText {
    package subscript(language: WireLanguage) -> String {
        switch language {
        case .simplifiedChinese: zhHans
        case .traditionalChinese: zhHant
        case .english: en
        }
    }
}

package struct StatusReply: Codable, Sendable {
    package struct Alarm: Codable, Sendable {
        package var name: String
        package var since: String
        package var detail: String
        package var device: String?
        package var trouble: String?

        package init(name: String, since: String, detail: String, device: String? = nil, trouble: String? = nil) {
            (self.name, self.since, self.detail) = (name, since, detail)
            (self.device, self.trouble) = (device, trouble)
        }
    }

    package struct Journal: Codable, Sendable {
        package var events: Int
        package var journalMode: String
        package var synchronous: Int

        package init(events: Int, journalMode: String, synchronous: Int) {
            (self.events, self.journalMode, self.synchronous) = (events, journalMode, synchronous)
        }
    }

    package var hall: WireText
    package var version: String
    package var day: String?
    package var now: String
    package var open: Bool
    package var clockTrusted: Bool
    package var waiting: Int
    package var called: Int
    package var serving: Int
    package var parked: Int
    package var issued: Int
    package var windows: [WireWindow]
    package var printing: Int
    package var printFailures: Int
    package var journal: Journal
    /// Where the pages are.
    package var web: String?
    package var streams: Int
    package var alarms: [Alarm]

    package init(
        hall: WireText, version: String, day: String?, now: String, open: Bool, clockTrusted: Bool, waiting: Int,
        called: Int, serving: Int, parked: Int, issued: Int, windows: [WireWindow], printing: Int,
        printFailures: Int, journal: Journal, streams: Int, alarms: [Alarm]
    ) {
        (self.hall, self.version, self.day, self.now) = (hall, version, day, now)
        (self.open, self.clockTrusted, self.waiting, self.called) = (open, clockTrusted, waiting, called)
        (self.serving, self.parked, self.issued, self.windows) = (serving, parked, issued, windows)
        (self.printing, self.printFailures, self.journal) = (printing, printFailures, journal)
        (self.streams, self.alarms) = (streams, alarms)
    }
}

package struct DescribeReply: Codable, Sendable {
    package struct Category: Codable, Sendable {
        package var prefix: String
        package var name: WireText
        package var spoken: WireText
        package var pictogram: String
        package var colour: String
        package var waiting: Int

        package init(
            prefix: String, name: WireText, spoken: WireText, pictogram: String, colour: String, waiting: Int
        ) {
            (self.prefix, self.name, self.spoken, self.waiting) = (prefix, name, spoken, waiting)
            (self.pictogram, self.colour) = (pictogram, colour)
        }
    }

    package struct Service: Codable, Sendable {
        package var code: String
        package var category: String
        package var name: WireText
        package var waiting: Int
        package var kind: String
        package var limitDays: Int?
        package var expectedMinutes: Int
        package var department: String?
        package var sensitive: Bool
        package var materials: [WireText]
        package var verifiedBy: String?
        package var verifiedOn: String?

        package init(
            code: String, category: String, name: WireText, waiting: Int, kind: String, limitDays: Int?,
            expectedMinutes: Int, department: String?, sensitive: Bool, materials: [WireText]
        ) {
            (self.code, self.category, self.name, self.waiting) = (code, category, name, waiting)
            (self.kind, self.limitDays, self.expectedMinutes) = (kind, limitDays, expectedMinutes)
            (self.department, self.sensitive, self.materials) = (department, sensitive, materials)
        }
    }

    package struct PriorityGroup: Codable, Sendable {
        package var code: String
        package var name: WireText

        package init(code: String, name: WireText) { (self.code, self.name) = (code, name) }
    }

    package struct Community: Codable, Sendable {
        package var code: String
        package var name: String
        package var within: String?

        package init(code: String, name: String, within: String?) {
            (self.code, self.name, self.within) = (code, name, within)
        }
    }

    package var hall: WireText
    package var plates: [WireText]
    package var hours: [String]
    package var policy: String
    package var categories: [Category]
    package var services: [Service]
    package var windows: [WireWindow]
    package var priorityGroups: [PriorityGroup]
    package var communities: [Community]
    package var focusGroups: [PriorityGroup]
    package var notices: [WireText]
    package var helpService: String?
    package var kioskIdleSeconds: Int

    package init(
        hall: WireText, plates: [WireText], hours: [String], policy: String, categories: [Category],
        services: [Service], windows: [WireWindow], priorityGroups: [PriorityGroup], communities: [Community],
        focusGroups: [PriorityGroup], notices: [WireText], helpService: String?, kioskIdleSeconds: Int
    ) {
        (self.hall, self.plates, self.hours) = (hall, plates, hours)
        (self.policy, self.categories, self.services) = (policy, categories, services)
        (self.windows, self.priorityGroups, self.communities) = (windows, priorityGroups, communities)
        self.focusGroups = focusGroups
        (self.notices, self.helpService, self.kioskIdleSeconds) = (notices, helpService, kioskIdleSeconds)
    }
}

package struct WatchReply: Codable, Sendable {
    package struct Change: Codable, Sendable {
        package var kind: String
        package var at: String
        package var number: String?
        package var window: Int?

        package init(kind: String, at: String, number: String?, window: Int?) {
            (self.kind, self.at, self.number, self.window) = (kind, at, number, window)
        }
    }

    package var waiting: Int
    package var windows: [WireWindow]
    package var changes: [Change]

    package init(waiting: Int, windows: [WireWindow], changes: [Change]) {
        (self.waiting, self.windows, self.changes) = (waiting, windows, changes)
    }
}
