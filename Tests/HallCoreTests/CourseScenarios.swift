import HallCore
import HallTestSupport
import Testing

/// The whole course of a matter (全程服务), told as days in text tables. 2 March 2026 is a Monday.
@Suite struct CourseScenarios {
    private static func configuration(_ change: (inout HallConfiguration) -> Void = { _ in }) -> HallConfiguration {
        SampleHall.configuration { hall in
            func text(_ name: String) -> LocalisedText { LocalisedText(name, name, name) }
            hall.services[0].kind = .promised
            (hall.services[0].limitDays, hall.services[0].statutoryDays) = (5, 10)
            hall.services[0].suspendedWhile = [.publicNotice, .waitingForMaterials]
            hall.services[0].materials = [text("身份证"), text("户口簿"), text("收入证明")]
            hall.services[1].materials = [text("照片")]
            hall.course = CourseRules()
            hall.staff.append(StaffMember(id: "9", name: "主任", role: .administrator))
            hall.hours = []
            change(&hall)
        }
    }

    @discardableResult
    private func play(_ table: String) throws -> Hall { try play({ _ in }, table) }

    @discardableResult
    private func play(_ change: (inout HallConfiguration) -> Void, _ table: String) throws -> Hall {
        var scenario = Scenario(Self.configuration(change))
        try scenario.play(table)
        return scenario.hall
    }

    @Test func anAcceptedMatterGoesThroughItsStatesToTheEnd() throws {
        let hall = try play(
            """
            09:00:00  take a1                          -> A001 waiting
            09:00:10  call 2                           -> A001 called
            09:10:00  finish 2 accepted                -> A001 served
            09:20:00  move 20260302-001 sentUp         -> 20260302-001 sentUp
            09:20:01  move 20260302-001 sentUp         !! CaseAlready
            09:30:00  move 20260302-001 publicNotice   !! FieldMissing
            09:30:01  move 20260302-001 publicNotice reason=公示七天 -> 20260302-001 publicNotice
            2026-03-05 09:00:00  tick                  -> 2026-03-05
            2026-03-05 09:00:01  move 20260302-001 ready -> 20260302-001 ready
            2026-03-06 09:00:00  tick                  -> 2026-03-06
            2026-03-06 09:00:01  move 20260302-001 completed -> 20260302-001 completed
            2026-03-06 09:00:02  move 20260302-001 ready     !! CaseEnded
            2026-03-07 09:00:00  tick                  -> 2026-03-07
            2026-03-07 09:00:01  move 20260302-001 ready     !! CaseEnded
            2026-03-07 09:00:01  move 20260302-002 ready     !! UnknownCase
            """)
        #expect(hall.openCases.isEmpty && hall.caseIDs.count == 1, "it is kept until its promise would have ended")
    }

    @Test func aLimitIsHeldWhileTheServiceSaysSo() throws {
        let hall = try play(
            """
            09:00:00  take a1                          -> A001 waiting
            09:00:10  call 2
            09:10:00  finish 2 accepted                -> A001 served
            2026-03-04 09:00:00  tick                  -> 2026-03-04
            2026-03-04 09:00:01  move 20260302-001 publicNotice reason=公示 -> 20260302-001 publicNotice
            2026-03-11 09:00:00  tick                  -> 2026-03-11
            """)
        let id = try #require(CaseID("20260302-001"))
        let held = try #require(hall.case(id))
        #expect(hall.due(held, on: hall.day!) == .suspended && hall.dueDay(of: held) == nil)
        // Five working days after Monday the 2nd, and five more for those between the 4th and the 11th.
        var scenario = hall
        let now = HallTime(
            instant: hall.time!.instant + 1000,
            civil: CivilTime(day: hall.day!, millisecondOfDay: 40_000_000, offsetMinutes: 480))
        for event in try scenario.decide(
            Submission(.moveCase(id, to: .investigation, reason: "r"), by: .engine), at: now
        ).events { scenario.apply(event) }
        let going = try #require(scenario.case(id))
        #expect("\(scenario.dueDay(of: going)!)" == "2026-03-16")
        #expect("\(going.dueDay(of: going.statutoryDays, by: scenario.calendar)!)" == "2026-03-23")
        #expect(going.workingDaysUsed(on: hall.day!, by: scenario.calendar) == 2)
    }

