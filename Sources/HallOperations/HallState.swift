import HallCore
import HallEngine
import HallJournal
import HallWire
import Synchronization

extension HallServices {
    /// The hall after the last commit, and the time now.
    var state: (hall: Hall, now: HallTime) {
        (engine.snapshot, engine.now())
    }

    /// A ticket of the business day before, which a repeated request names: as that day's events left it. So rare
    /// that the day is read again, instead of every opening carrying every ticket.
    func viewOfEnded(_ ticket: TicketID, _ receipt: Receipt) async throws -> WireTicket? {
        guard let today = receipt.hall.day else { return nil }
        return try await blocking {
            let before = try journal.days(from: ticket.day, through: today.adding(days: -1)).last
            let replayed = Mutex(Hall(limits: limits))
            if let before { try journal.events(of: before) { event in replayed.withLock { $0.apply(event) } } }
            let hall = replayed.withLock { $0 }
            return hall[ticket].map { hall.view(of: $0, ahead: 0, wait: nil) }
        }
    }

    func status() throws -> StatusReply {
        let (hall, now) = state
        guard let configuration = hall.configuration else { throw OperationFailure.refused(.noBusinessDay) }
        let jobs = hall.printJobs.array.compactMap { hall.printJob($0) }
        var status = StatusReply(
            hall: WireText(configuration.name), version: version, day: hall.day.map { "\($0)" },
            now: now.civil.rfc3339(wholeSeconds: true), open: configuration.isOpen(at: now.civil),
            clockTrusted: now.trusted, waiting: hall.waiting.count, called: hall.count(.called),
            serving: hall.count(.serving), parked: hall.count(.parked),
            issued: hall.issued.array.count { $0.day == hall.day },
            windows: hall.windowViews, printing: hall.pendingPrintJobs.count,
            printFailures: jobs.count { $0.state == .failed },
            journal: StatusReply.Journal(
                events: journal.headSequence, journalMode: durability.journalMode,
                synchronous: durability.synchronous),
            streams: engine.feed.count, alarms: alarms())
        status.web = webAddress.value
        return status
    }

    func describe() -> DescribeReply {
        let hall = engine.snapshot
        let configuration = hall.configuration ?? HallConfiguration(name: LocalisedText("", "", ""))
        var waitingByService: [ServiceCode: Int] = [:]
        for waiting in hall.waiting { waitingByService[hall[waiting.id]!.service, default: 0] += 1 }
        return DescribeReply(
            hall: WireText(configuration.name), plates: configuration.plates.map { WireText($0) },
            hours: configuration.shownHours(on: engine.now().civil.day).map { span in
                "\(clockText(minuteOfDay: span.fromMinute))–\(clockText(minuteOfDay: span.toMinute))"
            },
            policy: configuration.calling.policy.rawValue,
            categories: configuration.categories.map { category in
                let services = configuration.services.filter { $0.category == category.prefix }
                return DescribeReply.Category(
                    prefix: category.prefix, name: WireText(category.name),
                    spoken: WireText(category.spoken ?? category.name), pictogram: category.shownPictogram,
                    colour: category.shownColour,
                    waiting: services.reduce(0) { $0 + waitingByService[$1.code, default: 0] })
            },
            services: configuration.services.map { service in
                var view = DescribeReply.Service(
                    code: service.code, category: service.category, name: WireText(service.name),
                    waiting: waitingByService[service.code, default: 0], kind: service.kind.rawValue,
                    limitDays: service.limitDays, expectedMinutes: max(1, service.expectedSeconds / 60),
                    department: service.department, sensitive: service.sensitive,
                    materials: service.materials.map { WireText($0) })
                view.verifiedBy = service.guide?.by
                view.verifiedOn = service.guide.map { "\($0.on)" }
                return view
            },
            windows: hall.windowViews,
            priorityGroups: configuration.priorityGroups.map {
                DescribeReply.PriorityGroup(code: $0.code, name: WireText($0.name))
            },
            communities: configuration.communities.map {
                DescribeReply.Community(code: $0.code, name: $0.name, within: $0.within)
            },
            focusGroups: (configuration.focusGroups ?? []).map {
                DescribeReply.PriorityGroup(code: $0.code, name: WireText($0.name))
            },
            notices: (configuration.notices ?? []).map { WireText($0) }, helpService: configuration.helpService,
            kioskIdleSeconds: (configuration.pages ?? PageRules()).kioskIdleSeconds)
    }
}
