import HallCore
import HallFiles
import HallWire

/// A document in any language: a printer without traditional characters prints another.
struct Document: Sendable {
    let kind: DocumentKind
    let language: Language
    /// In file names and print jobs.
    let name: String
    let content: @Sendable (Language) -> DocumentContent
}

extension CivilTime {
    /// `2026-11-21 09:05`.
    var minutes: String { String(rfc3339(wholeSeconds: true).prefix(16).replacing("T", with: " ")) }
}

/// Makes documents from the hall's state.
struct DocumentMaker {
    let hall: Hall
    let now: HallTime
    let baseURL: String?
    let sources: DocumentSources

    /// What a job asks for is no longer there: a reload took it away.
    enum Trouble: Error, CustomStringConvertible {
        case unknownTicket
        case noConfiguration
        case gone(String)
        case unreadable(String)

        var description: String {
            switch self {
            case .unknownTicket: "the hall no longer knows the ticket"
            case .noConfiguration: "the hall is not configured"
            case .gone(let what): "the hall no longer has \(what)"
            case .unreadable(let why): why
            }
        }
    }

    /// What a print job asks for.
    func document(for job: PrintJob) throws(Trouble) -> Document {
        if let document = job.document {
            return try self.document(document, language: job.language ?? .simplifiedChinese, job.number)
        }
        guard let id = job.ticket, let ticket = hall[id] else { throw .unknownTicket }
        let isMarked = job.isMarked == true
        let suffix = isMarked ? "-copy-\(job.number)" + (job.attempts > 1 ? "-\(job.attempts)" : "") : ""
        return try slip(
            of: ticket, isMarked: isMarked, ahead: job.ahead, wait: job.wait, name: "\(id.day)-\(id.number)\(suffix)")
    }

    // MARK: A ticket

    func slip(
        of ticket: Ticket, isMarked: Bool, ahead: Int, wait: WaitRange?, name: String
    ) throws(Trouble) -> Document {
        guard let configuration = hall.configuration else { throw .noConfiguration }
        let code = sources.checkCode("\(ticket.id)")
        return Document(kind: .ticket, language: ticket.language, name: name) { [self] language in
            var content = begun(.ticket, language, configuration)
            let service = configuration.service(ticket.service)
            let category = service.flatMap { configuration.category($0.category) }
            content["number"] = "\(ticket.number)"
            content["category"] = category?.name[language]
            // 敏感事项: the category instead.
            content["service"] =
                (service?.sensitive == true ? category?.name : service?.name)?[language] ?? ticket.service
            content["ahead"] = "\(ahead)"
            content["low"] = wait.map { "\($0.lowMinutes)" }
            content["high"] = wait.map { "\($0.highMinutes)" }
            let separator = language == .english ? ", " : "、"
            content["windows"] = hall.bestWindows(for: ticket).map { "\($0.number)" }.joined(separator: separator)
            content["issuedAt"] = ticket.issuedAt.minutes
            content["missed"] = Texts.missed[configuration.calling.passed.rawValue]?(
                content.wire, ["count": "\(configuration.calling.passedAfterCount)"])
            content["checkCode"] = code
            content["qr"] = link("t/\(ticket.id.day)/\(ticket.number)/\(code)") ?? "\(ticket.id) \(code)"
            content["link"] = baseURL
            content["copy"] = isMarked ? "copy" : nil
            content["largePrint"] = ticket.largePrint == true ? "large" : nil
            return content
        }
    }

    private func link(_ path: String) -> String? { baseURL.map { "\($0)/\(path)" } }

    private func begun(
        _ kind: DocumentKind, _ language: Language, _ configuration: HallConfiguration
    ) -> DocumentContent {
        var content = DocumentContent(kind, language)
        content["hall"] = configuration.name[language]
        content["printedAt"] = now.civil.minutes
        return content
    }

    // MARK: Other documents

