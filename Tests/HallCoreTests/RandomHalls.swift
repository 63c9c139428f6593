import HallCore
import HallTestSupport
import Testing

/// Hundreds of random days, in `make endurance` thousands. `HALL_SEED=n` replays one.
@Suite struct RandomHalls {
    @Test(arguments: CallingPolicy.allCases)
    func keepTheirPromises(policy: CallingPolicy) throws {
        for seed in seeds(150) {
            do {
                var day = RandomDay(seed: seed, policy: policy)
                try day.run(steps: 150)
                try day.drain()
            } catch {
                Issue.record("\(error); replay with HALL_SEED=\(seed)")
                return
            }
        }
    }
}

/// One random history, checked after every step.
private struct RandomDay {
    private var random: SeededRandom
    private var hall: Hall
    private var now: HallTime
    private var history: [Event] = []
    private var given: Set<TicketID> = []
    private var unmarked: Set<TicketID> = []
    private var privilegedInARow: [WindowNumber: [Int]] = [:]
    private let policy: CallingPolicy

    struct Broken: Error, CustomStringConvertible {
        let description: String
    }

    init(seed: UInt64, policy: CallingPolicy) {
        random = SeededRandom(seed: seed)
        self.policy = policy
        let civil = CivilTime(
            day: BusinessDay(year: 2026, month: 3, day: 2)!, millisecondOfDay: 32_400_000, offsetMinutes: 480)
        now = HallTime(instant: civil.epochMilliseconds, civil: civil)
        hall = Hall()
        let configuration = SampleHall.configuration { [random] hall in
            var random = random
            hall.calling.policy = policy
            hall.calling.passed = random.pick(PassedRule.allCases)
            hall.calling.noShowCallCountMin = 1
            hall.calling.noShowGapSecondsMin = 0
            hall.dayEnd = random.pick(DayEnd.allCases)
        }
        for event in try! hall.decide(Submission(.configure(configuration), by: .engine), at: now).events {
            hall.apply(event)
            history.append(event)
        }
    }

    mutating func run(steps: Int) throws {
        for step in 0..<steps {
            advance(random.chance(2) ? toMidnight() : Int64.random(in: 0...60_000, using: &random))
            try submit(randomCommand(), step)
            if step % 10 == 0 { try checkAhead() }
        }
        try checkReplay()
    }

    /// Past midnight by no more than the gap between two presses: calls are in hand when the day opens.
    private mutating func toMidnight() -> Int64 {
        86_400_000 - now.civil.millisecondOfDay + Int64.random(in: 0...10_000, using: &random)
    }

    private mutating func advance(_ milliseconds: Int64) {
        now.instant += milliseconds
        now.civil.epochMilliseconds += milliseconds
    }

    private mutating func submit(_ command: Command, _ step: Int) throws {
        let request = random.chance(30) ? RequestID(id: "r\(step)", fingerprint: UInt64(step)) : nil
        let submission = Submission(command, by: .engine, request: request)
        let before = hall
        guard let decision = try? hall.decide(submission, at: now) else {
            guard hall == before else { throw Broken(description: "a refusal changed the hall at step \(step)") }
            return
        }
        let after = decision.events.reduce(into: hall) { $0.apply($1) }
        guard after == decision.hall else {
            throw Broken(description: "a decision and its events differ at step \(step)")
        }
        for event in decision.events {
            try checkCall(event)
            hall.apply(event)
            history.append(event)
            try note(event)
        }
        try checkWindows()
        if let request, !decision.events.isEmpty {
            let repeated = try hall.decide(submission, at: now)
            guard repeated.events.isEmpty, repeated.subject == decision.subject else {
                throw Broken(description: "request \(request.id) was not repeatable")
            }
            let other = RequestID(id: request.id, fingerprint: request.fingerprint + 1)
            guard (try? hall.decide(Submission(command, by: .engine, request: other), at: now)) == nil else {
                throw Broken(description: "request id \(request.id) was taken for something else")
            }
        }
    }

    private mutating func appointmentCommand() -> Command {
        let day = hall.day ?? now.civil.day
        let id = AppointmentID(day: day, ordinal: Int.random(in: 1...6, using: &random))
        switch Int.random(in: 0..<10, using: &random) {
        case 0..<5:
            var request = AppointmentRequest(
                service: random.pick(["a1", "b1"]), day: day.adding(days: Int.random(in: 0...2, using: &random)),
                minute: Int.random(in: 0..<1440, using: &random))
            request.reference = random.chance(50) ? "r\(Int.random(in: 0...40, using: &random))" : nil
            return .book([request], reason: nil)
        case 5..<8: return .checkIn(id, TakeRequest(service: ""))
        case 8: return .cancelAppointment(id, reason: nil)
        default: return .lastCall(reason: nil)
        }
    }

