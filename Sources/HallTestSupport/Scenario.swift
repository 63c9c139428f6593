package import HallCore

/// A hall's day as a text table, one line a step:
///
///     09:00:00  take a1 elderly   -> A001 waiting
///     09:00:05  call 1            -> A001 called
///     09:00:06  call 1            !! WindowBusy
///     09:00:07  send 1            -> 1 sending
///
/// Verbs as hallctl has them; `->` is followed by the ticket's number and state (or a case's, a denial's), or `nobody`;
/// `!!` by the refusal. A line that begins with a date goes to that day; words like `basis=rule-3` are said besides,
/// `by=2` by that member of the staff.
package struct Scenario {
    package private(set) var hall: Hall
    package private(set) var events: [Event] = []
    private var day: BusinessDay
    private var line = ""
    /// What the line says besides.
    private var said: [String: String] = [:]

    package struct Mismatch: Error, CustomStringConvertible {
        package let description: String
    }

    package init(_ configuration: HallConfiguration = SampleHall.configuration()) {
        day = BusinessDay(year: 2026, month: 3, day: 2)!
        hall = SampleHall.open(configuration, at: Self.time(day, 0))
    }

    private static func time(_ day: BusinessDay, _ milliseconds: Int64) -> HallTime {
        let civil = CivilTime(day: day, millisecondOfDay: milliseconds, offsetMinutes: 480)
        return HallTime(instant: civil.epochMilliseconds, civil: civil)
    }

    package mutating func play(_ table: String) throws {
        for line in table.split(separator: "\n") where !line.allSatisfy(\.isWhitespace) {
            self.line = String(line)
            try play(line: line)
        }
    }

    private mutating func play(line: Substring) throws {
        let (step, expected, isRefusal) = try split(line)
        var words = step.split(separator: " ").map(String.init)
        if let date = BusinessDay(words[0]) {
            day = date
            words.removeFirst()
        }
        said = [:]
        for word in words where word.contains("=") {
            let parts = word.split(separator: "=", maxSplits: 1).map(String.init)
            said[parts[0]] = parts[1]
        }
        words.removeAll { $0.contains("=") }
        let clock = words.removeFirst().split(separator: ":").map { Int64($0)! }
        let now = Self.time(day, ((clock[0] * 60 + clock[1]) * 60 + clock[2]) * 1000)
        var found: String
        do {
            let actor = said["by"].map { Actor(door: .web, staff: $0) } ?? .engine
            let decision = try hall.decide(Submission(try command(words), by: actor), at: now)
            for event in decision.events { hall.apply(event) }
            events += decision.events
            found =
                shown(words) ?? decision.subject.flatMap { hall[$0] }.map { "\($0.number) \($0.state)" } ?? "nobody"
            if isRefusal { found = "-> " + found }
        } catch let refusal as Refusal {
            found = refusal.description.name
            if !isRefusal { found = "!! " + found }
        }
        guard expected == nil || found == expected else {
            throw Mismatch(description: "\(self.line)\n  but found: \(found)")
        }
    }

    /// Verbs about paper show the job: `3 sending copy`; those about cases the case.
    private func shown(_ words: [String]) -> String? {
        if words.count > 1, let one = CaseID(words[1]).flatMap({ hall.case($0) }) { return "\(one.id) \(one.state)" }
        if words.count > 1, let denial = DenialID(words[1]).flatMap({ hall.denial($0) }) {
            return "\(denial.id) " + (denial.verdict.map { $0.upheld ? "upheld" : "overturned" } ?? "open")
        }
        if ["officer", "follow", "appeal", "verdict"].contains(words[0]),
            let one = FollowUpID(words[1]).flatMap({ hall.followUp($0) })
        {
            return "\(one.id) \(one.state)"
        }
        if words[0] == "remark", let id = hall.followUpIDs.last { return "\(id) \(hall.followUp(id)!.state)" }
        if words[0] == "book", let id = hall.appointmentIDs.last { return "\(id) \(hall.appointment(id)!.state)" }
        if words[0] == "drop", let id = AppointmentID(words[1]) { return "\(id) \(hall.appointment(id)!.state)" }
        if words[0] == "tick" { return "\(hall.day!)" }
        guard ["send", "printed", "fail", "retry", "void"].contains(words[0]), let number = Int(words[1]),
            let job = hall.printJob(number)
        else { return nil }
        return "\(number) \(job.state)" + (job.isMarked == true ? " copy" : "")
    }

    private func split(_ line: Substring) throws -> (step: String, expected: String?, isRefusal: Bool) {
        for (mark, isRefusal) in [("->", false), ("!!", true)] {
            guard let range = line.firstRange(of: mark) else { continue }
            let expected = line[range.upperBound...].split(separator: " ").joined(separator: " ")
            return (String(line[..<range.lowerBound]), expected, isRefusal)
        }
        return (String(line), nil, false)
    }

    private func list(_ name: String) -> [String] { said[name]?.split(separator: ",").map(String.init) ?? [] }

    private func minute(_ name: String) -> Int? {
        said[name].map { text in
            let parts = text.split(separator: ":").map { Int($0)! }
            return parts[0] * 60 + parts[1]
        }
    }

    private var missing: [Int]? { said["missing"] == nil ? nil : list("missing").map { Int($0)! - 1 } }

    private func matter(_ outcome: String) -> MatterRequest {
        var matter = MatterRequest(Outcome(rawValue: outcome)!, service: said["service"])
        matter.quantity = said["quantity"].flatMap { Int($0) } ?? 1
        matter.missing = missing
        (matter.reason, matter.basis, matter.destination) = (said["reason"], said["basis"], said["to"])
        return matter
    }

    private func command(_ words: [String]) throws -> Command {
        func word(_ index: Int) -> String? { words.count > index ? words[index] : nil }
        func number(_ index: Int) -> TicketNumber { TicketNumber(words[index])! }
        let window = word(1).flatMap { Int($0) } ?? 0
        switch words[0] {
        case "tick": return .tick
        case "take":
            var request = TakeRequest(service: words[1])
            request.priority = word(2)
            request.remaining = list("next")
            request.community = said["community"]
            return .take(request)
        case "call":
            return .call(
                window, pick: words.dropFirst(2).compactMap { TicketNumber($0) }.first,
                finish: words.contains("finish"), silent: false, reason: nil)
        case "recall": return .recall(window, reason: nil)
        case "undo": return .undoCall(window, reason: nil)
        case "start": return .start(window, reason: nil)
        case "no-show": return .noShow(window, reason: nil)
        case "note": return .note(number(1), focusGroups: Array(words.dropFirst(2)), reason: nil)
        case "hand-in":
            let report = ReportToHandIn(month: ReportMonth(words[1])!, formula: 1, cutOff: 1, table: "{}")
            return .handIn(report, reason: said["reason"])
        case "remark":
            var remark = RemarkRequest(FollowUpOrigin(rawValue: words[1])!)
            remark.score = said["score"].flatMap { Int($0) }
            remark.community = said["community"]
            remark.words = said["words"].map { PersonalWords(digest: "d", words: $0, salt: [1]) }
            return .recordRemark(remark, reason: nil)
        case "officer": return .assignFollowUp(FollowUpID(words[1])!, to: words[2], reason: nil)
        case "follow":
            return .moveFollowUp(
                FollowUpID(words[1])!, to: FollowUpState(rawValue: words[2])!,
                founded: said["founded"].map { $0 == "yes" },
                reason: said["reason"])
        case "appeal": return .makeAppeal(FollowUpID(words[1])!, reason: said["reason"])
        case "verdict":
            return .decideAppeal(FollowUpID(words[1])!, upheld: words[2] == "upheld", reason: said["reason"])
        case "book":
            let clock = words[3].split(separator: ":").map { Int($0)! }
            var request = AppointmentRequest(
                service: words[1], day: BusinessDay(words[2])!, minute: clock[0] * 60 + clock[1])
            (request.priority, request.reference) = (said["priority"], said["reference"])
            return .book([request], reason: nil)
        case "check-in": return .checkIn(AppointmentID(words[1])!, TakeRequest(service: ""))
        case "drop": return .cancelAppointment(AppointmentID(words[1])!, reason: nil)
        case "last-call": return .lastCall(reason: nil)
        case "turn-away": return .turnAway(words[1], reason: said["reason"])
        case "enter":
            var visit = EnteredVisit(
                service: words[1], channel: said["number"] == nil ? .homeVisit : .emergency, window: Int(words[2])!)
            visit.number = said["number"].flatMap { TicketNumber($0) }
            (visit.takenMinute, visit.calledMinute, visit.finishedMinute) = (
                minute("taken"), minute("called"), minute("finished")
            )
            return .enter(visit, reason: nil)
        case "serve":
            return .serve(
                window, primary: words[2].split(separator: ",").map(String.init), secondary: list("secondary"),
                backup: list("backup"), reason: nil)
        case "finish":
            let matters = word(2).map { _ in [matter(words[2])] } ?? []
            return .finish(window, matters, next: said["next"], reason: nil)
        case "complete": return .completeMatters(number(1), [matter(words[2])], reason: nil)
        case "return":
            return .returnTicket(TicketID(words[1]) ?? TicketID(day: day, number: number(1)), reason: nil)
        case "move":
            return .moveCase(
                CaseID(words[1])!, to: CaseState(rawValue: words[2])!, basis: said["basis"], missing: missing,
                reason: said["reason"])
        case "assign": return .assignCase(CaseID(words[1])!, to: words[2], reason: nil)
        case "sign":
            return .signDenial(DenialID(words[1])!, upheld: words[2] == "upheld", reason: said["reason"])
        case "park": return .park(window, reason: nil)
        case "resume": return .resume(window, number(2), reason: nil)
        case "transfer":
            let target = Int(words[2]).map { TransferTarget.window($0) } ?? .service(words[2])
            return .transfer(window, to: target, reason: nil)
        case "correct": return .correct(number(1), service: words[2], priority: word(3), reason: nil)
        case "requeue": return .requeue(number(1), reason: nil)
        case "cancel": return .cancel(number(1), reason: nil)
        case "reprint": return .reprint(number(1), PaperRequest(), reason: nil)
        case "send": return .sendPrint(window, printer: "kiosk")
        case "printed": return .printFinished(window, .printed)
        case "fail":
            return .printFinished(window, .failed(reason: "", trouble: PrinterTrouble(rawValue: words[2])))
        case "retry": return .retryPrint(window, reason: nil)
        case "void": return .voidPrint(window, reason: nil)
        case "rate-ticket":
            return .rateTicket(
                TicketID(day: day, number: TicketNumber(words[1])!), score: Int(words[2])!, words: nil, reason: nil)
        case "rate": return .rate(window, score: Int(words[2])!, reason: nil)
        case "open": return .openWindow(window, staff: word(2), reason: nil)
        case "pause":
            return .pauseWindow(window, kind: said["kind"].flatMap(PauseKind.init(rawValue:)), reason: nil)
        case "close": return .closeWindow(window, reason: nil)
        default: throw Mismatch(description: "no such verb: \(line)")
        }
    }
}
