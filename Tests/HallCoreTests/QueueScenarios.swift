import HallCore
import HallTestSupport
import Testing

/// What a hall does, told as days in text tables.
@Suite struct QueueScenarios {
    private func play(_ table: String) throws {
        try play({ _ in }, table)
    }

    private func play(_ change: (inout HallConfiguration) -> Void, _ table: String) throws {
        var scenario = Scenario(SampleHall.configuration(change))
        try scenario.play(table)
    }

    @Test func whoeverHoldsTheSlipMayTakeTheirTimeToRate() throws {
        try play(
            """
            09:00:00  take a1            -> A001 waiting
            09:00:01  rate-ticket A001 5 !! NotFinished
            09:01:00  call 2             -> A001 called
            09:05:00  finish 2           -> A001 served
            09:15:01  rate 2 5           !! NothingToRate
            11:00:00  rate-ticket A001 6 !! ScoreOutOfRange
            11:00:01  rate-ticket A001 2 -> A001 served
            11:00:02  rate-ticket A001 5 !! AlreadyRated
            11:00:03  rate-ticket A002 5 !! UnknownTicket
            """)
    }

    @Test func aVisitGoesFromTakeToRating() throws {
        try play(
            """
            09:00:00  take a1           -> A001 waiting
            09:00:01  take A            -> A002 waiting
            09:00:02  take b1           -> B001 waiting
            09:01:00  call 2            -> A001 called
            09:01:20  start 2           -> A001 serving
            09:05:00  finish 2          -> A001 served
            09:05:30  rate 2 5          -> A001 served
            09:05:31  rate 2 4          !! AlreadyRated
            09:05:40  call 2            -> A002 called
            09:05:41  call 3            -> B001 called
            09:05:42  call 1            -> nobody
            """)
    }

    @Test func oneWindowHasOneOpenTicket() throws {
        try play(
            """
            09:00:00  take a1
            09:00:00  take a1
            09:00:10  call 1            -> A001 called
            09:00:11  call 1            !! WindowBusy
            09:00:12  call 2            -> A002 called
            09:00:13  close 2           !! WindowBusy
            09:00:14  cancel A002       !! TicketAtWindow
            """)
    }

    @Test func callingWithFinishEndsTheTicketInHandFirst() throws {
        try play(
            """
            09:00:00  take a1
            09:00:00  take a1
            09:00:10  call 1 finish     -> A001 called
            09:04:00  call 1 finish     -> A002 called
            09:08:00  call 1 finish     -> nobody
            09:08:01  finish 1          !! NoTicketAtWindow
            """)
    }

    @Test func aStartThatNobodyPressedIsInferredAndMarked() throws {
        var scenario = Scenario(SampleHall.configuration { $0.calling.startInferredAfterSeconds = 60 })
        try scenario.play(
            """
            09:00:00  take a1
            09:00:10  call 1            -> A001 called
            09:01:00  tick
            """)
        #expect(scenario.hall[TicketNumber("A001")!]?.state == .called)
        try scenario.play("09:01:10  tick")
        #expect(scenario.hall[TicketNumber("A001")!]?.state == .serving)
        #expect(scenario.hall[TicketNumber("A001")!]?.startInferred == true)
        try scenario.play("09:03:00  finish 1 -> A001 served")
    }

    @Test func aMistakenCallIsUndoneAndCountsForNothing() throws {
        try play(
            """
            09:00:00  take a1
            09:00:01  take a1
            09:00:02  take a1
            09:00:10  call 1            -> A001 called
            09:00:15  undo 1            -> A001 waiting
            09:00:20  call 2            -> A001 called
            09:00:30  call 1            -> A002 called
            09:00:51  undo 1            !! UndoTooLate
            """)
    }

    @Test func recallsHaveAGapAndAnEndAndNoShowsWaitForThem() throws {
        try play(
            { $0.calling.recallCountMax = 2 },
            """
            09:00:00  take a1
            09:00:10  call 1            -> A001 called
            09:00:11  no-show 1         !! NoShowTooEarly
            09:00:12  recall 1          !! RecallTooSoon
            09:00:15  recall 1          -> A001 called
            09:00:20  recall 1          -> A001 called
            09:00:25  recall 1          !! RecallsUsedUp
            09:00:26  no-show 1         !! NoShowTooEarly
            09:00:35  no-show 1         -> A001 noShow
            """)
    }