    @Test func whatIsHeldAfterItsLimitStaysOverdue() throws {
        let hall = try play(
            """
            09:00:00  take a1                          -> A001 waiting
            09:00:10  call 2
            09:10:00  finish 2 accepted                -> A001 served
            2026-03-10 09:00:00  tick                  -> 2026-03-10
            2026-03-10 09:00:01  move 20260302-001 publicNotice reason=公示 -> 20260302-001 publicNotice
            2026-03-12 09:00:00  tick                  -> 2026-03-12
            """)
        let id = try #require(CaseID("20260302-001"))
        let held = try #require(hall.case(id))
        // Five working days after Monday the 2nd was the 9th.
        #expect(hall.due(held, on: hall.day!) == .overdue)
        #expect("\(hall.dueDay(of: held)!)" == "2026-03-09")
    }

    @Test func whatIsMissingIsHandedOutAndTheSameNumberGoesNext() throws {
        let hall = try play(
            """
            09:00:00  take a1                          -> A001 waiting
            09:00:10  call 2                           -> A001 called
            09:10:00  finish 2 materialsIncomplete     !! FieldMissing
            09:10:01  finish 2 materialsIncomplete missing=4   !! UnknownMaterial
            09:10:02  finish 2 materialsIncomplete missing=1,3 -> A001 served
            09:20:00  take a1                          -> A002 waiting
            09:20:01  take a1                          -> A003 waiting
            09:20:02  take a2                          -> A004 waiting
            09:30:00  return A001                      -> A001 waiting
            09:30:01  return A001                      !! TicketStillOpen
            09:31:00  call 2                           -> A001 called
            09:32:00  finish 2 done                    -> A001 served
            09:32:01  return A001                      !! NoReturnRight
            09:33:00  call 2                           -> A002 called
            """)
        let ticket = try #require(hall[TicketNumber("A001")!])
        #expect(ticket.matters?.map(\.outcome) == [.materialsIncomplete, .done])
        #expect(ticket.matters?[0].missing == [0, 2])
        #expect(hall.count(.served) == 1, "it stays one visit")
    }

    @Test func atMostOneReturnInSoManyCalls() throws {
        try play(
            {
                $0.windows = [Window(number: 1, primary: ["a1", "a2"], signedIn: "1")]; $0.services.removeLast(2)
            },
            """
            09:00:00  take a1
            09:00:00  take a1
            09:00:10  call 1                           -> A001 called
            09:01:00  finish 1 materialsIncomplete missing=1
            09:01:10  call 1                           -> A002 called
            09:02:00  finish 1 materialsIncomplete missing=1
            09:03:00  take a1                          -> A003 waiting
            09:03:00  take a1                          -> A004 waiting
            09:03:00  take a1                          -> A005 waiting
            09:04:00  return A001
            09:04:01  return A002
            09:05:00  call 1                           -> A001 called
            09:06:00  call 1 finish                    -> A003 called
            09:07:00  call 1 finish                    -> A004 called
            09:08:00  call 1 finish                    -> A002 called
            09:09:00  call 1 finish                    -> A005 called
            """)
    }

    @Test func theReturnRightOutlivesTheDayAndItsNumberIsNotGivenAgain() throws {
        let hall = try play(
            """
            09:00:00  take a1                          -> A001 waiting
            09:00:10  call 2
            09:10:00  finish 2 materialsIncomplete missing=1
            2026-03-03 09:00:00  tick                  -> 2026-03-03
            2026-03-03 09:00:01  take a1               -> A002 waiting
            2026-03-03 09:00:02  rate-ticket A001 5    !! UnknownTicket
            2026-03-03 09:01:00  return 2026-03-02/A001 -> A001 waiting
            2026-03-03 09:02:00  call 2                -> A001 called
            2026-03-03 09:03:00  finish 2 done         -> A001 served
            2026-03-03 09:04:00  take a1               -> A003 waiting
            2026-03-10 09:00:00  tick                  -> 2026-03-10
            2026-03-10 09:00:01  return 2026-03-02/A001 !! UnknownTicket
            """)
        #expect(hall.issued.count == 2, "those that wait were carried")
    }