    private mutating func randomCommand() -> Command {
        let window = Int.random(in: 1...4, using: &random)
        let number = TicketNumber(
            prefix: random.pick([0x41, 0x42]), ordinal: Int32.random(in: 1...60, using: &random))
        switch Int.random(in: 0..<100, using: &random) {
        case 0..<35:
            var request = TakeRequest(service: random.pick(["a1", "a2", "b1", "b2", "A", "z"]))
            request.priority = random.chance(30) ? "elderly" : nil
            if random.chance(10) { request.remaining = [random.pick(["a2", "b1"])] }
            return .take(request)
        case 34 where random.chance(60): return appointmentCommand()
        case 35..<55: return .call(window, pick: nil, finish: random.chance(60), silent: false, reason: nil)
        case 55..<58: return .call(window, pick: number, finish: random.chance(60), silent: false, reason: nil)
        case 58..<61: return .recall(window, reason: nil)
        case 61..<64: return .undoCall(window, reason: nil)
        case 64..<68: return .start(window, reason: nil)
        case 68..<73: return .noShow(window, reason: nil)
        case 73..<78:
            return .finish(window, random.chance(50) ? [] : [randomMatter()], reason: nil)
        case 78..<80: return .park(window, reason: nil)
        case 80..<82: return .resume(window, number, reason: nil)
        case 82..<85:
            let target =
                random.chance(50)
                ? TransferTarget.window(random.pick([1, 2, 3])) : .service(random.pick(["a1", "b2"]))
            return .transfer(window, to: target, reason: nil)
        case 85..<87: return .correct(number, service: random.pick(["a2", "b1"]), priority: nil, reason: nil)
        case 87..<89: return .requeue(number, reason: nil)
        case 89..<90: return random.chance(50) ? .cancel(number, reason: nil) : courseCommand()
        case 90..<91: return courseCommand()
        case 91..<92: return random.chance(20) ? printCommand() : .reprint(number, PaperRequest(), reason: nil)
        case 92..<93: return printCommand()
        case 93..<94: return .openWindow(window, staff: nil, reason: nil)
        case 94..<95: return .pauseWindow(window, reason: nil)
        case 95..<96: return .closeWindow(window, reason: nil)
        case 96..<98: return .rate(window, score: Int.random(in: 0...6, using: &random), reason: nil)
        default: return .tick
        }
    }

    private mutating func randomMatter() -> MatterRequest {
        var matter = MatterRequest(random.chance(80) ? random.pick(Outcome.allCases) : nil)
        matter.service = random.chance(20) ? random.pick(["a1", "b2"]) : nil
        (matter.reason, matter.basis, matter.destination) = ("r", random.chance(80) ? "b" : nil, "d")
        matter.quantity = Int.random(in: 0...3, using: &random)
        return matter
    }

    private mutating func courseCommand() -> Command {
        let opened = hall.caseIDs.isEmpty ? CaseID(day: hall.day!, ordinal: 1) : random.pick(hall.caseIDs)
        let denial = hall.denialIDs.isEmpty ? DenialID(day: hall.day!, ordinal: 1) : random.pick(hall.denialIDs)
        let served = hall.issued.array.filter { hall[$0]?.state == .served }
        let ticket = served.isEmpty ? TicketID("2026-03-02/A001")! : random.pick(served)
        switch Int.random(in: 0..<7, using: &random) {
        case 0, 1: return .moveCase(opened, to: random.pick(CaseState.allCases), basis: "b", reason: "r")
        case 2: return .assignCase(opened, to: random.pick(["1", "2", "8"]), reason: nil)
        case 3: return .signDenial(denial, upheld: random.chance(50), reason: "r")
        case 4: return .completeMatters(ticket.number, [randomMatter()], reason: nil)
        default: return .returnTicket(ticket, reason: nil)
        }
    }

    /// Of a job that may be there, whatever state it is in: crashes and printers ask in any order.
    private mutating func printCommand() -> Command {
        let job = Int.random(in: 1...max(1, hall.printJobs.count), using: &random)
        switch Int.random(in: 0..<7, using: &random) {
        case 6: return .giveUpPrint(job, reason: "", trouble: .offline)
        case 0, 1, 2: return .sendPrint(job, printer: "kiosk")
        case 3: return .printFinished(job, random.chance(50) ? .printed : .failed(reason: "", trouble: .mediaEmpty))
        case 4: return .retryPrint(job, reason: nil)
        default: return .voidPrint(job, reason: nil)
        }
    }

    // MARK: What must hold

    private mutating func note(_ event: Event) throws {
        if case .ticketIssued(let fields) = event.body {
            guard given.insert(fields.ticket).inserted else { throw Broken(description: "\(fields.ticket) twice") }
        }
        if case .printSending(let fields) = event.body, !fields.marked, let ticket = hall.printJob(fields.job)?.ticket {
            guard unmarked.insert(ticket).inserted else { throw Broken(description: "two unmarked slips of \(ticket)") }
        }
        guard hall.pendingPrintJobs == hall.printJobs.array.filter({ hall.printJob($0)!.state.isPending }) else {
            throw Broken(description: "the pending print jobs are not those in order")
        }
        guard hall.waiting.allSatisfy({ hall[$0.id]?.state == .waiting }) else {
            throw Broken(description: "somebody in the queue is not waiting")
        }
    }

