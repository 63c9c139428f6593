import Foundation
import HallCore
import HallFiles
import HallReports
import HallTestSupport
import HallWire
import Testing

/// What the documents that founded such halls ask, point by point, as days of the hall that everybody gets who starts
/// halld without a file. 2 March 2026 is a Monday.
@Suite struct FoundingPoints {
    /// As the journal has it.
    private struct Stored: Encodable {
        let body: EventBody
        func encode(to encoder: any Encoder) throws { try body.encode(to: encoder) }
    }

    private static func hall(_ text: String = HallFile.defaultText) throws -> HallConfiguration {
        try HallFile(parsing: text, phrases: Texts.paperPhrases).configuration
    }

    @discardableResult
    private func play(
        _ change: (inout HallConfiguration) -> Void, _ table: String
    ) throws -> (hall: Hall, events: [Event]) {
        var configuration = try Self.hall()
        change(&configuration)
        var scenario = Scenario(configuration)
        try scenario.play(table)
        return (scenario.hall, scenario.events)
    }

    @Test func point01_allFamiliesOfMattersUnderOneRoof() throws {
        let (hall, _) = try play(
            { _ in },
            """
            09:00:00  take A   -> A001 waiting
            09:00:00  take B   -> B001 waiting
            09:00:00  take C   -> C001 waiting
            09:00:00  take D   -> D001 waiting
            09:00:00  take E   -> E001 waiting
            09:00:00  take F   -> F001 waiting
            09:00:00  take G   -> G001 waiting
            09:00:00  take H   -> H001 waiting
            """)
        let configuration = try #require(hall.configuration)
        for category in configuration.categories {
            #expect(configuration.services.count { $0.category == category.prefix } >= 3)
        }
        #expect(
            configuration.services.allSatisfy { service in Language.allCases.allSatisfy { !service.name[$0].isEmpty } })
    }

    @Test func point02_priorityChangesTheOrderAndFocusIsCounted() throws {
        let (hall, _) = try play(
            { _ in },
            """
            09:00:00  take A                         -> A001 waiting
            09:05:00  take A elderly                 -> A002 waiting
            09:06:00  take A                         -> A003 waiting
            09:06:30  note A003 poor unemployed      -> A003 waiting
            09:06:31  note A003 rich                 !! UnknownFocusGroup
            09:07:00  call 2                         -> A002 called
            09:08:00  call 2 finish                  -> A001 called
            09:09:00  call 2 finish                  -> A003 called
            """)
        #expect(hall[TicketNumber("A003")!]?.focusGroups == ["poor", "unemployed"])
    }

    @Test func point03_oneStationServesSeveralCommunitiesAndTheirGrids() throws {
        let (hall, events) = try play(
            { hall in
                hall.communities = [Community(code: "taoyuan", name: "桃源"), Community(code: "meiyuan", name: "梅园")]
                var grid = Community(code: "taoyuan-1", name: "第一网格")
                (grid.within, grid.person) = ("taoyuan", "王芳")
                hall.communities.append(grid)
            },
            """
            09:00:00  take A community=taoyuan       -> A001 waiting
            09:00:01  take A community=taoyuan-1     -> A002 waiting
            09:00:02  take B community=meiyuan       -> B001 waiting
            09:00:03  take B community=nowhere       !! UnknownCommunity
            """)
        #expect(hall.configuration?.community(of: "taoyuan-1") == "taoyuan")
        #expect(
            events.compactMap { if case .ticketIssued(let fields) = $0.body { fields.community } else { nil } } == [
                "taoyuan", "taoyuan-1", "meiyuan",
            ])
    }

    @Test func point04_aWindowAlwaysSaysWhatItDoes() throws {
        let (hall, _) = try play(
            { _ in },
            """
            09:00:00  pause 3
            09:01:00  serve 2 B
            """)
        #expect(hall.plate(of: 2).map(\.simplifiedChinese) == ["社会救助"])
        #expect(hall.window(3)?.state == .paused && !hall.plate(of: 3).isEmpty)
    }

    @Test func point05_onePersonHasSeveralPostsAtOneWindow() throws {
        try play(
            { _ in },
            """
            09:00:00  take A                         -> A001 waiting
            09:00:01  take H                         -> H001 waiting
            09:00:02  open 2 1                       !! StaffElsewhere
            09:01:00  call 1                         -> A001 called
            09:02:00  call 1 finish                  -> H001 called
            """)
    }

    @Test func point06_theFrontDeskAcceptsAndTheWholeCourseIsServed() throws {
        let (hall, _) = try play(
            { _ in },
            """
            09:00:00  take B                                     -> B001 waiting
            09:01:00  call 3                                     -> B001 called
            09:10:00  finish 3 accepted                          -> B001 served
            09:20:00  move 20260302-001 sentUp                   -> 20260302-001 sentUp
            2026-03-10 09:00:00  tick                            -> 2026-03-10
            2026-03-10 09:20:00  move 20260302-001 publicNotice reason=seven-days  -> 20260302-001 publicNotice
            2026-03-18 09:00:00  tick                            -> 2026-03-18
            2026-03-18 09:20:00  move 20260302-001 ready         -> 20260302-001 ready
            2026-03-18 09:30:00  move 20260302-001 completed     -> 20260302-001 completed
            2026-03-18 09:31:00  move 20260302-001 withdrawn reason=late  !! CaseEnded
            """)
        let course = hall.case(CaseID("20260302-001")!)?.course.map(\.state)
        #expect(course == [.accepted, .sentUp, .publicNotice, .ready, .completed])
    }

    @Test func point07_theFirstPersonAskedStaysOnRecord() throws {
        let (hall, _) = try play(
            { _ in },
            """
            09:00:00  take A by=9                    -> A001 waiting
            09:01:00  call 1                         -> A001 called
            09:02:00  transfer 1 minimum-living      -> A001 waiting
            09:03:00  call 3                         -> A001 called
            09:10:00  finish 3 accepted              -> A001 served
            """)
        let one = try #require(hall.case(CaseID("20260302-001")!))
        #expect(one.firstAsked == "9" && one.handler == "3")
    }

    @Test func point08_limitsAreKeptOverAHolidayWithMakeUpDays() throws {
        // Accepted before the National Day week of 2026, with Saturday 10 October a working day.
        let (hall, _) = try play(
            { hall in
                let index = hall.services.firstIndex { $0.code == "minimum-living" }!
                (hall.services[index].limitDays, hall.services[index].suspendedWhile) = (5, [.waitingForMaterials])
            },
            """
            2026-09-29 09:00:00  tick                -> 2026-09-29
            2026-09-29 09:00:00  take B              -> B001 waiting
            2026-09-29 09:01:00  call 3              -> B001 called
            2026-09-29 09:10:00  finish 3 accepted   -> B001 served
            """)
        let one = try #require(hall.case(CaseID("20260929-001")!))
        #expect(
            hall.dueDay(of: one).map { "\($0)" } == "2026-10-11" || hall.dueDay(of: one).map { "\($0)" } == "2026-10-12"
        )
        #expect(one.workingDaysUsed(on: BusinessDay("2026-10-08")!, by: hall.calendar) == 2)
        #expect(one.workingDaysUsed(on: BusinessDay("2026-10-10")!, by: hall.calendar) == 4)
    }

    @Test func point09_whatIsMissingIsSaidOnceAndBringsTheSameNumberBack() throws {
        try play(
            { _ in },
            """
            09:00:00  take B                                     -> B001 waiting
            09:01:00  call 3                                     -> B001 called
            09:10:00  finish 3 materialsIncomplete missing=1,2   -> B001 served
            09:11:00  take B                                     -> B002 waiting
            2026-03-04 09:00:00  tick                            -> 2026-03-04
            2026-03-04 09:01:00  take B                          -> B003 waiting
            2026-03-04 09:02:00  return 2026-03-02/B001          -> B001 waiting
            2026-03-04 09:03:00  call 3                          -> B001 called
            2026-03-04 09:04:00  call 3 finish                   -> B002 called
            """)
    }

    @Test func point10_noRefusalIsOffTheRecord() throws {
        let (hall, _) = try play(
            { _ in },
            """
            09:00:00  take B                                     -> B001 waiting
            09:01:00  call 3                                     -> B001 called
            09:10:00  finish 3 denied reason=elsewhere           !! FieldMissing
            09:10:01  finish 3 denied reason=elsewhere basis=rule-11   -> B001 served
            09:11:00  sign N20260302-001 upheld by=3             !! OwnDenial
            09:12:00  sign N20260302-001 upheld by=9             -> N20260302-001 upheld
            """)
        #expect(hall[TicketNumber("B001")!]?.state == .served, "nobody waits for the supervisor")
    }

    @Test func point11_hoursAtTheWindowAreNotAllWorkAtIt() throws {
        let (_, events) = try play(
            { _ in },
            """
            08:50:00  close 2
            09:00:00  open 2 2
            09:00:00  take A                         -> A001 waiting
            09:00:00  call 2                         -> A001 called
            09:30:00  finish 2                       -> A001 served
            10:00:00  pause 2 kind=homeVisit
            11:00:00  open 2
            12:00:00  pause 2 kind=meal
            13:00:00  open 2
            17:00:00  close 2
            """)
        var book = AttendanceBook()
        for event in events { book.record(event) }
        let time = try #require(book.times().first { $0.window == 2 })
        #expect(time.workMilliseconds == 3_600_000 && time.breakMilliseconds == 3_600_000)
        #expect(time.openMilliseconds == 6 * 3_600_000 && !time.isOpenEnded)
    }

    @Test func point12_everyoneIsAppraisedAndAPoorRatingIsAnswered() throws {
        let (hall, _) = try play(
            { _ in },
            """
            09:00:00  take A                                                      -> A001 waiting
            09:01:00  call 2                                                      -> A001 called
            09:10:00  finish 2                                                    -> A001 served
            09:11:00  rate 2 1                                                    -> A001 served
            09:12:00  rate 2 5                                                    !! AlreadyRated
            09:20:00  follow F20260302-001 verified founded=yes reason=so by=9    -> F20260302-001 verified
            09:30:00  follow F20260302-001 remedied reason=talked by=9            -> F20260302-001 remedied
            09:40:00  follow F20260302-001 answered reason=sorry by=9             -> F20260302-001 answered
            09:50:00  appeal F20260302-001 reason=not-me by=2                     -> F20260302-001 answered
            10:00:00  verdict F20260302-001 refused reason=it-was by=9            -> F20260302-001 answered
            10:01:00  remark suggestion words=chairs                              -> F20260302-002 open
            """)
        #expect(hall.followUp(FollowUpID("F20260302-001")!)?.appeal?.verdict?.upheld == false)
    }

    @Test func point13_aGuideSaysWhoCheckedItAndAStaleOneIsKnown() throws {
        let text = HallFile.defaultText
            .replacing("# guide_days_max = 180", with: "guide_days_max = 180")
            .replacing(
                "code = \"job-registration\"\n",
                with: "code = \"job-registration\"\nverified = { by = \"王芳\", on = \"2026-01-05\" }\n")
        let hall = try Self.hall(text)
        let service = try #require(hall.service("job-registration"))
        #expect(service.guide?.by == "王芳" && !service.materials.isEmpty)
        let stale = { (day: String) in hall.staleGuides(on: BusinessDay(day)!).map(\.code) }
        #expect(!stale("2026-07-04").contains("job-registration") && stale("2026-07-05").contains("job-registration"))
        #expect(stale("2026-01-06").contains("elder-card"), "nobody ever checked it")
    }

    @Test func point14_aServiceIsOfferedWhileItsAdmissionHolds() throws {
        try play(
            { hall in
                let index = hall.services.firstIndex { $0.code == "elder-card" }!
                hall.services[index].admission = Admission(authority: "区民政局", document: "民发〔2026〕12号")
                hall.services[index].admission!.through = BusinessDay("2026-03-02")
            },
            """
            09:00:00  take elder-card                -> H001 waiting
            2026-03-03 09:00:00  tick                -> 2026-03-03
            2026-03-03 09:00:01  take elder-card     !! NotAdmitted
            """)
        #expect(try Self.hall().services.allSatisfy { $0.department != nil }, "every tally splits by department")
    }

    @Test func point15_figuresAreSentUpInTimeAndStandAsTheyWereSent() throws {
        let (hall, _) = try play(
            { _ in },
            """
            2026-03-31 09:00:00  tick                -> 2026-03-31
            2026-03-31 09:00:01  hand-in 2026-03     !! MonthNotOver
            2026-04-01 09:00:00  tick                -> 2026-04-01
            2026-04-01 09:00:01  hand-in 2026-03
            2026-04-01 09:00:02  hand-in 2026-03     !! FieldMissing
            2026-04-01 09:00:03  hand-in 2026-03 reason=a-case-was-missing
            """)
        #expect(hall.reports.map { "\($0.month).\($0.version)" } == ["2026-03.1", "2026-03.2"])
        #expect("\(hall.reportDue(on: BusinessDay("2026-04-01")!).due)" == "2026-04-03", "three working days")
    }

    @Test func point16_littleIsKnownAboutPeopleAndTheSlipSaysThatItIsFree() throws {
        let (_, events) = try play(
            { _ in },
            """
            09:00:00  remark suggestion words=please-call-13800001234   -> F20260302-001 open
            """)
        for event in events {
            let json = String(decoding: try JSONEncoder().encode(Stored(body: event.body)), as: UTF8.self)
            #expect(!json.contains("13800001234"), "what people write is beside the event, not in it")
        }
        #expect(SlipTemplates.builtInText(.ticket).contains("phrase = \"issued\""))
        #expect(Texts.paper["issued"]!.zhHans.contains("免费"))
        #expect(try #require(try Self.hall().retention).wordsDays <= 365)
    }
}
