import ArgumentParser
import HallWire

extension StaffCommand {
    struct Hours: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Hours at the windows (考勤), by person, window and day.")

        @Option(help: "One business day, like 2026-11-21; today if nothing is given.")
        var day: String?

        @Option(help: "The first day of several.")
        var from: String?

        @Option(help: "The last day of several.")
        var to: String?

        @Option(help: ArgumentHelp("Only this person.", valueName: "id"))
        var staff: String?

        @OptionGroup var global: GlobalOptions

        func validate() throws {
            guard day == nil || (from == nil && to == nil) else {
                throw ValidationError("Give either --day, or --from and --to.")
            }
        }

        func run() throws {
            var parameters = HoursParameters()
            (parameters.from, parameters.to, parameters.staff) = (day ?? from, day ?? to, staff)
            let session = try Session(global)
            try session.call("Staff.Hours", parameters) { (reply: HoursReply) in
                print(session.output.table(of: reply.stays))
            }
        }
    }
}

extension Output {
    /// A row a stay, and one for each person with several.
    func table(of stays: [WireStay]) -> String {
        let times = ["open", "serving", "work", "break", "unstated"]
        var table = Table(
            [
                (heading("day"), .left), (heading("staff"), .left), (heading("window"), .right),
                (heading("first"), .left), (heading("last"), .left),
            ] + times.map { (heading($0 + "Time"), .right) } + [(heading("visits"), .right)])
        for stay in stays {
            let clock = { (time: String) in String(time.dropFirst(11).prefix(5)) }
            table.append(
                [
                    stay.day, stay.staff, "\(stay.window)", clock(stay.first),
                    clock(stay.last) + (stay.openEnded ? " …" : ""),
                ] + figures(of: [stay]))
        }
        var people: [String] = []
        for stay in stays where !people.contains(stay.staff) { people.append(stay.staff) }
        for person in people {
            let own = stays.filter { $0.staff == person }
            if own.count > 1 { table.append([heading("total"), person, "", "", ""] + figures(of: own)) }
        }
        return table.text
    }

    private func figures(of stays: [WireStay]) -> [String] {
        let times: [KeyPath<WireStay, Int>] = [\.open, \.serving, \.work, \.break, \.unstated]
        return times.map { path in hours(stays.reduce(0) { $0 + $1[keyPath: path] }) }
            + ["\(stays.reduce(0) { $0 + $1.visits })"]
    }

    /// `7:05` for seven hours and five minutes.
    private func hours(_ seconds: Int) -> String {
        let minutes = (seconds + 30) / 60
        return "\(minutes / 60):" + (minutes % 60 < 10 ? "0" : "") + "\(minutes % 60)"
    }
}
