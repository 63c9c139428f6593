import HallCore
import HallTestSupport
import Testing

/// Paper and queue as one.
@Suite struct PaperScenarios {
    private func hall(_ change: (inout PaperRules) -> Void = { _ in }) -> HallConfiguration {
        SampleHall.configuration { hall in
            var paper = PaperRules()
            paper.printers = [Printer(name: "kiosk", role: .slip), Printer(name: "desk", role: .slip)]
            change(&paper)
            hall.paper = paper
        }
    }

    private func play(_ table: String) throws {
        var scenario = Scenario(hall())
        try scenario.play(table)
    }

    @Test func aSlipIsRequestedThenSentThenPrinted() throws {
        try play(
            """
            09:00:00  take a1           -> A001 waiting
            09:00:01  send 1            -> 1 sending
            09:00:02  printed 1         -> 1 printed
            09:00:03  printed 1         !! PrintJobEnded
            09:00:03  send 1            !! PrintJobEnded
            """)
    }

    @Test func whatWasCutOffWhileBeingSentComesOutMarked() throws {
        try play(
            """
            09:00:00  take a1           -> A001 waiting
            09:00:01  send 1            -> 1 sending
            09:00:02  send 1            -> 1 sending copy
            09:00:03  printed 1         -> 1 printed copy
            """)
    }

    @Test func aRetryIsMarkedOnlyIfSomethingMayBeOnPaper() throws {
        try play(
            """
            09:00:00  take a1
            09:00:20  fail 1 media-empty -> 1 failed
            09:00:30  retry 1           -> 1 requested
            09:00:31  send 1            -> 1 sending
            09:00:40  fail 1 media-jam  -> 1 failed
            09:00:50  retry 1           -> 1 requested
            09:00:51  send 1            -> 1 sending copy
            09:00:52  printed 1         -> 1 printed copy
            09:00:53  retry 1           !! PrintJobNotFailed
            """)
    }

    @Test func aReprintIsACopy() throws {
        try play(
            """
            09:00:00  take a1
            09:00:01  send 1            -> 1 sending
            09:00:02  printed 1         -> 1 printed
            09:01:00  reprint A001      -> A001 waiting
            09:01:01  send 2            -> 2 sending copy
            """)
    }

    @Test func aVoidedSlipIsOver() throws {
        try play(
            """
            09:00:00  take a1
            09:00:01  send 1            -> 1 sending
            09:00:02  void 1            -> 1 voided
            09:00:03  printed 1         !! PrintJobEnded
            09:00:04  retry 1           !! PrintJobNotFailed
            """)
    }

    private func take(_ change: (inout TakeRequest) -> Void, _ rules: (inout PaperRules) -> Void = { _ in }) throws
        -> Hall
    {
        let time = HallTime(
            instant: 1_772_413_200_000, civil: CivilTime(epochMilliseconds: 1_772_413_200_000, offsetMinutes: 480))
        let hall = SampleHall.open(hall(rules), at: time)
        var request = TakeRequest(service: "a1")
        change(&request)
        return try hall.decide(Submission(.take(request), by: .engine), at: time).hall
    }

    @Test func whoTakesANumberWhileThePrinterIsOutIsToldAtOnce() throws {
        let hall = try take { $0.paper.trouble = .mediaEmpty }
        let ticket = try #require(hall[TicketNumber("A001")!])
        let job = try #require(hall.slip(of: ticket))
        #expect(job.state == .failed)
        #expect(job.trouble == .mediaEmpty)
        #expect(hall.pendingPrintJobs.isEmpty)
    }

    @Test func aHallMayGiveNoNumbersWithoutPaper() {
        #expect(throws: Refusal.noPaper("kiosk", .coverOpen)) {
            try take({ $0.paper.trouble = .coverOpen }, { $0.withoutPaper = .refuse })
        }
    }

    @Test func aNumberWithoutASlipNeedsNoPaper() throws {
        let hall = try take(
            { request in
                request.printsSlip = false
                request.paper.trouble = .mediaEmpty
            }, { $0.withoutPaper = .refuse })
        #expect(hall.issued.count == 1)
    }

    @Test func aSlipGoesToThePrinterThatWasAskedFor() throws {
        let hall = try take { $0.paper.printer = "desk" }
        #expect(hall.printJob(1)?.printer == "desk")
        #expect(try take { _ in }.printJob(1)?.printer == "kiosk", "the first one, if none was")
        #expect(throws: Refusal.unknownPrinter("cellar", role: .slip)) { try take { $0.paper.printer = "cellar" } }
    }

    @Test func documentsGoToPrintersOfTheirRole() throws {
        let time = HallTime(instant: 0, civil: CivilTime(epochMilliseconds: 0, offsetMinutes: 480))
        let hall = SampleHall.open(hall(), at: time)
        func print(_ document: PrintedDocument) throws -> PrintJob? {
            let command = Command.printDocument(document, PaperRequest(), language: .english, reason: nil)
            return try hall.decide(Submission(command, by: .engine), at: time).hall.printJob(1)
        }
        #expect(try print(.materials(service: "a1", missing: nil))?.printer == "kiosk")
        #expect(throws: Refusal.noPrinter(role: .office)) { try print(.poster) }
        #expect(throws: Refusal.unknownWindow(9)) { try print(.plate(window: 9)) }
        #expect(throws: Refusal.unknownMaterial("a1", 1, max: 0)) {
            try print(.materials(service: "a1", missing: [0]))
        }
    }
}