    @Test func passedTicketsGoWhereTheHallPutsThem() throws {
        let rules: (PassedRule) -> (inout HallConfiguration) -> Void = { rule in
            { hall in
                hall.calling.passed = rule
                hall.calling.passedAfterCount = 2
                hall.calling.noShowCallCountMin = 1
                hall.calling.noShowGapSecondsMin = 0
            }
        }
        let takes = "09:00:00 take a1\n09:00:01 take a1\n09:00:02 take a1\n09:00:03 take a1\n09:01:00 call 2\n"
        try play(rules(.void), takes + "09:02:00 no-show 2 -> A001 noShow\n09:02:01 call 2 -> A002 called")
        try play(
            rules(.back),
            takes + """
                09:02:00  no-show 2         -> A001 waiting
                09:02:01  take a1           -> A005 waiting
                09:02:02  call 2            -> A002 called
                09:03:00  call 2 finish     -> A003 called
                09:04:00  call 2 finish     -> A004 called
                09:05:00  call 2 finish     -> A001 called
                09:06:00  call 2 finish     -> A005 called
                """)
        try play(
            rules(.after),
            takes + """
                09:02:00  no-show 2         -> A001 waiting
                09:02:02  call 2            -> A002 called
                09:03:00  call 2 finish     -> A003 called
                09:04:00  call 2 finish     -> A001 called
                09:05:00  no-show 2         -> A001 waiting
                09:06:00  call 2            -> A004 called
                09:07:00  call 2 finish     -> A001 called
                09:08:00  no-show 2         -> A001 noShow
                """)
    }

    @Test func whoWasPassedCanComeBack() throws {
        try play(
            {
                $0.calling.noShowCallCountMin = 1; $0.calling.noShowGapSecondsMin = 0
            },
            """
            09:00:00  take a1
            09:00:10  call 1            -> A001 called
            09:01:00  no-show 1         -> A001 noShow
            09:02:00  take a1           -> A002 waiting
            09:03:00  requeue A001      -> A001 waiting
            09:03:01  requeue A001      !! TicketStillOpen
            09:04:00  call 1            -> A002 called
            09:05:00  call 1 finish     -> A001 called
            """)
    }

    @Test func aParkedTicketIsResumedAnywhere() throws {
        try play(
            """
            09:00:00  take a1
            09:00:01  take a1
            09:00:10  call 1            -> A001 called
            09:00:20  start 1           -> A001 serving
            09:02:00  park 1            -> A001 parked
            09:02:05  call 1            -> A002 called
            09:03:00  resume 1 A001     !! WindowBusy
            09:03:01  resume 2 A002     !! TicketNotParked
            09:03:02  resume 2 A001     -> A001 serving
            09:04:00  finish 2          -> A001 served
            """)
    }

    @Test func aTransferKeepsTheArrival() throws {
        try play(
            """
            09:00:00  take a1           -> A001 waiting
            09:01:00  take b1           -> B001 waiting
            09:02:00  call 2            -> A001 called
            09:03:00  transfer 2 b1     -> A001 waiting
            09:03:01  call 3            -> A001 called
            09:04:00  transfer 3 3      !! SameWindow
            09:04:01  transfer 3 1      -> A001 waiting
            09:04:02  call 2            -> B001 called
            09:04:03  call 1            -> A001 called
            """)
    }

    @Test func aTicketSentToAWindowThatClosesGoesBackToItsQueue() throws {
        try play(
            """
            09:00:00  take a1
            09:00:10  call 2            -> A001 called
            09:01:00  transfer 2 1      -> A001 waiting
            09:01:01  call 2            -> nobody
            09:02:00  close 1
            09:02:01  transfer 2 1      !! NoTicketAtWindow
            09:02:02  call 2            -> A001 called
            09:02:03  transfer 2 1      !! WindowClosed
            """)
    }

    @Test func nobodyWaitsForAWindowThatHasClosed() throws {
        try play(
            """
            09:00:00  take a1
            09:00:10  call 2            -> A001 called
            09:01:00  transfer 2 1      -> A001 waiting
            09:01:01  call 1            -> A001 called
            09:02:00  park 1            -> A001 parked
            09:02:01  close 1
            09:03:00  requeue A001      -> A001 waiting
            09:03:01  call 2            -> A001 called
            """)
    }

    @Test func aServiceWhoseStartNobodyPressedCountsFromTheCall() throws {
        var scenario = Scenario()
        try scenario.play(
            """
            09:00:00  take a1
            09:00:10  call 1            -> A001 called
            09:01:40  finish 1          -> A001 served
            """)
        let started = scenario.events.compactMap { event in
            if case .serviceStarted(let fields) = event.body { fields } else { nil }
        }
        #expect(started.map(\.inferred) == [true])
        #expect(scenario.hall.time!.instant - started[0].startedAt == 90_000)
    }

    @Test func aWrongServiceIsCorrectedWithoutLosingThePlace() throws {
        try play(
            """
            09:00:00  take a1           -> A001 waiting
            09:01:00  take b1           -> B001 waiting
            09:02:00  correct A001 b1   -> A001 waiting
            09:02:01  correct A001 b1   !! SameService
            09:02:02  call 3            -> A001 called
            """)
    }

    @Test func aPickedNumberIsCalledOutOfTurn() throws {
        var scenario = Scenario()
        try scenario.play(
            """
            09:00:00  take a1
            09:00:01  take a1
            09:00:02  take b2           -> B001 waiting
            09:01:00  call 2 B001       !! NotServedHere
            09:01:01  call 2 A002       -> A002 called
            09:01:02  call 1 A002       !! TicketNotWaiting
            09:01:03  call 1 A009       !! UnknownTicket
            """)
        #expect(scenario.hall.calls[0].why.rule == .picked)
        #expect(scenario.hall.calls[0].why.overtook == 1)
    }