    private func checkWindows() throws {
        let atWindows = hall.windows.compactMap(\.current)
        guard Set(atWindows).count == atWindows.count else { throw Broken(description: "a ticket at two windows") }
        for window in hall.windows {
            guard let id = window.current, let ticket = hall[id] else { continue }
            guard ticket.window == window.number, ticket.state == .called || ticket.state == .serving else {
                throw Broken(description: "\(id) at window \(window.number) is \(ticket.state)")
            }
        }
        let numbers = hall.issued.array.filter { hall[$0]!.state.isOpen }.map(\.number)
        guard Set(numbers).count == numbers.count else { throw Broken(description: "an open number twice") }
        guard hall.count(.waiting) == hall.waiting.count else { throw Broken(description: "the queue lost somebody") }
    }

    /// Nobody starves: how far a call by policy may overtake somebody who waits at the same level.
    private mutating func checkCall(_ event: Event) throws {
        guard case .ticketCalled(let call) = event.body, let chosen = hall[call.ticket] else {
            if case .callUndone(let undone) = event.body { _ = privilegedInARow[undone.window]?.popLast() }
            // Turns begin anew with the day.
            if case .dayOpened = event.body { privilegedInARow = [:] }
            return
        }
        guard call.why.rule != .picked, call.why.rule != .due else {
            privilegedInARow[call.window, default: []].append(privilegedInARow[call.window]?.last ?? 0)
            return
        }
        let candidates = Set(hall.callingOrder(at: call.window, now: now.instant))
        let configuration = hall.configuration!.window(call.window)!
        let overtaken = hall.waiting.compactMap { hall[$0.id] }.filter { other in
            other.id != chosen.id && candidates.contains(other.id) && other.arrivedAt < chosen.arrivedAt
                && other.passCount == 0 && other.dueAt == nil && chosen.dueAt == nil && other.targetWindow == nil
                && chosen.targetWindow == nil
                && configuration.level(of: other.service) == configuration.level(of: chosen.service)
        }
        switch policy {
        case .fifo:
            guard overtaken.isEmpty || chosen.passCount > 0 else { throw Broken(description: "fifo overtook") }
        case .headStart:
            let headStart = Int64(hall.configuration!.calling.headStartSeconds) * 1000
            for other in overtaken where chosen.passCount == 0 {
                guard chosen.isPrivileged, chosen.arrivedAt - other.arrivedAt <= headStart else {
                    throw Broken(description: "\(chosen.id) overtook \(other.id) beyond its head start")
                }
            }
        case .ratio: try checkRatio(call.window, chosen, overtaken)
        case .strict: break
        }
    }

    private mutating func checkRatio(_ window: WindowNumber, _ chosen: Ticket, _ overtaken: [Ticket]) throws {
        let before = privilegedInARow[window]?.last ?? 0
        let othersWait = overtaken.contains { !$0.isPrivileged }
        let row = chosen.isPrivileged && othersWait ? before + 1 : 0
        privilegedInARow[window, default: []].append(row)
        guard row <= hall.configuration!.calling.ratioPriority else {
            throw Broken(description: "\(row) priority calls in a row at window \(window) while others waited")
        }
    }

    /// What is told of all at once is what is told of each.
    private func checkAhead() throws {
        let counts = hall.aheadCounts(now: now.instant)
        for waiting in hall.waiting {
            let single = hall.aheadCount(of: hall[waiting.id]!, now: now.instant)
            guard counts[waiting.id] == single else {
                throw Broken(description: "\(waiting.id): \(single) ahead, and \(counts[waiting.id] ?? -1) among all")
            }
        }
    }

    private func checkReplay() throws {
        var replayed = Hall()
        for event in history { replayed.apply(event) }
        guard replayed == hall else { throw Broken(description: "replaying everything gives another hall") }
        let opening = history.lastIndex { if case .dayOpened = $0.body { true } else { false } }!
        var fromOpening = Hall()
        for event in history[opening...] { fromOpening.apply(event) }
        guard fromOpening == hall else {
            throw Broken(description: "replaying from the day's opening gives another hall")
        }
    }

    /// With every window open, everybody who waits is called in the end.
    mutating func drain() throws {
        for window in 1...3 { try submit(.openWindow(window, staff: nil, reason: nil), 1000 + window) }
        // Some go on to a second service, also from a window.
        for step in 0..<(6 * (hall.waiting.count + 6)) {
            if hall.waiting.isEmpty, hall.windows.allSatisfy({ $0.current == nil }) { break }
            advance(1_000_000)
            try submit(.call(step % 3 + 1, pick: nil, finish: true, silent: false, reason: nil), 2000 + step)
        }
        guard hall.waiting.isEmpty else { throw Broken(description: "\(hall.waiting.count) were never called") }
    }
}