    func document(
        _ document: PrintedDocument, language: Language, _ job: PrintJobNumber
    ) throws(Trouble) -> Document {
        guard let configuration = hall.configuration else { throw .noConfiguration }
        switch document {
        case .materials(let code, let missing):
            guard let service = configuration.service(code),
                missing?.allSatisfy(service.materials.indices.contains) ?? true
            else { throw .gone("these materials of service \(code)") }
            return Document(kind: .materials, language: language, name: "materials-\(job)") { [self] in
                materials(service, missing, begun(.materials, $0, configuration), configuration)
            }
        case .notice(let id, let code, let missing, let words):
            guard let service = configuration.service(code),
                missing.allSatisfy(service.materials.indices.contains)
            else { throw .gone("these materials of service \(code)") }
            return Document(kind: .materials, language: language, name: "notice-\(id.number)-\(job)") { [self] in
                var content = materials(service, missing, begun(.materials, $0, configuration), configuration)
                content.set(
                    "materials",
                    list: missing.map { service.materials[$0][content.language] } + [words].compactMap { $0 })
                content["number"] = "\(id.number)"
                content["returnUntil"] = hall[id]?.returnUntil.map { "\($0)" }
                return content
            }
        case .acceptance(let id):
            guard let one = hall.case(id) else { throw .gone("case \(id)") }
            return Document(kind: .acceptance, language: language, name: "acceptance-\(id)-\(job)") { [self] in
                acceptance(one, begun(.acceptance, $0, configuration), configuration)
            }
        case .denial(let id):
            guard let denial = hall.denial(id) else { throw .gone("denial \(id)") }
            return Document(kind: .denial, language: language, name: "denial-\(id)-\(job)") { [self] in
                self.denial(denial, begun(.denial, $0, configuration), configuration)
            }
        case .closing(let day):
            let figures: [(heading: String, figure: String)]
            do { figures = try sources.closing(day) } catch { throw .unreadable("\(error)") }
            return Document(kind: .closing, language: language, name: "closing-\(day)-\(job)") { [self] language in
                var content = begun(.closing, language, configuration)
                content["day"] = "\(day)"
                content.set(
                    "figures",
                    table: figures.map { heading, figure in
                        DocumentContent.Row(name: Texts.headings[heading]?(content.wire) ?? heading, value: figure)
                    })
                return content
            }
        case .plate(let number):
            guard configuration.window(number) != nil else { throw .gone("window \(number)") }
            return Document(kind: .plate, language: language, name: "plate-\(number)-\(job)") { [self] in
                plate(number, begun(.plate, $0, configuration), configuration)
            }
        case .report(let month, let version):
            let table: PrintedTable
            do { table = try sources.report(month, version, language, hall, now) } catch {
                throw .unreadable("\(error)")
            }
            return Document(kind: .report, language: language, name: "report-\(month)-\(version)-\(job)") { [self] in
                var content = begun(.report, $0, configuration)
                content["title"] = table.title
                content.set("lines", list: table.lines)
                content.set("table", grid: table.grid)
                content.set("notes", list: table.notes)
                return content
            }
        case .poster:
            return Document(kind: .poster, language: language, name: "poster-\(job)") { [self] in
                poster(begun(.poster, $0, configuration), configuration)
            }
        }
    }

    private func materials(
        _ service: Service, _ missing: [Int]?, _ begun: DocumentContent, _ configuration: HallConfiguration
    ) -> DocumentContent {
        var content = begun
        let wanted = missing ?? Array(service.materials.indices)
        content["service"] = service.name[content.language]
        content.set("materials", list: wanted.map { service.materials[$0][content.language] })
        content["missing"] = missing == nil ? nil : "\(wanted.count)"
        content["department"] = service.department
        content["limitDays"] = service.limitDays.map { "\($0)" }
        return content
    }