    @Test func theReturnRightEnds() throws {
        try play(
            """
            09:00:00  take a1                          -> A001 waiting
            09:00:10  call 2
            09:10:00  finish 2 materialsIncomplete missing=1
            2026-03-09 09:00:00  tick                  -> 2026-03-09
            2026-03-09 09:00:01  take a1               -> A002 waiting
            2026-03-10 09:00:00  tick                  -> 2026-03-10
            2026-03-10 09:00:01  return 2026-03-02/A001 !! UnknownTicket
            2026-03-10 09:00:02  take a1               -> A001 waiting
            """)
    }

    @Test func noDenialIsOffTheRecord() throws {
        let hall = try play(
            """
            09:00:00  take a1                          -> A001 waiting
            09:00:10  call 2
            09:10:00  finish 2 denied reason=不符合条件  !! FieldMissing
            09:10:01  finish 2 denied basis=条例第三条   !! FieldMissing
            09:10:02  finish 2 denied reason=不符合条件 basis=条例第三条 -> A001 served
            09:10:03  call 2                           -> nobody
            2026-03-03 09:00:00  tick                  -> 2026-03-03
            2026-03-03 10:00:00  sign N20260302-001 upheld by=2     !! OwnDenial
            2026-03-03 10:00:01  sign N20260302-001 overturned by=9 !! FieldMissing
            2026-03-03 10:00:02  sign N20260302-001 overturned by=9 reason=政策已改 -> N20260302-001 overturned
            2026-03-03 10:00:03  sign N20260302-001 upheld by=9     !! DenialSignedOff
            2026-03-04 09:00:00  tick                  -> 2026-03-04
            2026-03-04 10:00:00  sign N20260302-001 upheld by=9     !! UnknownDenial
            """)
        #expect(hall.denialIDs.isEmpty)
    }

    @Test func aCaseIsDeniedOnTheRecordToo() throws {
        let hall = try play(
            """
            09:00:00  take a1                          -> A001 waiting
            09:00:10  call 2
            09:10:00  finish 2 accepted                -> A001 served
            09:20:00  move 20260302-001 denied reason=收入超标 by=2 !! FieldMissing
            09:20:01  move 20260302-001 denied reason=收入超标 basis=办法第九条 by=2 -> 20260302-001 denied
            """)
        let denial = try #require(hall.denialIDs.first.flatMap { hall.denial($0) })
        #expect(denial.case == CaseID("20260302-001") && denial.staff == "2" && denial.isOpen)
    }

    @Test func whoeverIsAskedFirstStaysOnRecordThroughEveryTransfer() throws {
        let hall = try play(
            """
            09:00:00  take a1 by=9                     -> A001 waiting
            09:00:00  take a1                          -> A002 waiting
            09:00:10  call 2                           -> A001 called
            09:01:00  transfer 2 1                     -> A001 waiting
            09:02:00  call 1                           -> A001 called
            09:10:00  finish 1 accepted                -> A001 served
            09:10:10  call 2                           -> A002 called
            09:10:20  transfer 2 b1                    -> A002 waiting
            09:10:30  call 3                           -> A002 called
            09:20:00  finish 3 accepted service=a1     -> A002 served
            09:21:00  assign 20260302-002 1            -> 20260302-002 accepted
            09:21:01  assign 20260302-002 nobody       !! UnknownStaff
            """)
        let cases = hall.caseIDs.compactMap { hall.case($0) }
        #expect(cases.map(\.firstAsked) == ["9", "2"])
        #expect(cases.map(\.handler) == ["1", "1"])
    }

