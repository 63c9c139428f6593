import ArgumentParser
import HallWire

struct CaseCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "case", abstract: "Cases from acceptance to their end, and denials.",
        subcommands: [List.self, Show.self, Move.self, Assign.self, Denials.self, SignOff.self],
        defaultSubcommand: List.self)

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Cases that are open, and those that ended today.")

        @Option(help: "accepted, sentUp, investigation, publicNotice, waitingForMaterials, ready, …, or open.")
        var state: String?

        @Option(help: "overdue, today, soon, later, suspended or none.")
        var due: String?

        @Option(help: ArgumentHelp("Only this person's.", valueName: "staff"))
        var handler: String?

        @OptionGroup var global: GlobalOptions

        func run() throws {
            var parameters = CaseListParameters()
            (parameters.state, parameters.due, parameters.handler) = (state, due, handler)
            let session = try Session(global)
            try session.call("Case.List", parameters) { (reply: CasesReply) in
                guard !reply.cases.isEmpty else { return session.output.print(Texts.noCases) }
                print(session.output.table(of: reply.cases))
            }
        }
    }

    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "One case with its course; ended ones too.")

        @Argument(help: "The case's number, like 20261121-001.")
        var number: String

        @OptionGroup var global: GlobalOptions

        func run() throws {
            let session = try Session(global)
            try session.call("Case.Show", CaseShowParameters(case: number)) { (reply: CaseReply) in
                print(session.output.text(of: reply.case))
            }
        }
    }

    struct Move: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Move a case to another state.",
            discussion: """
                sentUp, investigation, publicNotice, waitingForMaterials, ready, completed, denied, withdrawn, or \
                accepted again. Those that hold or end a case otherwise than by completing it need a --reason, denied a \
                --basis too.
                """)

        @Argument(help: "The case's number.")
        var number: String

        @Argument(help: "Its new state.")
        var state: String

        @Option(help: "On what rule a denial rests.")
        var basis: String?

        @Option(help: ArgumentHelp("What is missing of the service's list; may be repeated.", valueName: "number"))
        var missing: [Int] = []

        @OptionGroup var options: ChangeOptions

        func run() throws {
            var parameters = CaseMoveParameters(case: number, state: state)
            parameters.basis = basis
            parameters.missing = missing.isEmpty ? nil : missing
            try Session(options.global).changeCase("Case.Move", parameters, options)
        }
    }

    struct Assign: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Hand a case to somebody else.")

        @Argument(help: "The case's number.")
        var number: String

        @Argument(help: "The staff id of the new handler.")
        var staff: String

        @OptionGroup var options: ChangeOptions

        func run() throws {
            try Session(options.global).changeCase(
                "Case.Assign", CaseAssignParameters(case: number, staff: staff), options)
        }
    }

    struct Denials: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Denials to be signed off, and today's.")

        @Flag(help: "Only those to be signed off.")
        var open = false

        @OptionGroup var global: GlobalOptions

        func run() throws {
            let session = try Session(global)
            try session.call("Case.Denials", DenialListParameters(open: open ? true : nil)) {
                (reply: DenialsReply) in
                guard !reply.denials.isEmpty else { return session.output.print(Texts.noDenials) }
                print(session.output.table(of: reply.denials))
            }
        }
    }

    struct SignOff: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "sign-off", abstract: "The supervisor's word on a denial.")

        @Argument(help: "The denial's number, like N20261121-001.")
        var number: String

        @Flag(help: "It was wrong; give a --reason, and have the resident told.")
        var overturn = false

        @OptionGroup var options: ChangeOptions

        func run() throws {
            let session = try Session(options.global)
            let parameters = SignOffParameters(denial: number, upheld: !overturn)
            try session.change("Case.SignOff", parameters, options) { (reply: DenialReply) in
                session.output.print(
                    Texts.denialIs,
                    ["denial": reply.denial.denial, "verdict": session.output.verdict(of: reply.denial)])
            }
        }
    }
}

extension Session {
    func changeCase(_ method: String, _ parameters: some ChangingRequest, _ options: ChangeOptions) throws {
        try change(method, parameters, options) { (reply: CaseReply) in
            output.print(
                Texts.caseIs,
                [
                    "case": reply.case.case, "service": reply.case.serviceName[output.language],
                    "state": output.word(Texts.caseStates, reply.case.state),
                    "due": output.limit(of: reply.case),
                ])
        }
    }
}

extension Output {
    func verdict(of denial: WireDenial) -> String {
        word(Texts.verdicts, denial.verdict.map { $0.upheld ? "upheld" : "overturned" } ?? "open")
    }

    /// Where it stands against its limit, and the day.
    func limit(of one: WireCase) -> String {
        word(Texts.due, one.due) + (one.due == "none" ? "" : one.dueOn.map { " " + $0 } ?? "")
    }

    func table(of cases: [WireCase]) -> String {
        var table = Table([
            (heading("case"), .left), (heading("service"), .left), (heading("state"), .left),
            (heading("accepted"), .left), (heading("daysUsed"), .right), (heading("due"), .left),
            (heading("handler"), .left), (heading("number"), .left),
        ])
        for one in cases {
            let limit = one.promisedDays.map { "\(one.daysUsed)/\($0)" } ?? "\(one.daysUsed)"
            table.append([
                one.case, one.serviceName[language], word(Texts.caseStates, one.state),
                String(one.acceptedAt.prefix(10)), limit, self.limit(of: one), one.handler ?? "", one.number ?? "",
            ])
        }
        return table.text
    }

    func table(of denials: [WireDenial]) -> String {
        var table = Table([
            (heading("denial"), .left), (heading("service"), .left), (heading("time"), .left),
            (heading("staff"), .left), (heading("reason"), .left), (heading("basis"), .left),
            (heading("verdict"), .left),
        ])
        for denial in denials {
            table.append([
                denial.denial, denial.serviceName[language], time(denial.at), denial.staff ?? "", denial.reason,
                denial.basis, verdict(of: denial),
            ])
        }
        return table.text
    }

    private func time(_ text: String) -> String { String(text.prefix(16).replacing("T", with: " ")) }

    /// A line a fact, then the course.
    func text(of one: WireCase) -> String {
        let facts: [(String, String?)] = [
            ("case", one.case), ("checkCode", one.code), ("service", one.serviceName[language]),
            ("quantity", one.quantity == 1 ? nil : "\(one.quantity)"),
            ("state", word(Texts.caseStates, one.state)), ("accepted", time(one.acceptedAt)),
            ("number", one.number.map { "\($0)  \(one.day)" }), ("dueOn", one.dueOn),
            ("statutoryDueOn", one.statutoryDueOn), ("due", word(Texts.due, one.due)),
            ("daysUsed", "\(one.daysUsed)"), ("decidedOn", one.decidedOn), ("firstAsked", one.firstAsked),
            ("handler", one.handler), ("contact", one.contact),
        ]
        let lines = facts.compactMap { name, value in value.map { "\(heading(name))  \(visible($0))" } }
        let course = (one.course ?? []).map { step in
            "  "
                + [time(step.at), word(Texts.caseStates, step.state), step.staff ?? "", visible(step.reason ?? "")]
                .filter { !$0.isEmpty }.joined(separator: "  ")
        }
        return (lines + course).joined(separator: "\n")
    }
}
