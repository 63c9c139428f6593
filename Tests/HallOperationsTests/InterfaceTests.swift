import HallControl
import HallCore
import HallOperations
import HallWire
import JSONValues
import Testing
import Varlink

/// The code is held to the interface descriptions, and the other way round.
@Suite struct InterfacesAndOperations {
    private static let interfaces = Interfaces.texts.map { try! InterfaceDescription(parsing: $0) }

    @Test func everyMethodHasItsOperationAndEveryOperationItsMethod() {
        let methods = Self.interfaces.flatMap { interface in interface.methodNames.map { "\(interface.name).\($0)" } }
        #expect(methods.sorted() == OperationTable.all.map(\.name).sorted())
    }

    @Test func everyRefusalIsDeclaredWithItsFieldsAndHasASentence() throws {
        let hall = try #require(Self.interfaces.first { $0.name == "org.halld.Hall" })
        let number = TicketNumber("A001")!
        let refusals: [Refusal] = [
            .noBusinessDay, .hallClosed(opens: nil, today: BusinessDay(daysSince1970: 0)),
            .serviceClosed(
                "s", opens: Opening(day: BusinessDay(daysSince1970: 0), minute: 510),
                today: BusinessDay(daysSince1970: 0)),
            .notAdmitted("s"), .quotaReached("s", max: 3, part: .morning), .isOffered("s"), .timesOutOfOrder,
            .notAnEmergencyNumber(number), .numberTaken(number),
            .limitReached(limit: "l", max: 1), .requestIdReused(requestID: "r"), .textTooLong(bytesMax: 1),
            .unknownService("s"), .unknownPriority("p"), .unknownCommunity("c"), .unknownFocusGroup("f"),
            .unknownWindow(1),
            .unknownStaff("s"), .unknownTicket(number), .unknownPrintJob(1),
            .unknownPrinter("p", role: .slip), .noPrinter(role: .office), .unknownMaterial("s", 2, max: 1),
            .noPaper("p", .mediaEmpty),
            .ticketNotWaiting(number, state: .served), .ticketNotParked(number, state: .waiting),
            .ticketAtWindow(number, window: 1), .ticketEnded(number, state: .served),
            .ticketStillOpen(number, state: .waiting), .sameService(number, service: "s"),
            .windowBusy(1, ticket: number), .otherInHand(1, ticket: number), .otherInHand(1, ticket: nil),
            .windowClosed(1), .windowPaused(1),
            .windowAlreadyOpen(1, staff: "1"), .windowAlreadyOpen(1, staff: nil), .noTicketAtWindow(1),
            .alreadyStarted(1, ticket: number), .notServedHere(1, service: "s"), .staffElsewhere("1", window: 1),
            .sameWindow(1), .recallTooSoon(1, secondsLeft: 1), .recallsUsedUp(1, recallCountMax: 1),
            .noShowTooEarly(1, callsMissing: 1, secondsLeft: 1), .undoTooLate(1, undoSecondsMax: 1),
            .scoreOutOfRange(9), .nothingToRate(1), .alreadyRated(1, ticket: number),
            .notFinished(number, state: .waiting),
            .printJobNotFailed(1, state: .printed), .printJobEnded(1, state: .printed),
            .unknownAppointment(AppointmentID("Y20261201-001")!),
            .appointmentEnded(AppointmentID("Y20261201-001")!, state: .missed),
            .appointmentNotToday(AppointmentID("Y20261201-001")!, day: BusinessDay(daysSince1970: 0)),
            .alreadyBooked(reference: "r", AppointmentID("Y20261201-001")!), .timeIsPast, .tooFarAhead(daysMax: 60),
            .nobodyWaits, .monthNotOver(ReportMonth("2026-11")!, lastDay: BusinessDay(daysSince1970: 0)),
            .unknownFollowUp(FollowUpID("F20261121-001")!),
            .followUpNotThere(FollowUpID("F20261121-001")!, state: .open), .ownFollowUp(FollowUpID("F20261121-001")!),
            .alreadyAppealed(FollowUpID("F20261121-001")!),
            .noAppeal(FollowUpID("F20261121-001")!),
            .unknownCase(CaseID("20261121-001")!), .caseEnded(CaseID("20261121-001")!, state: .completed),
            .caseAlready(CaseID("20261121-001")!, state: .ready), .unknownDenial(DenialID("N20261121-001")!),
            .denialSignedOff(DenialID("N20261121-001")!), .ownDenial(DenialID("N20261121-001")!),
            .fieldMissing(of: "denied", field: "basis"), .quantityOutOfRange(0, max: 9), .noReturnRight(number),
            .serviceHasCases("s", cases: 1),
            .serviceInUse("s", tickets: 1), .windowInUse(1, ticket: number),
        ]
        let others: [OperationFailure] = [
            .unknownDocument("d"), .noData(from: "a", to: "b"), .badConfiguration(["f"]), .badTable(["f"]),
            .unknownCode, .unknownReport(month: "2026-11"), .outcomeUnknown("w"),
            .storageUnavailable("w"),
            .busy, .stopping, .resynchronise, .unknownToken("t"), .unknownDevice("d"), .tokenExists("t"),
            .notYourWindow(1, staff: "2"),
            .notYourWindow(1, staff: nil), .signedOut, .signInFailed(triesLeft: 3), .signInLocked(secondsLeft: 60),
        ]
        var named: Set<String> = []
        for failure in refusals.map(OperationFailure.refused) + others {
            let (name, parameters) = try #require(failure.hallError)
            named.insert(name)
            let declared = try #require(hall.errors[name], "error \(name) is not declared")
            #expect(throws: Never.self) { try hall.validate(parameters, as: declared) }
            let phrase = try #require(Texts.refusals[name], "error \(name) has no sentence")
            for placeholder in phrase.en.matches(of: /\{(\w+)\}/) where placeholder.1 != "hint" {
                guard case .structure(let fields) = declared else { continue }
                #expect(fields.contains { $0.name == placeholder.1 }, "\(name) has no field \(placeholder.1)")
            }
        }
        #expect(named == Set(hall.errors.keys), "every declared error is one that happens")
    }