    @Test func oneTicketRunsThroughSeveralServices() throws {
        let hall = try play(
            """
            09:00:00  take b1 next=a2,b2               -> B001 waiting
            09:00:01  take a2                          -> A001 waiting
            09:00:10  call 3                           -> B001 called
            09:05:00  finish 3                         -> B001 waiting
            09:05:10  call 2                           -> B001 called
            09:06:00  finish 2 consulted               -> B001 waiting
            09:06:10  call 2                           -> A001 called
            09:06:20  call 3                           -> B001 called
            09:07:00  finish 3 next=a1                 -> B001 waiting
            09:07:10  call 1                           -> B001 called
            09:08:00  finish 1                         -> B001 served
            """)
        let matters = hall[TicketNumber("B001")!]?.matters ?? []
        #expect(matters.map(\.service) == ["b1", "a2", "b2", "a1"])
        #expect(
            matters.map(\.outcome) == [.done, .consulted, .done, .consulted], "a promised matter is not done by itself")
    }

    @Test func aDetourLosesNothingOfTheWay() throws {
        let hall = try play(
            """
            09:00:00  take b1 next=a2,b2               -> B001 waiting
            09:00:10  call 3
            09:05:00  finish 3 done next=a1            -> B001 waiting
            09:05:10  call 2                           -> B001 called
            09:06:00  finish 2 done                    -> B001 waiting
            09:06:10  call 2                           -> B001 called
            09:07:00  finish 2 done                    -> B001 waiting
            09:07:10  call 3                           -> B001 called
            09:08:00  finish 3 done                    -> B001 served
            """)
        #expect(hall[TicketNumber("B001")!]?.matters?.map(\.service) == ["b1", "a1", "a2", "b2"])
    }

    @Test func theReturnRightOutlivesTheRestOfTheWay() throws {
        let hall = try play(
            """
            09:00:00  take a1 next=b1                  -> A001 waiting
            09:00:10  call 2
            09:05:00  finish 2 materialsIncomplete missing=1 -> A001 waiting
            09:05:10  call 3                           -> A001 called
            09:06:00  finish 3 done                    -> A001 served
            09:10:00  return A001                      -> A001 waiting
            """)
        #expect(hall[TicketNumber("A001")!]?.service == "a1", "for what was missing")
    }

    @Test func whatWasMissingAfterAllIsNot() throws {
        try play(
            """
            09:00:00  take a1                          -> A001 waiting
            09:00:10  call 2
            09:05:00  finish 2 materialsIncomplete missing=1 -> A001 served
            09:06:00  complete A001 consulted          -> A001 served
            09:10:00  return A001                      !! NoReturnRight
            """)
    }

    /// Whoever served answers for it, not whoever sits there by now.
    @Test func aMatterStatedLaterIsWhoseItWas() throws {
        let hall = try play(
            """
            09:00:00  take a1                          -> A001 waiting
            09:00:10  call 2
            09:05:00  finish 2                         -> A001 served
            09:06:00  close 2
            09:07:00  complete A001 denied reason=r basis=b by=9 -> A001 served
            09:08:00  sign N20260302-001 upheld by=9   !! OwnDenial
            09:08:01  sign N20260302-001 upheld by=2   !! OwnDenial
            09:08:02  sign N20260302-001 upheld by=1   -> N20260302-001 upheld
            """)
        #expect(hall.denialIDs.first.flatMap { hall.denial($0) }?.staff == "2")
    }

    @Test func whoNeverCameWasNotAskedFirst() throws {
        let hall = try play(
            """
            09:00:00  take b1                          -> B001 waiting
            09:00:10  call 2                           -> B001 called
            09:03:00  tick
            09:03:01  recall 2
            09:03:30  no-show 2                        -> B001 noShow
            09:04:00  requeue B001                     -> B001 waiting
            09:05:00  call 3                           -> B001 called
            09:06:00  start 3                          -> B001 serving
            """)
        #expect(hall[TicketNumber("B001")!]?.firstAsked == "3")
    }

    @Test func outcomesMayBeCompletedUntilTheDayCloses() throws {
        let hall = try play(
            """
            09:00:00  take b1                          -> B001 waiting
            09:00:10  call 3
            09:05:00  complete B001 done               !! NotFinished
            09:05:01  finish 3                         -> B001 served
            09:06:00  complete B001 done quantity=0    !! QuantityOutOfRange
            09:06:01  complete B001 handedOut quantity=12 -> B001 served
            09:07:00  complete B001 accepted service=a1 -> B001 served
            09:08:00  complete B001 referred           !! FieldMissing
            09:08:01  complete B001 referred to=区人社局 -> B001 served
            2026-03-03 09:00:00  tick                  -> 2026-03-03
            2026-03-03 09:00:01  complete B001 done    !! UnknownTicket
            """)
        #expect(hall.caseIDs.map(\.description) == ["20260302-001"], "somebody holds a paper about it")
    }

    @Test func whatHasOpenCasesStaysInTheHall() throws {
        let hall = try play(
            """
            09:00:00  take a1                          -> A001 waiting
            09:00:10  call 2
            09:10:00  finish 2 accepted                -> A001 served
            """)
        let without = Self.configuration { hall in
            hall.services.remove(at: 0)
            for index in hall.windows.indices {
                hall.windows[index].primary.removeAll { $0 == "a1" }
                hall.windows[index].backup = []
            }
        }
        #expect(throws: Refusal.serviceHasCases("a1", cases: 1)) {
            try hall.decide(Submission(.configure(without), by: .engine), at: hall.time!)
        }
    }
}

