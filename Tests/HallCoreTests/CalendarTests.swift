import HallCore
import HallTestSupport
import Testing

@Suite struct Calendar {
    @Test(arguments: ["1970-01-01", "2000-02-29", "2026-11-21", "2028-02-29", "2100-12-31", "1900-03-01"])
    func readsAndWritesDates(text: String) throws {
        #expect(try #require(BusinessDay(text)).description == text)
    }

    @Test(arguments: [
        "2026-02-29", "2026-13-01", "2026-00-10", "2026-1-01", "26-01-01", "", "2026-01-01x", "2026-04-31",
    ])
    func refusesWhatIsNoDate(text: String) {
        #expect(BusinessDay(text) == nil)
    }

    @Test func daysFollowOneAnother() throws {
        var day = try #require(BusinessDay("1999-12-30"))
        for expected in ["1999-12-31", "2000-01-01"] {
            day = day.adding(days: 1)
            #expect("\(day)" == expected)
        }
    }

    @Test func aCalendarOfHolidaysAloneEndsALimitAllTheSame() throws {
        var calendar = WorkCalendar()
        let day = try #require(BusinessDay("2026-11-21"))
        calendar.holidays = [DaySpan(first: day, last: try #require(BusinessDay("9999-12-31")))]
        let due = calendar.day(5, workingDaysAfter: day)
        #expect(due > day && due.yearMonthDay.year < 2040)
    }

    @Test(arguments: [
        "2026-11-21T09:05:00.250+08:00", "2026-01-01T00:00:00.000+00:00", "2026-06-30T23:59:59.999-03:30",
        "1969-12-31T23:00:00.000-01:00",
    ])
    func timesKeepTheirOffset(text: String) throws {
        let time = try #require(CivilTime(text))
        #expect(time.rfc3339(wholeSeconds: false) == text)
        #expect("\(time.day)" == text.prefix(10))
    }

    @Test(arguments: [("A001", "A001"), ("a1", "A001"), ("B1000", "B1000"), ("Z99999", "Z99999")])
    func ticketNumbersAreReadAsPeopleTypeThem(typed: String, meant: String) throws {
        #expect(try #require(TicketNumber(typed)).description == meant)
    }

    @Test(arguments: ["", "A", "1", "A0", "AA1", "A-1", "Ａ001", "A1234567", "A001 "])
    func whatIsNoTicketNumberIsRefused(text: String) {
        #expect(TicketNumber(text) == nil)
    }
}

@Suite struct BusinessDays {
    private let monday = BusinessDay(year: 2026, month: 3, day: 2)!

    private func time(_ day: Int, _ hour: Int64, trusted: Bool = true) -> HallTime {
        let civil = CivilTime(
            day: monday.adding(days: day), millisecondOfDay: hour * 3_600_000, offsetMinutes: 480)
        return HallTime(instant: civil.epochMilliseconds, civil: civil, trusted: trusted)
    }

    private func apply(_ command: Command, to hall: inout Hall, at time: HallTime) throws -> TicketID? {
        let decision = try hall.decide(Submission(command, by: .engine), at: time)
        for event in decision.events { hall.apply(event) }
        return decision.subject
    }

    @Test func numbersRestartAndSkipThoseCarriedOver() throws {
        var hall = SampleHall.open(SampleHall.configuration(), at: time(0, 9))
        for _ in 1...3 { _ = try apply(.take(TakeRequest(service: "a1")), to: &hall, at: time(0, 10)) }
        _ = try apply(.call(1, pick: nil, finish: false, silent: false, reason: nil), to: &hall, at: time(0, 11))
        _ = try apply(.finish(1, reason: nil), to: &hall, at: time(0, 11))
        _ = try apply(.tick, to: &hall, at: time(1, 0))
        #expect(hall.day == monday.adding(days: 1))
        #expect(hall.issued.array.map(\.description) == ["2026-03-02/A002", "2026-03-02/A003"])
        let fresh = try apply(.take(TakeRequest(service: "a1")), to: &hall, at: time(1, 9))
        #expect(fresh?.description == "2026-03-03/A001")
        let next = try apply(.take(TakeRequest(service: "a1")), to: &hall, at: time(1, 9))
        #expect(next?.description == "2026-03-03/A004", "A002 and A003 are still open")
        let called = try apply(
            .call(1, pick: nil, finish: false, silent: false, reason: nil), to: &hall, at: time(1, 9))
        #expect(called?.description == "2026-03-02/A002")
    }

    @Test func voidingAtDayEndIsAnEventForEach() throws {
        var hall = SampleHall.open(SampleHall.configuration { $0.dayEnd = .void }, at: time(0, 9))
        for _ in 1...2 { _ = try apply(.take(TakeRequest(service: "a1")), to: &hall, at: time(0, 10)) }
        _ = try apply(.sendPrint(1, printer: "kiosk"), to: &hall, at: time(0, 11))
        _ = try apply(.lastCall(reason: nil), to: &hall, at: time(0, 17))
        let decision = try hall.decide(Submission(.tick, by: .engine), at: time(1, 0))
        // The slip that nobody waits for ends too; the one on its way to paper goes on.
        #expect(decision.events.map(\.body.kind) == [.ticketVoided, .ticketVoided, .printVoided, .dayOpened])
        #expect(decision.events.map { "\($0.day)" } == ["2026-03-02", "2026-03-02", "2026-03-02", "2026-03-03"])
        #expect(decision.hall.pendingPrintJobs == [1])
    }

    @Test func anUntrustedClockOpensNoDayAndNoDayGoesBackwards() throws {
        var hall = SampleHall.open(SampleHall.configuration(), at: time(1, 9))
        var back = time(0, 9)
        back.instant = time(1, 10).instant
        var ahead = time(5, 9, trusted: false)
        ahead.instant = time(1, 11).instant
        for moment in [back, ahead] {
            #expect(try hall.decide(Submission(.tick, by: .engine), at: moment).events.isEmpty)
        }
        #expect(try apply(.take(TakeRequest(service: "a1")), to: &hall, at: ahead)?.description == "2026-03-03/A001")
    }

    @Test func requestIdsAreRememberedThroughTheNextDay() throws {
        var hall = SampleHall.open(SampleHall.configuration(), at: time(0, 9))
        let take = Submission(
            .take(TakeRequest(service: "a1")), by: .engine, request: RequestID(id: "x", fingerprint: 7))
        for event in try hall.decide(take, at: time(0, 10)).events { hall.apply(event) }
        _ = try apply(.cancel(TicketNumber("A001")!, reason: nil), to: &hall, at: time(0, 11))
        _ = try apply(.tick, to: &hall, at: time(1, 0))
        let repeated = try hall.decide(take, at: time(1, 9))
        #expect(repeated.events.isEmpty)
        #expect(repeated.subject?.description == "2026-03-02/A001")
        _ = try apply(.tick, to: &hall, at: time(2, 0))
        #expect(try !hall.decide(take, at: time(2, 9)).events.isEmpty)
    }

    @Test func aCallFromBeforeMidnightCannotBeUndoneAfterIt() throws {
        var hall = SampleHall.open(SampleHall.configuration(), at: time(0, 9))
        _ = try apply(.take(TakeRequest(service: "a1")), to: &hall, at: time(0, 10))
        var late = time(1, 0)
        late.instant -= 5000
        late.civil.epochMilliseconds -= 5000
        _ = try apply(
            .call(1, pick: nil, finish: false, silent: false, reason: nil), to: &hall, at: late)
        _ = try apply(.tick, to: &hall, at: time(1, 0))
        #expect(throws: Refusal.undoTooLate(1, undoSecondsMax: 20)) {
            try hall.decide(Submission(.undoCall(1, reason: nil), by: .engine), at: time(1, 0))
        }
    }

    @Test func onlyPrintJobsOfCarriedTicketsAreCarried() throws {
        var hall = SampleHall.open(SampleHall.configuration(), at: time(0, 9))
        for _ in 1...2 { _ = try apply(.take(TakeRequest(service: "a1")), to: &hall, at: time(0, 10)) }
        _ = try apply(.cancel(TicketNumber("A001")!, reason: nil), to: &hall, at: time(0, 11))
        _ = try apply(.tick, to: &hall, at: time(1, 0))
        #expect(hall.printJobs.array.compactMap { hall.printJob($0)?.ticket?.number.description } == ["A002"])
    }

    @Test func oneWhoIsAtWorkElsewhereIsNotSignedInTwice() throws {
        var hall = SampleHall.open(SampleHall.configuration(), at: time(0, 9))
        _ = try apply(.closeWindow(1, reason: nil), to: &hall, at: time(0, 10))
        _ = try apply(.closeWindow(2, reason: nil), to: &hall, at: time(0, 10))
        _ = try apply(.openWindow(2, staff: "1", reason: nil), to: &hall, at: time(0, 10))
        _ = try apply(.take(TakeRequest(service: "a1")), to: &hall, at: time(0, 11))
        _ = try apply(
            .call(2, pick: nil, finish: false, silent: false, reason: nil), to: &hall, at: time(0, 23))
        _ = try apply(.tick, to: &hall, at: time(1, 0))
        #expect(hall.windows.map(\.staff) == [nil, "1", "3"])
    }

    @Test func voidedTicketsDoNotStandInTheWayOfTheMorningsConfiguration() throws {
        var hall = SampleHall.open(SampleHall.configuration { $0.dayEnd = .void }, at: time(0, 9))
        _ = try apply(.take(TakeRequest(service: "a1")), to: &hall, at: time(0, 10))
        _ = try apply(.lastCall(reason: nil), to: &hall, at: time(0, 17))
        let changed = SampleHall.configuration {
            $0.dayEnd = .void
            $0.services.removeFirst()
        }
        _ = try apply(.configure(changed), to: &hall, at: time(1, 8))
        #expect(hall.configuration == changed)
    }

    @Test func whoComesBackForAServiceThatIsGoneIsRefused() throws {
        var hall = SampleHall.open(SampleHall.configuration(), at: time(0, 9))
        _ = try apply(.take(TakeRequest(service: "a1")), to: &hall, at: time(0, 10))
        _ = try apply(.cancel(TicketNumber("A001")!, reason: nil), to: &hall, at: time(0, 11))
        _ = try apply(.configure(SampleHall.configuration { $0.services.removeFirst() }), to: &hall, at: time(0, 12))
        #expect(throws: Refusal.unknownService("a1")) {
            try hall.decide(Submission(.requeue(TicketNumber("A001")!, reason: nil), by: .engine), at: time(0, 13))
        }
    }

    @Test func aReloadKeepsWhatOpenTicketsNeed() throws {
        var hall = SampleHall.open(SampleHall.configuration(), at: time(0, 9))
        _ = try apply(.take(TakeRequest(service: "a1")), to: &hall, at: time(0, 10))
        let without = SampleHall.configuration { $0.services.removeFirst() }
        #expect(throws: Refusal.serviceInUse("a1", tickets: 1)) {
            try hall.decide(Submission(.configure(without), by: .engine), at: time(0, 11))
        }
        _ = try apply(.call(2, pick: nil, finish: false, silent: false, reason: nil), to: &hall, at: time(0, 11))
        let fewer = SampleHall.configuration { $0.windows.remove(at: 1) }
        #expect(throws: Refusal.windowInUse(2, ticket: TicketNumber("A001")!)) {
            try hall.decide(Submission(.configure(fewer), by: .engine), at: time(0, 12))
        }
    }
}