    /// Reviewed as a table: whoever changes a role changes it here too.
    @Test func rolesAndOperations() {
        let table = OperationTable.all.map { operation in
            let roles = Role.allCases.map { operation.roles.contains($0) ? "\($0)".first!.uppercased() : "-" }
            let short = String(operation.name.dropFirst("org.halld.".count))
            let gap = String(repeating: " ", count: max(0, 20 - short.count))
            return "\(short)\(gap)\(roles.joined())\(operation.isControlOnly ? "  control socket only" : "")"
        }.joined(separator: "\n")
        print("operation           roles (resident, display, staff, administrator)\n" + table)
        #expect(
            table == """
                Queue.Take          R-SA
                Queue.Cancel        R-SA
                Queue.Rate          R-SA
                Queue.Return        R-SA
                Queue.Complete      --SA
                Queue.Note          --SA
                Queue.Requeue       --SA
                Queue.Correct       --SA
                Queue.Reprint       --SA
                Queue.Show          R-SA
                Queue.List          --SA
                Queue.Explain       --SA
                Window.Open         --SA
                Window.Pause        --SA
                Window.Close        --SA
                Window.Call         --SA
                Window.Recall       --SA
                Window.Undo         --SA
                Window.Start        --SA
                Window.NoShow       --SA
                Window.Finish       --SA
                Window.Transfer     --SA
                Window.Park         --SA
                Window.Resume       --SA
                Window.Rate         RDSA
                Window.Desk         --SA
                Window.Figures      --SA
                Queue.TurnAway      R-SA
                Queue.Enter         --SA
                Window.Serve        ---A
                Appointment.Book    --SA
                Appointment.Import  ---A
                Appointment.List    --SA
                Appointment.Cancel  R-SA
                Queue.CheckIn       R-SA
                Queue.LastCall      --SA
                Case.List           --SA
                Case.Show           R-SA
                Case.Move           --SA
                Case.Assign         --SA
                Case.Denials        ---A
                Case.SignOff        ---A
                Appraisal.List      --SA
                Appraisal.Record    ---A
                Appraisal.Assign    --SA
                Appraisal.Move      --SA
                Appraisal.Appeal    --SA
                Appraisal.DecideAppeal--SA
                Appraisal.Own       --SA
                Tally.Now           ---A
                Tally.Day           ---A
                Tally.Range         ---A
                Tally.Suspects      ---A
                Report.Show         ---A
                Report.HandIn       ---A
                Report.List         ---A
                Report.Export       ---A
                Report.Figures      ---A
                Report.Staff        ---A
                Report.Table        ---A
                Report.Period       ---A
                Journal.Follow      ---A  control socket only
                Journal.Verify      ---A  control socket only
                Journal.Backup      ---A  control socket only
                Journal.Export      ---A  control socket only
                Journal.Audit       ---A
                Journal.Erase       ---A  control socket only
                Print.List          --SA
                Print.Retry         --SA
                Print.Void          --SA
                Print.Document      R-SA
                Print.Preview       --SA
                Device.List         --SA
                Device.Test         ---A
                Device.Watch        ---A
                Device.AddToken     ---A  control socket only
                Device.Tokens       ---A  control socket only
                Device.RemoveToken  ---A  control socket only
                Hall.Status         --SA
                Hall.Describe       RDSA
                Hall.Reload         ---A  control socket only
                Hall.Offers         RDSA
                Hall.Board          -DSA
                Hall.Watch          -DSA
                Staff.List          --SA
                Staff.SetPin        ---A  control socket only
                Staff.Unlock        --SA
                Staff.Hours         --SA
                """)
    }

    @Test(arguments: [
        (0, 0, [], "administrator"), (500, 500, [], "administrator"), (501, 501, [], "nobody"),
        (501, 501, [20], "staff"), (501, 20, [], "staff"), (501, 501, [10], "administrator"),
        (501, 501, [10, 20], "administrator"), (501, 501, [30], "nobody"),
    ])
    func authorityIsByUserAndGroup(uid: UInt32, gid: UInt32, groups: [UInt32], role: String) {
        let authority = ControlDoor.Authority(administratorUID: 500, administratorGID: 10, staffGID: 20)
        let found = authority.role(of: VarlinkPeer(uid: uid, gid: gid, groups: groups))
        #expect(found.map { "\($0)" } ?? "nobody" == role)
    }

    @Test func everyKindOfEventHasAName() {
        #expect(EventKind.allCases.filter { Texts.events[$0.rawValue] == nil } == [])
    }

    @Test func everyAlarmHasAnIdOfItsOwn() {
        #expect(Set(AlarmIDs.all.keys) == Set(Texts.alarms.keys))
        #expect(Set(AlarmIDs.all.values).count == AlarmIDs.all.count)
    }

    @Test func theCatalogueHasEveryLanguage() {
        for (name, phrase) in [
            Texts.refusals, Texts.states, Texts.headings, Texts.rules, Texts.events, Texts.paper, Texts.missed,
            Texts.rulesInForce, Texts.troubles, Texts.documents, Texts.pages, Texts.administration, Texts.pageRefusals,
            Texts.outcomes, Texts.closedHall,
            Texts.voice, Texts.caseStates, Texts.due, Texts.verdicts, Texts.charts, Texts.alarms,
            Texts.followUpStates, Texts.followUpOrigins, Texts.appeals,
        ].flatMap({ $0 }) {
            for language in WireLanguage.allCases { #expect(!phrase(language).isEmpty, "\(name) in \(language)") }
            let placeholders = [phrase.zhHans, phrase.zhHant, phrase.en].map { text in
                Set(text.matches(of: /\{\w+\}/).map { String($0.0) })
            }
            #expect(Set(placeholders).count == 1, "\(name) says different things in different languages")
        }
    }
}