    @Test func levelsGoPrimaryThenSecondaryThenBackupOnceItHasWaited() throws {
        try play(
            """
            09:00:00  take b1           -> B001 waiting
            09:00:01  take a1           -> A001 waiting
            09:00:10  call 2            -> A001 called
            09:00:20  call 2 finish     -> B001 called
            09:01:00  take a1           -> A002 waiting
            09:01:01  call 3            -> nobody
            09:16:01  call 3            -> A002 called
            """)
    }

    @Test func windowsAreSignedInAtOnePlaceOnly() throws {
        try play(
            """
            09:00:00  open 1 9          !! UnknownStaff
            09:00:01  open 1 2          !! StaffElsewhere
            09:00:02  open 1 1          !! WindowAlreadyOpen
            09:00:03  pause 1
            09:00:04  call 1            !! WindowPaused
            09:00:05  open 1
            09:00:06  close 1
            09:00:07  close 1           !! WindowClosed
            09:00:08  call 1            !! WindowClosed
            09:00:09  call 9            !! UnknownWindow
            """)
    }

    @Test func aTicketIsCancelledOnce() throws {
        try play(
            """
            09:00:00  take a1
            09:00:01  cancel A001       -> A001 cancelled
            09:00:02  cancel A001       !! TicketEnded
            09:00:03  reprint A001      !! TicketEnded
            09:00:04  call 1            -> nobody
            09:00:05  requeue A001      -> A001 waiting
            """)
    }

    @Test func outsideOpeningHoursTheHallSaysWhenItOpens() throws {
        var scenario = Scenario(
            SampleHall.configuration {
                $0.hours = [OpeningSpan(fromMinute: 540, toMinute: 720), OpeningSpan(fromMinute: 810, toMinute: 1020)]
            })
        try scenario.play(
            """
            08:59:59  take a1           !! HallClosed
            09:00:00  take a1           -> A001 waiting
            12:00:00  take a1           !! HallClosed
            12:00:01  call 1            -> A001 called
            13:30:00  take a1           -> A002 waiting
            17:00:00  take a1           !! HallClosed
            """)
    }
}

/// Who goes next under each policy, on the same morning.
@Suite struct CallingPolicies {
    private let morning = """
        09:00:00  take a1
        09:01:00  take a1
        09:05:00  take a1 elderly
        09:06:00  take a1 elderly
        09:20:00  take a1 elderly
        """

    @Test(arguments: [
        (CallingPolicy.fifo, "A001 A002 A003 A004 A005"),
        (.strict, "A003 A004 A005 A001 A002"),
        (.headStart, "A003 A004 A001 A002 A005"),
        (.ratio, "A003 A001 A002 A004 A005"),
    ])
    func orderTheMorning(policy: CallingPolicy, expected: String) throws {
        var scenario = Scenario(SampleHall.configuration { $0.calling.policy = policy })
        try scenario.play(morning)
        let now = scenario.hall.time!.instant
        let order = scenario.hall.callingOrder(at: 2, now: now).map { "\($0.number)" }
        #expect(order.joined(separator: " ") == expected)
        for (index, number) in order.enumerated() {
            try scenario.play("09:\(30 + index):00 call 2 finish -> \(number) called")
        }
    }

    @Test func aheadCountsThoseWhomThePolicyCallsBefore() throws {
        var scenario = Scenario()
        try scenario.play(morning)
        let hall = scenario.hall
        let ahead = ["A001", "A002", "A003", "A004", "A005"].map { number in
            hall.ticketsAhead(of: hall[TicketNumber(number)!]!, now: hall.time!.instant).count
        }
        #expect(ahead == [2, 3, 0, 1, 4])
    }

    @Test func whatASlipSaysUnderRatioIsWhatTheQueueSays() throws {
        var scenario = Scenario(SampleHall.configuration { $0.calling.policy = .ratio })
        for _ in 0..<10 { try scenario.play("09:00:00 take a1") }
        try scenario.play("09:00:01 take a1 elderly -> A011 waiting")
        guard case .ticketIssued(let issued)? = scenario.events.dropLast().last?.body else {
            Issue.record("no ticket was issued")
            return
        }
        #expect(issued.ahead == 0)
    }

    @Test func explainNamesWhoWentAheadAndWhy() throws {
        var scenario = Scenario()
        try scenario.play(morning + "\n09:21:00 call 2 -> A003 called\n09:22:00 call 1 A002 -> A002 called")
        let explanation = try #require(scenario.hall.explain(TicketNumber("A001")!, now: scenario.hall.time!.instant))
        #expect(
            explanation.wentAhead.map { "\($0.ticket.number) \($0.why.rule)" } == ["A003 headStart", "A002 picked"])
        #expect(explanation.ahead.map { "\($0.number)" } == ["A004"])
    }
}
