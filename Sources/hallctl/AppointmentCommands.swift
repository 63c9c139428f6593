import ArgumentParser
import FoundationEssentials
import Glibc
import HallWire

struct AppointmentCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "appointment", abstract: "Appointments: book, import, list, cancel.",
        subcommands: [List.self, Book.self, Import.self, CancelOne.self], defaultSubcommand: List.self)

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Today's appointments and all to come.")

        @Option(help: ArgumentHelp("Of that day only.", valueName: "yyyy-mm-dd"))
        var day: String?

        @OptionGroup var global: GlobalOptions

        func run() throws {
            let session = try Session(global)
            try session.call("Appointment.List", AppointmentListParameters(day: day)) { (reply: AppointmentsReply) in
                guard !reply.appointments.isEmpty else { return session.output.print(Texts.noAppointments) }
                print(session.output.table(of: reply.appointments))
            }
        }
    }

    struct Book: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Book a time for somebody.")

        @Argument(help: "A service's code, or a category's letter.")
        var service: String

        @Argument(help: "The day, like 2026-12-01.")
        var day: String

        @Argument(help: "The time, like 09:30.")
        var time: String

        @Option(help: ArgumentHelp("A priority group's code.", valueName: "group"))
        var priority: String?

        @Option(help: "The resident's community.")
        var community: String?

        @Option(help: ArgumentHelp("The resident's name; erased after a while.", valueName: "name"))
        var name: String?

        @Option(help: ArgumentHelp("How to reach them; erased after a while.", valueName: "text"))
        var contact: String?

        @Option(help: ArgumentHelp("Its number in another system.", valueName: "text"))
        var reference: String?

        @OptionGroup var options: ChangeOptions

        func run() throws {
            var parameters = BookParameters(service: service, day: day, time: time)
            (parameters.priority, parameters.community) = (priority, community)
            (parameters.name, parameters.contact, parameters.reference) = (name, contact, reference)
            let session = try Session(options.global)
            try session.change("Appointment.Book", parameters, options) { (reply: AppointmentReply) in
                session.output.print(reply.appointment)
            }
        }
    }

    struct Import: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Book every row of a CSV table, or none.",
            discussion: """
                Headings: day, time, service, and if wanted priority, needs, community, language, reference, name, \
                contact; or 日期, 时间, 事项, 优先对象, 需求, 社区, 语言, 编号, 姓名, 电话. Rows whose reference is booked \
                already are left out.
                """)

        @Argument(help: "The file; - for standard input.")
        var file: String

        @OptionGroup var options: ChangeOptions

        func run() throws {
            let session = try Session(options.global)
            guard let data = try? Data(contentsOf: URL(fileURLWithPath: file == "-" ? "/dev/stdin" : file)) else {
                throw ValidationError("\(file) cannot be read.")
            }
            guard let text = String(validating: data, as: UTF8.self) ?? text(ofGB18030: data) else {
                session.output.error(Texts.tableFaults["notUTF8"]!)
                throw ExitCode(2)
            }
            let parameters = ImportParameters(table: text, language: session.output.language.rawValue)
            try session.change("Appointment.Import", parameters, options) { (reply: ImportReply) in
                if !reply.booked.isEmpty { print(session.output.table(of: reply.booked)) }
                session.output.print(
                    Texts.imported,
                    ["booked": "\(reply.booked.count)", "known": "\(reply.known)", "past": "\(reply.past)"])
            }
        }
    }

    struct CancelOne: ParsableCommand {
        static let configuration = CommandConfiguration(commandName: "cancel", abstract: "Cancel an appointment.")

        @Argument(help: "Its number, like Y20261201-001.")
        var number: String

        @OptionGroup var options: ChangeOptions

        func run() throws {
            let session = try Session(options.global)
            try session.change("Appointment.Cancel", CancelAppointmentParameters(appointment: number), options) {
                (reply: AppointmentReply) in session.output.print(reply.appointment)
            }
        }
    }
}

struct CheckIn: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check-in", abstract: "Whoever has an appointment today is here: give them their number.")

    @Argument(help: "The appointment's number, or its code.")
    var appointment: String

    @Flag(help: "Print no slip.")
    var noPrint = false

    @OptionGroup var options: ChangeOptions

    func run() throws {
        let isNumber = appointment.contains("-")
        var parameters = CheckInParameters(
            appointment: isNumber ? appointment : nil, code: isNumber ? nil : appointment)
        parameters.print = noPrint ? false : nil
        let session = try Session(options.global)
        try session.change("Queue.CheckIn", parameters, options) { (reply: TicketReply) in
            session.output.printTaken(reply.ticket)
        }
    }
}

struct LastCall: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "last-call",
        abstract: "Call everybody who still waits: who does not answer may be voided when the day ends.")

    @OptionGroup var options: ChangeOptions

    func run() throws {
        let session = try Session(options.global)
        try session.change("Queue.LastCall", ReasonParameters(), options) { (reply: NumbersReply) in
            session.output.print(Texts.lastCallMade, ["numbers": reply.numbers.joined(separator: " ")])
        }
    }
}

extension Output {
    func print(_ one: WireAppointment) {
        print(
            Texts.appointmentIs,
            [
                "appointment": one.appointment, "day": one.day, "time": one.time, "service": one.serviceName[language],
                "state": word(Texts.appointmentStates, one.state), "code": one.code,
            ])
    }

    func table(of appointments: [WireAppointment]) -> String {
        var table = Table([
            (heading("appointment"), .left), (heading("day"), .left), (heading("time"), .left),
            (heading("service"), .left), (heading("state"), .left), (heading("number"), .left),
            (heading("name"), .left), (heading("contact"), .left), (heading("checkCode"), .left),
        ])
        for one in appointments {
            table.append([
                one.appointment, one.day, one.time, one.serviceName[language],
                word(Texts.appointmentStates, one.state), one.number ?? "", visible(one.name ?? ""),
                visible(one.contact ?? ""), one.code,
            ])
        }
        return table.text
    }
}

/// As spreadsheets on Chinese Windows save CSV; nil where it is not that either.
private func text(ofGB18030 data: Data) -> String? {
    guard let converter = iconv_open("UTF-8", "GB18030"), converter != iconv_t(bitPattern: -1) else { return nil }
    defer { iconv_close(converter) }
    var input = data.map { CChar(bitPattern: $0) }
    var output = [CChar](repeating: 0, count: 4 * data.count + 1)
    let written: Int? = input.withUnsafeMutableBufferPointer { from in
        output.withUnsafeMutableBufferPointer { to in
            var (source, left) = (from.baseAddress, from.count)
            var (target, room) = (to.baseAddress, to.count)
            let result = iconv(converter, &source, &left, &target, &room)
            return result == Int.max || left > 0 ? nil : to.count - room
        }
    }
    return written.map { String(decoding: output.prefix($0).map { UInt8(bitPattern: $0) }, as: UTF8.self) }
}
