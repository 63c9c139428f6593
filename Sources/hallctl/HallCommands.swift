import ArgumentParser
import HallClient
import HallWire
import JSONValues

struct Status: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "The hall at a glance, and its alarms.")

    @OptionGroup var global: GlobalOptions

    func run() throws {
        let session = try Session(global)
        try session.call("Hall.Status", NoParameters()) { (status: StatusReply) in
            let output = session.output
            print("\(status.hall[output.language])  \(status.day ?? "—")  \(output.clock(status.now))")
            let counts = [
                ("issued", status.issued), ("waiting", status.waiting), ("called", status.called),
                ("serving", status.serving), ("parked", status.parked), ("printing", status.printing),
                ("printFailures", status.printFailures),
            ]
            print(counts.map { "\(output.heading($0)) \($1)" }.joined(separator: "  "))
            for alarm in status.alarms {
                let words = [alarm.device, alarm.trouble.map(output.trouble), alarm.detail].compactMap { $0 }
                let detail = visible(words.filter { !$0.isEmpty }.joined(separator: ": "))
                print(
                    "\(output.heading("alarm")): "
                        + Texts.alarm(alarm.name, detail, output.language)
                        + Texts.alarmSince(output.language, ["time": output.clock(alarm.since)]))
            }
            print("")
            print(output.table(of: status.windows))
            print(
                "\n\(output.heading("journal")): \(status.journal.events)  \(output.heading("version")): \(status.version)"
                    + (status.web.map { "  \(output.heading("web")): \($0)" } ?? ""))
        }
    }
}

extension Output {
    func table(of windows: [WireWindow]) -> String {
        var table = Table([
            (heading("window"), .right), (heading("state"), .left), (heading("staff"), .left),
            (heading("current"), .left), (heading("reason"), .left),
        ])
        for window in windows {
            table.append([
                "\(window.window)", state(window.state), window.staff ?? "", window.current ?? "",
                window.reason ?? "",
            ])
        }
        return table.text
    }
}

struct Services: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "What the hall offers, and how many wait for it.")

    @OptionGroup var global: GlobalOptions

    func run() throws {
        let session = try Session(global)
        try session.call("Hall.Describe", NoParameters()) { (hall: DescribeReply) in
            let output = session.output
            var table = Table([
                (output.heading("category"), .left), (output.heading("code"), .left),
                (output.heading("waiting"), .right), (output.heading("name"), .left),
            ])
            for category in hall.categories {
                table.append([category.prefix, "", "\(category.waiting)", category.name[output.language]])
                for service in hall.services where service.category == category.prefix {
                    table.append(["", service.code, "\(service.waiting)", service.name[output.language]])
                }
            }
            print(table.text)
            var groups = Table([(output.heading("priority"), .left), (output.heading("name"), .left)])
            for group in hall.priorityGroups { groups.append([group.code, group.name[output.language]]) }
            print("\n" + groups.text)
        }
    }
}

struct Reload: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Read hall.toml again.")

    @OptionGroup var global: GlobalOptions

    func run() throws {
        let session = try Session(global)
        try session.call("Hall.Reload", NoParameters()) { (_: NoParameters) in
            session.output.print(Texts.reloaded)
        }
    }
}
