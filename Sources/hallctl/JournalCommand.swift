import ArgumentParser
import FoundationEssentials
import Glibc
import HallWire
import JSONValues

struct JournalCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "journal", abstract: "The record of everything that happened.",
        subcommands: [Verify.self, Backup.self, Export.self, Follow.self, Audit.self, Erase.self])

    struct Verify: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Read the whole hash chain; name the first event that is not as written.")

        @OptionGroup var global: GlobalOptions

        func run() throws {
            let session = try Session(global)
            var intact = false
            try session.call("Journal.Verify", NoParameters()) { (json: JSONValue) in
                let reply = try json.decode(VerifyReply.self)
                intact = reply.intact
                if session.output.json { return try session.output.print(json: json) }
                session.output.print(
                    reply.intact ? Texts.journalIntact : Texts.journalBroken,
                    [
                        "events": "\(reply.events)", "head": reply.head, "broken": "\(reply.broken ?? 0)",
                        "why": reply.why ?? "",
                    ])
            }
            if !intact { throw ExitCode(1) }
        }
    }

    struct Backup: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Copy the journal into a file, while it runs.")

        @Argument(help: "The file to write; it must not exist yet.")
        var file: String

        @OptionGroup var global: GlobalOptions

        func validate() throws {
            if file.isEmpty { throw ValidationError("Give a file to write.") }
        }

        func run() throws {
            try Session(global).writeFile(file, "Journal.Backup", NoParameters())
        }
    }

    struct Export: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Write events as JSON lines.")

        @Option(help: ArgumentHelp("The first day.", valueName: "day"))
        var from: String?

        @Option(help: ArgumentHelp("The last day.", valueName: "day"))
        var to: String?

        @Option(
            help: ArgumentHelp(
                "The file to write; it must not exist yet. Without it, standard output.", valueName: "file"))
        var out: String?

        @OptionGroup var global: GlobalOptions

        func validate() throws {
            if out?.isEmpty == true { throw ValidationError("Give a file to write.") }
        }

        func run() throws {
            try Session(global).writeFile(out, "Journal.Export", ExportParameters(from: from, to: to))
        }
    }

    struct Audit: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Who did what when; today if no day is given.")

        @Option(help: ArgumentHelp("The first day.", valueName: "day"))
        var from: String?

        @Option(help: ArgumentHelp("The last day.", valueName: "day"))
        var to: String?

        @Option(help: ArgumentHelp("Only this person's.", valueName: "id"))
        var staff: String?

        @Option(help: ArgumentHelp("Only events of this kind, like ticketCancelled.", valueName: "kind"))
        var kind: String?

        @Option(help: ArgumentHelp("Only about this ticket.", valueName: "number"))
        var number: String?

        @Option(help: "Only at this window.")
        var window: Int?

        @Flag(help: "Only what was out of the ordinary course.")
        var manual = false

        @OptionGroup var global: GlobalOptions

        func run() throws {
            var parameters = AuditParameters()
            (parameters.from, parameters.to, parameters.staff) = (from, to, staff)
            (parameters.kind, parameters.number, parameters.window) = (kind, number, window)
            parameters.manual = manual ? true : nil
            let session = try Session(global)
            try session.call("Journal.Audit", parameters) { (reply: AuditReply) in
                print(session.output.table(of: reply.entries))
                if reply.more { session.output.print(Texts.auditMore) }
            }
        }
    }

    struct Erase: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Erase what people wrote of themselves; what happened stays.",
            discussion: "Of one case, appointment, follow-up or ticket, or all whose time is over.")

        @Argument(help: "Like 20261121-001, Y20261201-001, F20261121-001 or 2026-11-21/A001.")
        var subject: String?

        @Option(help: ArgumentHelp("Why; it goes on record.", valueName: "text"))
        var reason: String?

        @OptionGroup var global: GlobalOptions

        func run() throws {
            var parameters = EraseParameters(subject: subject)
            parameters.reason = reason
            let session = try Session(global)
            try session.call("Journal.Erase", parameters) { (reply: EraseReply) in
                session.output.print(Texts.erased, ["count": "\(reply.erased)"])
            }
        }
    }

    struct Follow: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Print every event as it is committed.")

        @OptionGroup var global: GlobalOptions

        func run() throws {
            let session = try Session(global)
            try session.stream("Journal.Follow", NoParameters()) { event in
                try session.output.print(json: event)
                fflush(nil)
                return true
            }
        }
    }
}

extension Session {
    /// Writes a streamed file beside its name and renames it, so that it is whole or absent; nil is standard output.
    func writeFile(_ file: String?, _ method: String, _ parameters: some Encodable) throws {
        let partial = file.map { $0 + ".partial" }
        let descriptor = try partial.map { try open($0, for: file!) } ?? STDOUT_FILENO
        var bytes = 0
        do {
            try stream(method, parameters) { reply in
                guard let chunk = Data(base64Encoded: try reply.decode(FileChunk.self).chunk) else {
                    throw ExitCode(1)
                }
                try write(chunk, to: descriptor, file ?? "-")
                bytes += chunk.count
                return true
            }
        } catch {
            if let partial { unlink(partial) }
            throw error
        }
        guard let file, let partial else { return }
        fsync(descriptor)
        close(descriptor)
        guard rename(partial, file) == 0 else { throw fileTrouble(file) }
        output.print(Texts.written, ["file": file, "bytes": "\(bytes)"])
    }

    private func open(_ partial: String, for file: String) throws -> CInt {
        guard access(file, F_OK) != 0 else {
            errno = EEXIST
            throw fileTrouble(file)
        }
        let descriptor = Glibc.open(partial, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw fileTrouble(file) }
        return descriptor
    }

    private func write(_ chunk: Data, to descriptor: CInt, _ name: String) throws {
        var rest = Array(chunk)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            guard count > 0 else { throw fileTrouble(name) }
            rest = rest.dropFirst(count)
        }
    }

    private func fileTrouble(_ file: String) -> ExitCode {
        Output.error("\(file): \(String(cString: strerror(errno)))")
        return ExitCode(1)
    }
}

extension Output {
    func table(of entries: [AuditReply.Entry]) -> String {
        var table = Table([
            (heading("time"), .left), (heading("kind"), .left), (heading("who"), .left), (heading("staff"), .left),
            (heading("number"), .left),
            (heading("window"), .right), (heading("about"), .left), (heading("reason"), .left),
        ])
        for one in entries {
            let who = one.staff ?? one.device ?? one.uid.map { "uid \($0)" } ?? one.door
            table.append([
                String(one.at.prefix(19).replacing("T", with: " ")), one.kind + (one.manual ? " *" : ""), visible(who),
                visible(one.member ?? ""), one.number ?? "", one.window.map { "\($0)" } ?? "", visible(one.about ?? ""),
                visible(one.reason ?? ""),
            ])
        }
        return table.text
    }
}
