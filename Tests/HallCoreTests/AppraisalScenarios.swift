import HallCore
import HallTestSupport
import Testing

/// What is said of the service, and what follows, told as days in text tables. 2 March 2026 is a Monday.
@Suite struct AppraisalScenarios {
    @discardableResult
    private func play(_ table: String) throws -> (hall: Hall, events: [Event]) {
        var scenario = Scenario(
            SampleHall.configuration { hall in
                hall.staff = ["1", "2", "3", "9"].map { StaffMember(id: $0, name: $0) }
                hall.communities = [Community(code: "taoyuan", name: "桃源社区")]
            })
        try scenario.play(table)
        return (scenario.hall, scenario.events)
    }

    private static let visit = """
        09:00:00  take a1                          -> A001 waiting
        09:00:10  call 2                           -> A001 called
        09:05:00  finish 2                         -> A001 served

        """

    @Test(arguments: [(5, false), (3, false), (2, true), (1, true)])
    func aPoorRatingOpensAFollowUp(score: Int, follows: Bool) throws {
        let (hall, _) = try play(Self.visit + "09:06:00  rate 2 \(score)     -> A001 served")
        let one = hall.followUpIDs.first.flatMap { hall.followUp($0) }
        #expect((one != nil) == follows)
        guard let one else { return }
        #expect((one.staff, one.window, one.score) == ("2", 2, score))
        #expect("\(one.dueOn)" == "2026-03-09", "five working days")
    }

    @Test func itIsVerifiedPutRightAndAnsweredInThatOrderAndNotByWhoWasRated() throws {
        try play(
            Self.visit + """
                09:06:00  rate 2 1                                                        -> A001 served
                09:07:00  follow F20260302-001 answered reason=x                          !! FollowUpNotThere
                09:07:00  follow F20260302-001 verified reason=so by=9                    !! FieldMissing
                09:07:00  follow F20260302-001 verified founded=yes by=9                  !! FieldMissing
                09:07:00  follow F20260302-001 verified founded=yes reason=so by=2        !! OwnFollowUp
                09:07:00  officer F20260302-001 2                                         !! OwnFollowUp
                09:07:00  officer F20260302-001 9                                         -> F20260302-001 open
                09:08:00  follow F20260302-001 verified founded=yes reason=so by=9        -> F20260302-001 verified
                09:09:00  follow F20260302-001 answered reason=sorry by=9                 !! FollowUpNotThere
                09:10:00  follow F20260302-001 remedied reason=talked by=9                -> F20260302-001 remedied
                2026-03-03 09:00:00  tick                                                 -> 2026-03-03
                2026-03-03 09:10:00  follow F20260302-001 answered reason=sorry by=9      -> F20260302-001 answered
                2026-03-03 09:11:00  follow F20260302-001 remedied reason=again by=9      !! FollowUpNotThere
                2026-03-03 09:12:00  follow F20260302-009 remedied reason=again by=9      !! UnknownFollowUp
                """)
    }

    @Test func whatWasNotSoNeedsNoRemedy() throws {
        try play(
            Self.visit + """
                09:06:00  rate 2 2                                                        -> A001 served
                09:07:00  follow F20260302-001 verified founded=no reason=other-hall      -> F20260302-001 verified
                09:08:00  follow F20260302-001 remedied reason=nothing                    !! FollowUpNotThere
                09:09:00  follow F20260302-001 answered reason=told                       -> F20260302-001 answered
                """)
    }

    @Test func whoWasRatedMayAppealOnceAndSomebodyElseDecides() throws {
        let (hall, events) = try play(
            Self.visit + """
                09:06:00  rate 2 1                                                        -> A001 served
                09:07:00  appeal F20260302-001 reason=not-mine by=3                       !! UnknownFollowUp
                09:07:00  appeal F20260302-001 by=2                                       !! FieldMissing
                09:07:00  verdict F20260302-001 upheld reason=x by=9                      !! NoAppeal
                09:08:00  appeal F20260302-001 reason=wrong-window by=2                   -> F20260302-001 open
                09:08:01  appeal F20260302-001 reason=again by=2                          !! AlreadyAppealed
                2026-03-20 09:00:00  tick                                                 -> 2026-03-20
                2026-03-20 09:01:00  verdict F20260302-001 upheld reason=so by=2          !! OwnFollowUp
                2026-03-20 09:02:00  verdict F20260302-001 upheld reason=so by=9          -> F20260302-001 open
                """)
        #expect(hall.followUp(FollowUpID("F20260302-001")!)?.appeal?.verdict?.upheld == true)
        let decided = events.compactMap { if case .appealDecided(let fields) = $0.body { fields.ticket } else { nil } }
        #expect(decided == [TicketID("2026-03-02/A001")!])
    }

    @Test func committeesAndSuggestionsAreRecordedAndAnsweredToo() throws {
        let (hall, _) = try play(
            """
            09:00:00  remark committee score=4                            !! FieldMissing
            09:00:00  remark committee community=taoyuan                  !! FieldMissing
            09:00:00  remark committee community=nowhere score=4          !! UnknownCommunity
            09:00:00  remark committee community=taoyuan score=9          !! ScoreOutOfRange
            09:00:00  remark suggestion                                   !! FieldMissing
            09:00:01  remark committee community=taoyuan score=4          -> F20260302-001 open
            09:00:02  remark suggestion words=more-chairs                 -> F20260302-002 open
            09:00:03  appeal F20260302-002 reason=x                       !! UnknownFollowUp
            09:01:00  follow F20260302-002 verified founded=yes reason=few   -> F20260302-002 verified
            09:02:00  follow F20260302-002 remedied reason=ordered        -> F20260302-002 remedied
            09:03:00  follow F20260302-002 answered reason=told           -> F20260302-002 answered
            2026-03-03 09:00:00  tick                                     -> 2026-03-03
            2026-03-12 09:00:00  tick                                     -> 2026-03-12
            """)
        #expect(hall.followUpIDs.map { "\($0)" } == ["F20260302-001"], "answered, and too late for an appeal")
    }
}
