import HallCore
import HallTestSupport
import Testing

/// Appointments and the day's end, told as days in text tables. 2 March 2026 is a Monday.
@Suite struct AppointmentScenarios {
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

    @Test func anAppointmentGoesAtItsTimeBeforeThoseWhoOnlyWait() throws {
        let (hall, _) = try play(
            { _ in },
            """
            09:00:00  book a1 2026-03-02 09:30         -> Y20260302-001 booked
            09:00:01  book a1 2026-03-02 09:20         -> Y20260302-002 booked
            09:10:00  take a1                          -> A001 waiting
            09:11:00  check-in Y20260302-001           -> A002 waiting
            09:12:00  check-in Y20260302-002           -> A003 waiting
            09:13:00  take a1                          -> A004 waiting
            09:14:00  call 2                           -> A001 called
            09:31:00  call 2 finish                    -> A003 called
            09:32:00  call 2 finish                    -> A004 called
            09:33:00  take a1                          -> A005 waiting
            09:34:00  call 2 finish                    -> A002 called
            """)
        let ticket = try #require(hall[TicketNumber("A002")!])
        #expect(ticket.appointment == AppointmentID("Y20260302-001"))
        #expect(hall.appointment(ticket.appointment!)?.ticket == ticket.id)
    }

    @Test func whoComesTooLateWaitsAsEverybodyDoes() throws {
        try play(
            { _ in },
            """
            09:00:00  book a1 2026-03-02 09:10         -> Y20260302-001 booked
            09:00:01  book a1 2026-03-02 09:15         -> Y20260302-002 booked
            09:40:30  take a1                          -> A001 waiting
            09:41:00  check-in Y20260302-001           -> A002 waiting
            09:45:00  check-in Y20260302-002           -> A003 waiting
            09:46:00  call 2                           -> A003 called
            09:46:10  call 2 finish                    -> A001 called
            09:46:20  call 2 finish                    -> A002 called
            """)
    }

    @Test func anAppointmentIsForATimeAtWhichTheServiceIsOffered() throws {
        try play(
            { hall in
                hall.hours = Self.office
                hall.services[0].admission = Admission(authority: "区民政局", document: "民发1号")
                hall.services[0].admission!.through = BusinessDay("2026-03-10")
            },
            """
            09:00:00  book a1 2026-03-03 12:30         !! ServiceClosed
            09:00:00  book a1 2026-03-02 08:59         !! TimeIsPast
            09:00:00  book a1 2026-03-01 10:00         !! TimeIsPast
            09:00:00  book a1 2026-06-01 10:00         !! TooFarAhead
            09:00:00  book a1 2026-03-11 10:00         !! NotAdmitted
            09:00:00  book nothing 2026-03-03 10:00    !! UnknownService
            09:00:00  book a1 2026-03-03 10:00 reference=P7   -> Y20260303-001 booked
            09:00:00  book a1 2026-03-04 10:00 reference=P7   !! AlreadyBooked
            09:00:00  drop Y20260303-001               -> Y20260303-001 cancelled
            09:00:00  book a1 2026-03-03 10:00 reference=P7   -> Y20260303-002 booked
            """)
    }

    @Test func anAppointmentIsUsedOnceAndOnItsDay() throws {
        try play(
            { _ in },
            """
            09:00:00  book a1 2026-03-03 10:00         -> Y20260303-001 booked
            09:00:00  check-in Y20260303-001           !! AppointmentNotToday
            09:00:00  check-in Y20260303-009           !! UnknownAppointment
            2026-03-03 09:00:00  tick                  -> 2026-03-03
            2026-03-03 09:00:01  check-in Y20260303-001   -> A001 waiting
            2026-03-03 09:00:02  check-in Y20260303-001   !! AppointmentEnded
            2026-03-03 09:00:03  drop Y20260303-001    !! AppointmentEnded
            """)
    }