    private func acceptance(
        _ one: Case, _ begun: DocumentContent, _ configuration: HallConfiguration
    ) -> DocumentContent {
        var content = begun
        let code = sources.checkCode("\(one.id)")
        content["case"] = "\(one.id)"
        content["checkCode"] = code
        content["service"] = name(of: one.service, configuration, content.language)
        content["department"] = configuration.service(one.service)?.department
        content["acceptedAt"] = one.acceptedAt.minutes
        content["dueOn"] = hall.dueDay(of: one).map { "\($0)" }
        content["limitDays"] = one.promisedDays.map { "\($0)" }
        content["handler"] = one.handler.flatMap { configuration.staffMember($0)?.name }
        content["qr"] = link("c/\(one.id)/\(code)") ?? "\(one.id) \(code)"
        content["link"] = baseURL
        return content
    }

    private func denial(
        _ denial: Denial, _ begun: DocumentContent, _ configuration: HallConfiguration
    ) -> DocumentContent {
        var content = begun
        content["case"] = "\(denial.id)"
        content["service"] = name(of: denial.service, configuration, content.language)
        content["department"] = configuration.service(denial.service)?.department
        content["deniedAt"] = denial.at.minutes
        (content["reason"], content["basis"]) = (denial.reason, denial.basis)
        content["handler"] = denial.staff.flatMap { configuration.staffMember($0)?.name }
        return content
    }

    private func name(
        of service: ServiceCode, _ configuration: HallConfiguration, _ language: Language
    ) -> String {
        configuration.service(service)?.name[language] ?? service
    }

    private func plate(
        _ number: WindowNumber, _ begun: DocumentContent, _ configuration: HallConfiguration
    ) -> DocumentContent {
        var content = begun
        content["window"] = "\(number)"
        content["plate"] = Texts.paper["plateWindow"]!(content.wire, ["window": "\(number)"])
        guard let window = configuration.window(number) else { return content }
        let served = configuration.services.filter { window.level(of: $0.code) == .primary }
        // A window that does all of a category says so in one line.
        let lines = configuration.categories.flatMap { category in
            let all = configuration.services.filter { $0.category == category.prefix }
            let here = served.filter { $0.category == category.prefix }
            return here.count == all.count && all.count > 1 ? [category.name] : here.map(\.name)
        }
        content.set("services", list: lines.map { $0[content.language] })
        let staff = hall.window(number)?.staff ?? window.signedIn
        content["staff"] = staff.flatMap { id in configuration.staff.first { $0.id == id }?.name }
        return content
    }

    private func poster(_ begun: DocumentContent, _ configuration: HallConfiguration) -> DocumentContent {
        var content = begun
        let rules = configuration.calling
        func rule(_ name: String, _ values: [String: String] = [:]) -> String {
            Texts.rulesInForce[name]!(content.wire, values)
        }
        let missed = Texts.missed[rules.passed.rawValue]!(content.wire, ["count": "\(rules.passedAfterCount)"])
        content.set(
            "rules",
            list: [
                rule(
                    rules.policy.rawValue,
                    [
                        "minutes": "\(rules.headStartSeconds / 60)", "priority": "\(rules.ratioPriority)",
                        "normal": "\(rules.ratioNormal)",
                    ]),
                rule("recall", ["count": "\(rules.recallCountMax)"]),
                missed + (content.language == .english ? "." : "。"),
                rule(configuration.dayEnd.rawValue),
            ])
        let separator = content.language == .english ? "; " : "；"
        let (colon, comma) = content.language == .english ? (": ", ", ") : ("：", "、")
        content["priorityGroups"] = configuration.priorityGroups.map { $0.name[content.language] }
            .joined(separator: separator)
        let spans = configuration.hours.map {
            "\(clockText(minuteOfDay: $0.fromMinute))–\(clockText(minuteOfDay: $0.toMinute))"
        }
        content["hours"] = spans.isEmpty ? rule("always") : spans.joined(separator: separator)
        content.set(
            "services",
            list: configuration.categories.map { category in
                let services = configuration.services.filter { $0.category == category.prefix }
                return "\(category.name[content.language])\(colon)"
                    + services.map { $0.name[content.language] }.joined(separator: comma)
            })
        return content
    }
}
