import ArgumentParser
import HallWire

struct AppraisalCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "appraisal",
        abstract: "Poor ratings, committees' appraisals and suggestions, until they are answered.",
        subcommands: [
            List.self, Record.self, Assign.self, Move.self, AppealIt.self, Decide.self, Own.self,
        ],
        defaultSubcommand: List.self)

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Those to be answered or open to an appeal.")

        @Flag(help: "Only those to be answered.")
        var open = false

        @OptionGroup var global: GlobalOptions

        func run() throws {
            let session = try Session(global)
            try session.call("Appraisal.List", FollowUpListParameters(open: open ? true : nil)) {
                (reply: FollowUpsReply) in
                guard !reply.followUps.isEmpty else { return session.output.print(Texts.noFollowUps) }
                print(session.output.table(of: reply.followUps))
            }
        }
    }

    struct Record: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Write down a committee's appraisal, or a suggestion.")

        @Argument(help: "committee or suggestion.")
        var origin: String

        @Argument(help: ArgumentHelp("What was said; erased after a while.", valueName: "words"))
        var words: String?

        @Option(help: ArgumentHelp("5 (very satisfied) to 1; a committee's has one.", valueName: "score"))
        var score: Int?

        @Option(help: "Whose committee.")
        var community: String?

        @Option(help: "What it is about.")
        var service: String?

        @Option(help: ArgumentHelp("How to reach whoever said it.", valueName: "text"))
        var contact: String?

        @OptionGroup var options: ChangeOptions

        func run() throws {
            var parameters = RemarkParameters(origin: origin)
            (parameters.words, parameters.score, parameters.community) = (words, score, community)
            (parameters.service, parameters.contact) = (service, contact)
            try Session(options.global).changeFollowUp("Appraisal.Record", parameters, options)
        }
    }

    struct Assign: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Say who looks into it.")

        @Argument(help: "Its number, like F20261121-001.")
        var followUp: String

        @Argument(help: "A staff id.")
        var officer: String

        @OptionGroup var options: ChangeOptions

        func run() throws {
            try Session(options.global).changeFollowUp(
                "Appraisal.Assign", AssignFollowUpParameters(followUp: followUp, officer: officer), options)
        }
    }

    struct Move: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Put on record what was found, done or answered.",
            discussion: "verified (with --founded or --no-founded), remedied, answered; each with a --reason.")

        @Argument(help: "Its number.")
        var followUp: String

        @Argument(help: "verified, remedied or answered.")
        var state: String

        @Flag(inversion: .prefixedNo, help: "Whether it was so.")
        var founded: Bool?

        @OptionGroup var options: ChangeOptions

        func run() throws {
            var parameters = MoveFollowUpParameters(followUp: followUp, state: state)
            parameters.founded = founded
            try Session(options.global).changeFollowUp("Appraisal.Move", parameters, options)
        }
    }

    struct AppealIt: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "appeal", abstract: "Against a rating of one's own visit; give a --reason.")

        @Argument(help: "Its number.")
        var followUp: String

        @OptionGroup var options: ChangeOptions

        func run() throws {
            try Session(options.global).change("Appraisal.Appeal", AppealParameters(followUp: followUp), options) {
                (_: NoParameters) in
            }
        }
    }

    struct Decide: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Decide an appeal: upheld, the rating counts for nothing; give a --reason.")

        @Argument(help: "Its number.")
        var followUp: String

        @Flag(inversion: .prefixedNo, help: "Whether the rating is taken out.")
        var uphold: Bool

        @OptionGroup var options: ChangeOptions

        func run() throws {
            try Session(options.global).changeFollowUp(
                "Appraisal.DecideAppeal", DecideAppealParameters(followUp: followUp, upheld: uphold), options)
        }
    }

    struct Own: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "What one's own visits were rated, by month: months that are over, with five ratings or more.")

        @Argument(help: "A staff id.")
        var staff: String?

        @OptionGroup var global: GlobalOptions

        func run() throws {
            let session = try Session(global)
            try session.call("Appraisal.Own", OwnRatingsParameters(staff: staff)) { (reply: OwnRatingsReply) in
                guard !reply.months.isEmpty else { return session.output.print(Texts.noRatings) }
                print(session.output.table(of: reply.months))
            }
        }
    }
}

extension Session {
    func changeFollowUp(_ method: String, _ parameters: some ChangingRequest, _ options: ChangeOptions) throws {
        try change(method, parameters, options) { (reply: FollowUpReply) in
            output.print(
                Texts.followUpIs,
                [
                    "followUp": reply.followUp.followUp,
                    "state": output.word(Texts.followUpStates, reply.followUp.state),
                    "due": reply.followUp.dueOn,
                ])
        }
    }
}

extension Output {
    func table(of followUps: [WireFollowUp]) -> String {
        var table = Table([
            (heading("followUp"), .left), (heading("origin"), .left), (heading("score"), .right),
            (heading("state"), .left), (heading("dueOn"), .left), (heading("due"), .left), (heading("number"), .left),
            (heading("staff"), .left), (heading("community"), .left), (heading("words"), .left),
            (heading("appeal"), .left),
        ])
        for one in followUps {
            table.append([
                one.followUp, word(Texts.followUpOrigins, one.origin), one.score.map { "\($0)" } ?? "",
                word(Texts.followUpStates, one.state), one.dueOn, word(Texts.due, one.due), one.number ?? "",
                one.staff ?? "", one.community ?? "", visible(one.words ?? ""), appeal(of: one),
            ])
        }
        return table.text
    }

    private func appeal(of one: WireFollowUp) -> String {
        guard let appeal = one.appeal else { return "" }
        return word(Texts.appeals, appeal.verdict.map { $0.upheld ? "upheld" : "refused" } ?? "open")
    }

    func table(of months: [OwnRatingsReply.Month]) -> String {
        var table = Table(
            [(heading("month"), .left), (heading("ratings"), .right)]
                + (1...5).reversed().map { (word(Texts.levels, "\($0)"), .right) })
        for month in months { table.append([month.month, "\(month.ratings)"] + month.levels.map { "\($0)" }) }
        return table.text
    }
}