    @Test func whoDidNotComeIsCountedWhenTheDayCloses() throws {
        let (hall, events) = try play(
            { _ in },
            """
            09:00:00  book a1 2026-03-02 10:00         -> Y20260302-001 booked
            09:00:00  book a1 2026-03-02 10:00         -> Y20260302-002 booked
            09:00:00  book a1 2026-03-04 10:00         -> Y20260304-001 booked
            09:30:00  check-in Y20260302-002           -> A001 waiting
            2026-03-03 08:00:00  tick                  -> 2026-03-03
            """)
        let missed = events.compactMap { event in
            if case .appointmentMissed(let fields) = event.body { "\(fields.appointment) \(event.day)" } else { nil }
        }
        #expect(missed == ["Y20260302-001 2026-03-02"])
        #expect(hall.appointmentIDs.map { "\($0)" } == ["Y20260304-001"])
    }

    @Test func aQuotaKeepsThePlacesOfThoseWhoBooked() throws {
        try play(
            { $0.services[0].quota = Quota(day: 2) },
            """
            09:00:00  book a1 2026-03-02 09:30         -> Y20260302-001 booked
            09:00:01  book a1 2026-03-09 09:30         -> Y20260309-001 booked
            09:00:02  book a1 2026-03-09 15:30         -> Y20260309-002 booked
            09:00:03  book a1 2026-03-09 16:30         !! QuotaReached
            09:01:00  take a1                          -> A001 waiting
            09:02:00  take a1                          !! QuotaReached
            09:03:00  check-in Y20260302-001           -> A002 waiting
            09:04:00  take a1                          !! QuotaReached
            2026-03-03 09:00:00  tick                  -> 2026-03-03
            2026-03-03 09:00:01  book a1 2026-03-03 09:30   -> Y20260303-001 booked
            2026-03-03 09:01:00  take a1               -> A003 waiting
            2026-03-03 09:02:00  take a1               !! QuotaReached
            2026-03-03 10:01:00  take a1               -> A004 waiting
            """)
    }

    @Test func onlyWhoDidNotAnswerTheLastCallIsVoided() throws {
        let (hall, events) = try play(
            { hall in (hall.hours, hall.dayEnd) = (Self.office, .void) },
            """
            17:28:00  take a1                          -> A001 waiting
            17:28:01  take a1                          -> A002 waiting
            17:28:02  take b1                          -> B001 waiting
            17:28:03  take a1                          -> A003 waiting
            17:30:00  tick
            17:31:00  call 2                           -> A001 called
            17:31:10  start 2                          -> A001 serving
            17:32:00  park 2                           -> A001 parked
            17:33:00  call 2                           -> A002 called
            17:40:00  finish 2                         -> A002 served
            2026-03-03 08:00:00  tick                  -> 2026-03-03
            """)
        let called = events.compactMap {
            if case .lastCallMade(let fields) = $0.body { fields.tickets.count } else { nil }
        }
        let voided = events.compactMap { event in
            if case .ticketVoided(let fields) = event.body { "\(fields.ticket.number)" } else { nil }
        }
        #expect(called == [4] && voided == ["B001", "A003"])
        #expect(hall.issued.array.map { "\($0.number)" } == ["A001"], "who answered is carried")
    }

    /// The system was away when the hall closed: nobody heard a last call.
    @Test func whoHeardNoLastCallIsCarried() throws {
        let (hall, events) = try play(
            { hall in (hall.hours, hall.dayEnd) = (Self.office, .void) },
            """
            17:28:00  take a1                          -> A001 waiting
            20:00:00  tick
            2026-03-03 08:00:00  tick                  -> 2026-03-03
            2026-03-03 09:00:00  last-call
            2026-03-04 08:00:00  tick                  -> 2026-03-04
            2026-03-04 09:00:00  last-call             !! NobodyWaits
            """)
        let voided = events.filter { $0.body.kind == .ticketVoided }.map { "\($0.day)" }
        #expect(voided == ["2026-03-03"] && hall.issued.array.isEmpty, "after the call that somebody made")
    }
}
