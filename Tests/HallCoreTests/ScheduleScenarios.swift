import HallCore
import HallTestSupport
import Testing

/// Hours, days, quotas and what happens outside of them, told as days in text tables. 2 March 2026 is a Monday.
@Suite struct ScheduleScenarios {
    @discardableResult
    private func play(
        _ change: (inout HallConfiguration) -> Void, _ table: String
    ) throws -> (hall: Hall, events: [Event]) {
        var scenario = Scenario(SampleHall.configuration(change))
        try scenario.play(table)
        return (scenario.hall, scenario.events)
    }

    private static let office = [
        OpeningSpan(fromMinute: 510, toMinute: 720), OpeningSpan(fromMinute: 810, toMinute: 1050),
    ]

    private func kinds(_ events: [Event]) -> [String] { events.map(\.body.kind.rawValue) }

    @Test func numbersAreGivenInTheHallsHoursAndEverybodyIsServed() throws {
        let (hall, events) = try play(
            { $0.hours = Self.office },
            """
            08:29:00  take a1                          !! HallClosed
            08:30:00  tick
            08:30:01  take a1                          -> A001 waiting
            12:00:00  take a1                          !! HallClosed
            12:00:01  tick
            13:30:00  tick
            17:29:59  take a1                          -> A002 waiting
            17:30:00  tick
            17:30:01  take a1                          !! HallClosed
            17:40:00  call 2                           -> A001 called
            17:50:00  call 2 finish                    -> A002 called
            18:00:00  finish 2                         -> A002 served
            """)
        #expect(
            kinds(events).filter { $0.hasPrefix("hall") } == ["hallOpened", "hallClosed", "hallOpened", "hallClosed"])
        #expect(!hall.isOpen)
    }

    @Test func noBusinessDayOpensWhileTheHallStaysClosed() throws {
        try play(
            { hall in
                hall.openDays = OpenDays()
                hall.openDays!.pattern = .workingDays
                hall.workCalendar = WorkCalendar()
                hall.workCalendar!.holidays = [
                    DaySpan(first: BusinessDay("2026-03-09")!, last: BusinessDay("2026-03-09")!)
                ]
                hall.workCalendar!.makeUpDays = [BusinessDay("2026-03-14")!]
            },
            """
            09:00:00  take a1                          -> A001 waiting
            2026-03-06 09:00:00  tick                  -> 2026-03-06
            2026-03-07 09:00:00  tick                  -> 2026-03-06
            2026-03-07 10:00:00  take a1               !! HallClosed
            2026-03-09 09:00:00  tick                  -> 2026-03-06
            2026-03-10 09:00:00  tick                  -> 2026-03-10
            2026-03-14 09:00:00  tick                  -> 2026-03-14
            """)
    }

    @Test func someDaysHaveOtherHours() throws {
        try play(
            { hall in
                hall.hours = Self.office
                hall.openDays = OpenDays()
                hall.openDays!.special = [
                    SpecialHours(
                        days: DaySpan(first: BusinessDay("2026-03-03")!, last: BusinessDay("2026-03-03")!),
                        hours: [OpeningSpan(fromMinute: 600, toMinute: 660)]),
                    SpecialHours(
                        days: DaySpan(first: BusinessDay("2026-03-04")!, last: BusinessDay("2026-03-05")!), hours: []),
                ]
            },
            """
            2026-03-03 09:00:00  take a1               !! HallClosed
            2026-03-03 10:00:00  take a1               -> A001 waiting
            2026-03-03 11:00:00  take a1               !! HallClosed
            2026-03-04 10:00:00  tick                  -> 2026-03-02
            2026-03-06 08:30:00  tick                  -> 2026-03-06
            2026-03-06 09:00:00  take a1               -> A002 waiting
            """)
    }

    @Test func theNextOpeningIsToldWithItsDateWhereItIsNotSoon() throws {
        let hall = SampleHall.configuration { hall in
            hall.hours = Self.office
            hall.openDays = OpenDays()
            hall.openDays!.pattern = .workingDays
        }
        func told(_ day: String, _ hour: Int64) -> String? {
            let civil = CivilTime(
                day: BusinessDay(day)!, millisecondOfDay: hour * 3_600_000, offsetMinutes: 480)
            return hall.nextOpening(after: civil)?.text(today: civil.day)
        }
        #expect(
            told("2026-03-02", 7) == "08:30" && told("2026-03-02", 13) == "13:30"
                && told("2026-03-02", 18) == "2026-03-03 08:30")
        #expect(told("2026-03-06", 18) == "2026-03-09 08:30" && told("2026-03-08", 7) == "2026-03-09 08:30")
    }

    @Test func aServiceHasHoursOfItsOwn() throws {
        try play(
            { hall in
                hall.services[0].hours = [OpeningSpan(fromMinute: 540, toMinute: 600)]
                for index in hall.windows.indices { hall.windows[index].primary.removeAll { $0 == "b2" } }
                hall.windows[2].primary.append("b2")
                hall.windows[2].hours = [OpeningSpan(fromMinute: 840, toMinute: 900)]
            },
            """
            08:59:00  take a1                          !! ServiceClosed
            09:00:00  take a1                          -> A001 waiting
            10:00:00  take a1                          !! ServiceClosed
            10:00:01  take a2                          -> A002 waiting
            10:00:02  take b2                          !! ServiceClosed
            10:00:03  take b1                          -> B001 waiting
            14:00:00  take b2                          -> B002 waiting
            """)
    }

    @Test func aQuotaIsSplitByHalfDay() throws {
        try play(
            { $0.services[0].quota = Quota(day: 4, morning: 2, afternoon: 3) },
            """
            09:00:00  take a1                          -> A001 waiting
            09:00:01  take a1                          -> A002 waiting
            09:00:02  take a1                          !! QuotaReached
            09:00:03  cancel A002                      -> A002 cancelled
            09:00:04  take a1                          -> A003 waiting
            09:00:05  take a2                          -> A004 waiting
            12:00:00  take a1                          -> A005 waiting
            12:00:01  take a1                          -> A006 waiting
            12:00:02  take a1                          !! QuotaReached
            2026-03-03 09:00:00  tick                  -> 2026-03-03
            2026-03-03 09:00:01  take a1               -> A002 waiting
            """)
    }

    @Test func aServiceIsOfferedWhileItsAdmissionHolds() throws {
        try play(
            { hall in
                hall.services[0].admission = Admission(authority: "区民政局", document: "民发1号")
                hall.services[0].admission!.from = BusinessDay("2026-03-03")
                hall.services[0].admission!.through = BusinessDay("2026-03-03")
            },
            """
            09:00:00  take a1                          !! NotAdmitted
            2026-03-03 09:00:00  tick                  -> 2026-03-03
            2026-03-03 09:00:01  take a1               -> A001 waiting
            2026-03-04 09:00:00  tick                  -> 2026-03-04
            2026-03-04 09:00:01  take a1               !! NotAdmitted
            """)
    }

    /// A place in the quota belongs to the service that the ticket was taken for.
    @Test func aCorrectedTicketGivesItsOwnPlaceBack() throws {
        try play(
            { hall in (hall.services[0].quota, hall.services[1].quota) = (Quota(day: 1), Quota(day: 1)) },
            """
            09:00:00  take a1                          -> A001 waiting
            09:00:01  correct A001 a2                  -> A001 waiting
            09:00:02  take a1                          !! QuotaReached
            09:00:03  cancel A001                      -> A001 cancelled
            09:00:04  take a2                          -> A002 waiting
            09:00:05  take a2                          !! QuotaReached
            09:00:06  take a1                          -> A003 waiting
            09:00:07  take a1                          !! QuotaReached
            """)
    }

    @Test func aHallThatHasHoursNoMoreOpensAgain() throws {
        var (hall, _) = try play(
            { $0.hours = Self.office },
            """
            09:00:00  tick
            18:00:00  tick
            """)
        #expect(!hall.isOpen)
        for command in [Command.configure(SampleHall.configuration()), .tick] {
            for event in try hall.decide(Submission(command, by: .engine), at: hall.time!).events { hall.apply(event) }
        }
        #expect(hall.isOpen)
    }

    @Test func whoeverIsTurnedAwayIsCounted() throws {
        let (hall, events) = try play(
            { $0.services[0].quota = Quota(day: 1) },
            """
            09:00:00  take a1                          -> A001 waiting
            09:00:01  turn-away a1
            09:00:02  turn-away a2                     !! IsOffered
            09:00:03  turn-away a2 reason=too-many
            """)
        let why = events.compactMap { if case .turnedAway(let fields) = $0.body { fields.why } else { nil } }
        #expect(why == ["QuotaReached", "too-many"] && hall.turnedAwayCount == 2)
    }

    @Test func nobodyIsANoShowRightAfterLunch() throws {
        try play(
            { hall in
                hall.hours = Self.office
                hall.calling.noShowCallCountMin = 1
                hall.calling.noShowGapSecondsMin = 15
            },
            """
            08:30:00  tick
            11:59:00  take a1                          -> A001 waiting
            11:59:50  call 2                           -> A001 called
            12:00:00  tick
            13:30:00  tick
            13:30:10  no-show 2                        !! NoShowTooEarly
            13:33:00  no-show 2                        -> A001 noShow
            """)
    }

    @Test func lunchCountsInTheWait() throws {
        let (hall, _) = try play(
            { hall in
                hall.hours = Self.office
                hall.windows = [Window(number: 1, primary: ["a1", "a2", "b1", "b2"], signedIn: "1")]
            },
            """
            11:30:00  tick
            11:30:01  take a1
            11:30:02  call 1
            11:30:03  take a1
            11:59:30  take a1                          -> A003 waiting
            """)
        // Some minutes, of which half a one is left before lunch.
        let wait = try #require(hall[TicketNumber("A003")!]?.promised)
        #expect(wait.lowMinutes >= 90 && wait.highMinutes >= wait.lowMinutes + 2, "\(wait)")
    }

    @Test func aWindowChangesItsServicesForTheDay() throws {
        let (hall, _) = try play(
            { _ in },
            """
            09:00:00  take b2                          -> B001 waiting
            09:00:01  call 2                           -> nobody
            09:00:02  serve 2 B secondary=a1
            09:00:03  call 2                           -> B001 called
            09:00:04  serve 2 x                        !! UnknownService
            09:00:05  serve 9 B                        !! UnknownWindow
            2026-03-03 09:00:00  tick                  -> 2026-03-03
            2026-03-03 09:00:01  take b2               -> B002 waiting
            2026-03-03 09:00:02  finish 2              -> B001 served
            2026-03-03 09:00:03  call 2                -> nobody
            """)
        #expect(hall.configuration == hall.fileConfiguration)
    }

    @Test func aReloadOfTheSameFileKeepsTheDaysChange() throws {
        var (hall, _) = try play({ _ in }, "09:00:00  serve 2 B")
        let file = try #require(hall.fileConfiguration)
        #expect(try hall.decide(Submission(.configure(file), by: .engine), at: hall.time!).events.isEmpty)
        for event in try hall.decide(
            Submission(.configure(SampleHall.configuration { $0.plates = [$0.name] }), by: .engine), at: hall.time!
        ).events { hall.apply(event) }
        #expect(hall.configuration?.window(2)?.primary == ["a1", "a2"], "another file is the truth again")
    }

    @Test func numbersOfAPowerCutAreEnteredAfterwards() throws {
        let (hall, _) = try play(
            { $0.categories[0].emergencyNumbers = NumberRange(first: 2, last: 9) },
            """
            10:00:00  take a1                          -> A001 waiting
            10:00:01  take a1                          -> A010 waiting
            10:00:02  enter a1 2 number=A003 taken=09:00 called=09:10 finished=09:20 -> A003 served
            10:00:03  enter a1 2 number=A003           !! NumberTaken
            10:00:04  enter a1 2 number=A011           !! NotAnEmergencyNumber
            10:00:05  enter b1 2 number=B003           !! NotAnEmergencyNumber
            10:00:06  enter a1 2 number=A004 taken=09:30 called=09:10 !! TimesOutOfOrder
            10:00:07  enter a1 2 number=A004 taken=11:00 !! TimesOutOfOrder
            10:00:08  enter a2 2                       -> A011 served
            10:00:09  take a1                          -> A012 waiting
            """)
        #expect(hall[TicketNumber("A003")!]?.handler == "2" && hall.count(.served) == 2)
    }
}
