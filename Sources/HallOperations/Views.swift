package import HallCore
import HallEngine
import HallReports
package import HallWire

// What the hall's values look like from outside.

extension Hall {
    /// `ahead`: where it is known already.
    func view(of ticket: Ticket, ahead: Int? = nil, now: Int64) -> WireTicket {
        guard ticket.state == .waiting else { return view(of: ticket, ahead: 0, wait: nil) }
        let ahead = ahead ?? aheadCount(of: ticket, now: now)
        return view(of: ticket, ahead: ahead, wait: estimatedWait(for: ticket, ahead: ahead, now: now))
    }

    func view(of ticket: Ticket, ahead: Int, wait: WaitRange?) -> WireTicket {
        let service = configuration?.service(ticket.service)
        var view = WireTicket(
            number: "\(ticket.number)", day: "\(ticket.id.day)", service: ticket.service,
            serviceName: WireText(service?.name ?? LocalisedText(ticket.service, ticket.service, ticket.service)),
            category: service?.category ?? String("\(ticket.number)".prefix(1)),
            priority: ticket.priority ?? "normal", state: ticket.state.rawValue, window: ticket.window,
            targetWindow: ticket.targetWindow, issuedAt: ticket.issuedAt.rfc3339(wholeSeconds: true), ahead: ahead,
            wait: wait.map { WireWaitRange(lowMinutes: $0.lowMinutes, highMinutes: $0.highMinutes) },
            community: ticket.community, needs: ticket.needs.isEmpty ? nil : ticket.needs,
            language: ticket.language.rawValue, calls: ticket.callCount, passes: ticket.passCount,
            copies: ticket.copyCount, score: ticket.score,
            slip: slip(of: ticket).map { job in
                WireSlip(
                    job: job.number, state: job.state.rawValue, copy: job.showsCopy,
                    trouble: job.trouble?.rawValue, failure: job.failure.flatMap { $0.isEmpty ? nil : $0 })
            })
        view.matters = ticket.matters.map { $0.map { WireMatter($0) } }
        view.next = ticket.remaining
        view.focusGroups = ticket.focusGroups
        (view.firstAsked, view.handler) = (ticket.firstAsked, ticket.handler)
        view.returnUntil = ticket.state == .served ? ticket.returnUntil.map { "\($0)" } : nil
        return view
    }

    func view(of window: WindowStatus) -> WireWindow {
        let services = configuration?.window(window.number).map { $0.primary + $0.secondary + $0.backup }
        return WireWindow(
            window: window.number, state: window.state.rawValue, staff: window.staff, reason: window.pauseReason,
            current: window.current.map { "\($0.number)" }, services: services ?? [])
    }

    var windowViews: [WireWindow] { windows.map { view(of: $0) } }

    func view(of job: PrintJob) -> WirePrintJob {
        WirePrintJob(
            job: job.number, number: job.ticket.map { "\($0.number)" }, day: job.ticket.map { "\($0.day)" },
            document: job.document?.name ?? "ticket", printer: job.printer, copy: job.showsCopy,
            state: job.state.rawValue, trouble: job.trouble?.rawValue,
            failure: job.failure.flatMap { $0.isEmpty ? nil : $0 }, attempts: job.attempts)
    }

    func explanation(of number: TicketNumber, now: Int64) throws(OperationFailure) -> ExplainReply {
        guard let explanation = explain(number, now: now) else { throw .refused(.unknownTicket(number)) }
        return ExplainReply(
            ticket: view(of: explanation.ticket, now: now),
            wentAhead: explanation.wentAhead.map { call in
                ExplainReply.Call(
                    number: "\(call.ticket.number)", window: call.window,
                    at: call.at.civil.rfc3339(wholeSeconds: true), rule: call.why.rule.rawValue,
                    level: "\(call.why.level)", overtook: call.why.overtook)
            },
            ahead: explanation.ahead.map { "\($0.number)" },
            windows: explanation.windows.map { status, level in
                ExplainReply.Candidate(window: status.number, state: status.state.rawValue, level: "\(level)")
            },
            policy: configuration?.calling.policy.rawValue ?? "")
    }
}

extension PrintJob {
    /// Whether the paper says, or would say, that it is a copy.
    fileprivate var showsCopy: Bool { isMarked ?? isCopy }
}

extension PrintedDocument {
    fileprivate var name: String {
        switch self {
        case .materials: "materials"
        case .notice: "notice"
        case .acceptance: "acceptance"
        case .denial: "denial"
        case .closing: "closing"
        case .plate: "plate"
        case .poster: "poster"
        case .report: "report"
        }
    }
}

extension WireDevice {
    init(_ entry: DeviceBoard.Entry) {
        let status = entry.status
        self.init(
            name: status.name, profile: status.profile, role: status.role?.rawValue, state: status.state.rawValue,
            trouble: status.trouble?.rawValue, notices: status.notices, detail: status.detail,
            since: entry.since.civil.rfc3339(wholeSeconds: true))
    }
}

extension WireWindow {
    /// Without what is the staff's own business.
    var forEverybody: WireWindow {
        var window = self
        (window.staff, window.reason) = (nil, nil)
        return window
    }
}

extension WireMatter {
    init(_ matter: Matter) {
        self.init(
            service: matter.service, outcome: matter.outcome.rawValue, quantity: matter.count,
            byDefault: matter.byDefault == true)
        missing = matter.missing.map { $0.map { $0 + 1 } }
        (reason, basis, destination) = (matter.reason, matter.basis, matter.destination)
        (`case`, denial) = (matter.opened.map { "\($0)" }, matter.denial.map { "\($0)" })
    }
}

extension WireText {
    package init(_ text: LocalisedText) {
        self.init(zhHans: text.simplifiedChinese, zhHant: text.traditionalChinese, en: text.english)
    }
}

extension Receipt {
    /// The ticket that the answer shows. One just issued is shown as it was told to the journal and the slip.
    var view: WireTicket? {
        guard let ticket else { return nil }
        if case .ticketIssued(let issued)? = events.first?.body, ticket.state == .waiting {
            return hall.view(of: ticket, ahead: issued.ahead, wait: issued.promised)
        }
        return hall.view(of: ticket, now: at.instant)
    }
}
