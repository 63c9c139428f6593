import ArgumentParser
import Glibc
import HallWire
import JSONValues

struct StaffCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "staff", abstract: "Who works here, and how they sign in on the pages.",
        subcommands: [List.self, Hours.self, SetPin.self, Unlock.self, StaffAppraisal.self])

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "The staff of the hall's file.")

        @OptionGroup var global: GlobalOptions

        func run() throws {
            let session = try Session(global)
            try session.call("Staff.List", NoParameters()) { (reply: StaffReply) in
                let output = session.output
                var table = Table([
                    (output.heading("staff"), .left), (output.heading("name"), .left), (output.heading("duty"), .left),
                    (output.heading("window"), .right), (output.heading("pin"), .left),
                ])
                for member in reply.staff {
                    let pin = member.lockedSeconds.map { output.heading("locked") + " \($0) s" }
                    table.append([
                        member.id, visible(member.name), output.heading(member.role),
                        member.window.map(String.init) ?? "",
                        pin ?? (member.pin ? output.heading("yes") : ""),
                    ])
                }
                print(table.text)
            }
        }
    }

    struct SetPin: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "pin", abstract: "Set somebody's PIN; it is read from the terminal, or from standard input.")

        @OptionGroup var global: GlobalOptions

        @Argument(help: "The staff id.")
        var staff: String

        func run() throws {
            let session = try Session(global)
            let pin = try readPIN(session.output)
            try session.call("Staff.SetPin", SetPinParameters(staff: staff, pin: pin)) { (_: NoParameters) in
                session.output.print(Texts.pinSet, ["staff": staff])
            }
        }

        /// Not echoed, and asked for twice where somebody types it: a mistyped one would lock them out.
        private func readPIN(_ output: Output) throws -> String {
            guard isatty(STDIN_FILENO) == 1 else { return readLine() ?? "" }
            let first = Self.ask(Texts.pinPrompt(output.language))
            guard first == Self.ask(Texts.pinAgain(output.language)) else {
                output.error(Texts.pinsDiffer)
                throw ExitCode(2)
            }
            return first
        }

        private static func ask(_ prompt: String) -> String {
            guard let typed = getpass(prompt) else { return "" }
            return String(cString: typed)
        }
    }

    struct Unlock: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Let somebody try again at once, after too many wrong PINs.")

        @OptionGroup var global: GlobalOptions

        @Argument(help: "The staff id.")
        var staff: String

        func run() throws {
            let session = try Session(global)
            try session.call("Staff.Unlock", UnlockParameters(staff: staff)) { (_: NoParameters) in
                session.output.print(Texts.unlocked, ["staff": staff])
            }
        }
    }
}

struct TokenCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "token", abstract: "Which devices' browsers are let in: kiosks, displays, rating pads.",
        subcommands: [Add.self, List.self, Remove.self])

    struct Add: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "A new token; the device's browser opens the link that is printed, once.")

        @OptionGroup var global: GlobalOptions

        @Argument(help: "What the device is called, like kiosk-1.")
        var name: String

        @Option(help: "kiosk, display or pad.")
        var kind: String

        @Option(help: "The window that a display or a pad is for; a display without one is the hall's board.")
        var window: Int?

        func run() throws {
            let session = try Session(global)
            var address: String?
            if !global.json {
                try session.call("Hall.Status", NoParameters()) { (status: StatusReply) in address = status.web }
            }
            let parameters = AddTokenParameters(name: name, kind: kind, window: window)
            try session.call("Device.AddToken", parameters) { (reply: AddTokenReply) in
                let base = address.flatMap { $0.hasPrefix("http") ? $0 : nil } ?? "http://…"
                print(base + reply.path)
                session.output.error(Texts.tokenAdded, ["name": name])
            }
        }
    }

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Every device that has one.")

        @OptionGroup var global: GlobalOptions

        func run() throws {
            let session = try Session(global)
            try session.call("Device.Tokens", NoParameters()) { (reply: TokensReply) in
                let output = session.output
                guard !reply.tokens.isEmpty else { return output.print(Texts.noTokens) }
                var table = Table([
                    (output.heading("device"), .left), (output.heading("kind"), .left),
                    (output.heading("window"), .right),
                    (output.heading("since"), .left),
                ])
                for token in reply.tokens {
                    table.append([
                        visible(token.name), output.heading(token.kind), token.window.map(String.init) ?? "",
                        token.createdAt,
                    ])
                }
                print(table.text)
            }
        }
    }

    struct Remove: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Let a device in no more.")

        @OptionGroup var global: GlobalOptions

        @Argument(help: "What the device is called.")
        var name: String

        func run() throws {
            let session = try Session(global)
            try session.call("Device.RemoveToken", RemoveTokenParameters(name: name)) { (_: NoParameters) in
                session.output.print(Texts.tokenRemoved, ["name": name])
            }
        }
    }
}