@Suite struct WorkingDays {
    /// As the State Council announced it for 2025 and 2026.
    private static let calendar: WorkCalendar = {
        func span(_ first: String, _ last: String) -> DaySpan {
            DaySpan(first: BusinessDay(first)!, last: BusinessDay(last)!)
        }
        var calendar = WorkCalendar()
        calendar.holidays = [
            span("2025-10-01", "2025-10-08"), span("2026-01-01", "2026-01-03"), span("2026-02-15", "2026-02-23"),
            span("2026-10-01", "2026-10-07"),
        ]
        calendar.makeUpDays = [
            "2025-09-28", "2025-10-11", "2026-01-04", "2026-02-14", "2026-02-28", "2026-09-20", "2026-10-10",
        ].map { BusinessDay($0)! }
        return calendar
    }()

    @Test(arguments: [
        // Over the national holiday, with its make-up Saturday.
        ("2026-09-30", 1, "2026-10-08"), ("2026-09-30", 3, "2026-10-10"), ("2026-09-30", 4, "2026-10-12"),
        // Accepted on the Friday before a make-up Sunday.
        ("2026-09-18", 1, "2026-09-20"), ("2026-09-18", 2, "2026-09-21"),
        // Over new year, whose first working day is a Sunday.
        ("2025-12-31", 1, "2026-01-04"), ("2025-12-25", 5, "2026-01-04"),
        // Over the spring festival.
        ("2026-02-13", 1, "2026-02-14"), ("2026-02-13", 2, "2026-02-24"), ("2026-02-13", 6, "2026-02-28"),
        // Accepted on a holiday, and with a limit of the day itself.
        ("2026-10-03", 1, "2026-10-08"), ("2026-03-02", 0, "2026-03-02"),
        // A leap day is a day.
        ("2028-02-28", 1, "2028-02-29"), ("2028-02-28", 2, "2028-03-01"),
    ])
    func limitsCountThem(accepted: String, days: Int, due: String) throws {
        let accepted = try #require(BusinessDay(accepted))
        let last = Self.calendar.day(days, workingDaysAfter: accepted)
        #expect("\(last)" == due)
        #expect(Self.calendar.workingDays(after: accepted, through: last) == days)
    }

    @Test(arguments: [("2026-03-02", 0), ("2026-11-21", 5), ("1970-01-01", 3), ("1969-12-31", 2), ("2028-02-29", 1)])
    func weekdaysAreKnown(day: String, weekday: Int) throws {
        #expect(try #require(BusinessDay(day)).weekday == weekday)
    }

    @Test(arguments: [
        ("20261121-001", "20261121-001"), ("20261121-1", "20261121-001"), ("20261121-1234", "20261121-1234"),
    ])
    func caseNumbersAreReadAsPeopleTypeThem(typed: String, meant: String) throws {
        #expect(try #require(CaseID(typed)).description == meant)
        #expect(try #require(DenialID("n" + typed)).description == "N" + meant)
    }

    @Test(arguments: [
        "", "20261121", "20261121-", "20261121-0", "20261321-001", "2026-11-21-1", "20261121-1234567", "N20261121-001",
    ])
    func whatIsNoCaseNumberIsRefused(text: String) {
        #expect(CaseID(text) == nil && (DenialID(text) == nil || text.hasPrefix("N")))
    }
}
