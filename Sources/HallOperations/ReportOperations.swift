import FoundationEssentials
package import HallCore
import HallEngine
import HallJournal
package import HallReports
package import HallWire
import JSONValues

// org.halld.Report.

extension OperationTable {
    static let reports: [Operation] = [
        .once("Report.Show", administrator) { (asked: ReportParameters, _, services) in
            ReportReply(report: try await services.monthly(asked.month, version: asked.version).view)
        },
        .once("Report.HandIn", administrator) { (asked: HandInParameters, caller, services) in
            let month = try value(asked.month, "month", { ReportMonth($0) })
            let drafted = try await services.monthly("\(month)", version: 0)
            let table = String(decoding: try encodeJSON(drafted.table), as: UTF8.self)
            let report = ReportToHandIn(
                month: month, formula: drafted.table.formula, cutOff: drafted.table.cutOff, table: table)
            let receipt = try await services.submit(
                .handIn(report, reason: asked.reason), for: asked, "Report.HandIn", caller)
            let version = receipt.hall.handedIn(month)?.version
            return ReportReply(report: try await services.monthly("\(month)", version: version).view)
        },
        .once("Report.List", administrator) { (_: NoParameters, _, services) in
            ReportsReply(
                reports: services.engine.snapshot.reports.map { one in
                    WireHandedIn(
                        month: "\(one.month)", version: one.version, at: one.at.rfc3339(wholeSeconds: true),
                        staff: one.staff)
                })
        },
        .stream("Report.Export", administrator) { (asked: ReportExportParameters, _, services, send) in
            let language = try wireLanguage(asked.language)
            let monthly = try await services.monthly(asked.month, version: asked.version)
            let file = try await services.blocking {
                try services.file(
                    of: monthly, as: asked.format, withByteOrderMark: asked.bom ?? false, language)
            }
            try await services.send(file, send)
        },
        .stream("Report.Figures", administrator) { (asked: FiguresParameters, _, services, send) in
            let language = try wireLanguage(asked.language)
            let (first, last) = try period(TallyRangeParameters(from: asked.from, to: asked.to, by: asked.by))
            let sheets = try await services.sheets(of: asked, language)
            let bytes = try await services.blocking { try services.workbook(sheets) }
            try await services.send(
                ReportFile(name: "figures-\(first)-\(last).xlsx", mediaType: ReportFile.xlsx, bytes: bytes), send)
        },
        .stream("Report.Staff", administrator) { (asked: StaffReportParameters, _, services, send) in
            let language = try wireLanguage(asked.language)
            let (first, last) = try period(TallyRangeParameters(from: asked.from, to: asked.to, by: nil))
            let figures = FiguresParameters(from: asked.from, to: asked.to, by: Split.staff.rawValue, language: nil)
            let sheet = try await services.sheets(of: figures, language)[0]
            let file = try await services.blocking {
                try services.file(
                    named: "staff-\(first)-\(last).", [sheet], as: asked.format,
                    withByteOrderMark: asked.bom ?? false)
            }
            try await services.send(file, send)
        },
        .once("Report.Table", administrator) { (asked: ReportTableParameters, _, services) in
            let language = try wireLanguage(asked.language)
            let monthly = try await services.monthly(asked.month, version: asked.version)
            let view = monthly.view
            var reply = ReportTableReply(
                month: view.month, version: view.version, at: view.at,
                sheets: monthly.table.sheets(language, monthly.standing).map { WireSheet($0) })
            reply.staff = view.staff
            return reply
        },
        .once("Report.Period", administrator) { (asked: FiguresParameters, _, services) in
            try await services.period(asked, try wireLanguage(asked.language))
        },
    ]

    private static func wireLanguage(_ text: String?) throws(OperationFailure) -> WireLanguage {
        try text.map { text throws(OperationFailure) in
            try value(text, "language", WireLanguage.init(rawValue:))
        } ?? .simplifiedChinese
    }
}

/// A monthly table, and how it stands.
package struct Monthly: Sendable {
    let table: MonthlyTable
    let standing: MonthlyTable.Standing

    var view: WireReport {
        let report = standing.report
        var view = WireReport(
            month: "\(table.month)", from: "\(table.from)", through: "\(table.through)", version: report?.version ?? 0,
            at: (report?.at ?? table.madeAt).rfc3339(wholeSeconds: true), formula: table.formula, cutOff: table.cutOff,
            broken: table.broken, table: (try? JSONValue(parsing: Array(encodeJSON(table)))) ?? .object([:]))
        (view.staff, view.reason) = (report?.staff, standing.reason)
        return view
    }
}

package struct ReportFile: Sendable {
    package let name: String
    let mediaType: String
    package let bytes: [UInt8]

    static let xlsx = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
}

/// Monthly tables, frozen or as they are now. Blocks.
package struct MonthlyReports: Sendable {
    private let reports: Reports

    package init(_ reports: Reports) { self.reports = reports }

    func monthly(_ month: ReportMonth, version: Int, _ hall: Hall, _ now: HallTime) throws -> Monthly {
        guard version > 0 else { return try draft(of: month, hall, now) }
        let frozen = try frozenTables(of: month, through: hall.day ?? now.civil.day)
        guard let found = frozen.first(where: { $0.report.version == version }) else {
            throw OperationFailure.unknownReport(month: "\(month)")
        }
        let before = frozen.first { $0.report.version == version - 1 }?.table
        return Monthly(
            table: found.table,
            standing: MonthlyTable.Standing(report: found.report, reason: found.reason, corrected: before))
    }

    private func draft(of month: ReportMonth, _ hall: Hall, _ now: HallTime) throws -> Monthly {
        guard let table = try reports.monthlyTable(of: month, hall, at: now) else {
            let span = month.days(beginningOn: hall.reportRules.monthBeginsOn)
            throw OperationFailure.noData(from: "\(span.first)", to: "\(span.last)")
        }
        return Monthly(table: table, standing: MonthlyTable.Standing())
    }

    private func frozenTables(
        of month: ReportMonth, through today: BusinessDay
    ) throws -> [(report: HandedIn, table: MonthlyTable, reason: String?)] {
        try reports.handedIn(of: month, through: today).map { event in
            let json = try JSONValue(parsing: Array(event.table.utf8))
            return (event.report, try json.decode(MonthlyTable.self), event.reason)
        }
    }

    /// As it goes on paper.
    package func sheet(
        of month: ReportMonth, version: Int, _ language: WireLanguage, _ hall: Hall, _ now: HallTime
    ) throws -> Sheet {
        let monthly = try monthly(month, version: version, hall, now)
        return monthly.table.sheets(language, monthly.standing)[0]
    }
}

extension HallServices {
    /// As it was handed in, or, with version 0 or none handed in, as it is now.
    func monthly(_ text: String?, version: Int?) async throws -> Monthly {
        let (hall, now) = state
        guard let today = hall.day else { throw OperationFailure.refused(.noBusinessDay) }
        let month =
            try text.map { try OperationTable.value($0, "month", { ReportMonth($0) }) }
            ?? hall.reportDue(on: today).month
        let wanted = version ?? hall.handedIn(month)?.version ?? 0
        return try await blocking { try MonthlyReports(reports).monthly(month, version: wanted, hall, now) }
    }

    /// Blocks.
    func file(
        of monthly: Monthly, as format: String, withByteOrderMark: Bool, _ language: WireLanguage
    ) throws -> ReportFile {
        let sheets = monthly.table.sheets(language, monthly.standing)
        let version = monthly.standing.report.map { "-\($0.version)" } ?? ""
        let name = "monthly-\(monthly.table.month)\(version)."
        guard format == "pdf" else {
            return try file(named: name, sheets, as: format, withByteOrderMark: withByteOrderMark)
        }
        var asked = PreviewParameters()
        (asked.document, asked.format, asked.language) = ("report", "pdf", language.rawValue)
        let document = PrintedDocument.report(
            month: monthly.table.month, version: monthly.standing.report?.version ?? 0)
        return ReportFile(
            name: name + "pdf", mediaType: "application/pdf", bytes: try preview(asked, document).bytes)
    }

    /// Of the first sheet alone, where a format has room for one only.
    func file(
        named name: String, _ sheets: [Sheet], as format: String, withByteOrderMark: Bool
    ) throws -> ReportFile {
        switch format {
        case "csv":
            let text = sheets[0].csv(withByteOrderMark: withByteOrderMark)
            return ReportFile(name: name + "csv", mediaType: "text/csv; charset=utf-8", bytes: Array(text.utf8))
        case "text":
            return ReportFile(
                name: name + "txt", mediaType: "text/plain; charset=utf-8", bytes: Array(sheets[0].text.utf8))
        case "xlsx": return ReportFile(name: name + "xlsx", mediaType: ReportFile.xlsx, bytes: try workbook(sheets))
        default: throw OperationFailure.invalidParameter("format")
        }
    }

    func workbook(_ sheets: [Sheet]) throws -> [UInt8] {
        do {
            try FileManager.default.createDirectory(atPath: backupsPath, withIntermediateDirectories: true)
            return try Workbook(sheets).xlsx(in: backupsPath)
        } catch {
            throw OperationFailure.storageUnavailable("\(error)")
        }
    }

    /// A period's figures by group; by staff, the staff table first.
    fileprivate func sheets(of asked: FiguresParameters, _ language: WireLanguage) async throws -> [Sheet] {
        let (first, last) = try OperationTable.period(
            TallyRangeParameters(from: asked.from, to: asked.to, by: asked.by))
        var (tally, found) = try await figures(from: first, through: last, by: asked.by ?? Split.hour.rawValue)
        (tally.from, tally.to, tally.days) = (asked.from, asked.to, found.days)
        return sheets(of: tally, by: found.tally.split, language)
    }

    private func sheets(of tally: WireTally, by split: Split?, _ language: WireLanguage) -> [Sheet] {
        let names = engine.snapshot.names(of: split, language)
        let staff = split == .staff ? [tally.staffSheet(language, names: names)] : []
        return staff + tally.sheets(split, language, names: names)
    }

    /// Charts, groups and services to look at, of one reading of the events.
    fileprivate func period(_ asked: FiguresParameters, _ language: WireLanguage) async throws -> PeriodReply {
        let (first, last) = try OperationTable.period(TallyRangeParameters(from: asked.from, to: asked.to, by: nil))
        let split = try asked.by.map { try OperationTable.value($0, "by", Split.init(rawValue:)) } ?? .service
        let hall = engine.snapshot
        let read = try await blocking {
            try ChartFigures(reports, from: first, through: last, by: split, today: hall.day)
        }
        guard let figures = read else { throw OperationFailure.noData(from: asked.from, to: asked.to) }
        var tally = WireTally(figures.bySplit, hall.appraisal)
        (tally.from, tally.to) = (asked.from, asked.to)
        let charts = ChartSheets(
            figures: figures, language: language, period: first == last ? asked.from : "\(asked.from) – \(asked.to)",
            serviceName: hall.names(of: .service, language))
        return PeriodReply(
            charts: charts.all.map { WireSheet($0) },
            groups: sheets(of: tally, by: split, language).map { WireSheet($0) },
            suspects: figures.suspects.map { SuspectsReply.Suspect($0) })
    }

    fileprivate func send(_ file: ReportFile, _ send: ReplySender) async throws {
        for start in stride(from: 0, to: file.bytes.count, by: limits.chunkBytesMax) {
            let end = min(file.bytes.count, start + limits.chunkBytesMax)
            let reply = try encodeJSON(
                FileChunk(
                    name: file.name, mediaType: file.mediaType,
                    chunk: Data(file.bytes[start..<end]).base64EncodedString()))
            try await send(end == file.bytes.count ? .last(reply) : .continues(reply))
        }
    }

    /// The last month that is over, as files by name, for whoever writes them before the deadline; none without data.
    /// Blocks.
    package func monthlyFiles(_ language: WireLanguage) async throws -> [ReportFile] {
        guard let today = engine.snapshot.day else { return [] }
        let month = engine.snapshot.reportDue(on: today).month
        do {
            let monthly = try await monthly("\(month)", version: nil)
            return try await blocking {
                try ["xlsx", "pdf", "csv"].map { try file(of: monthly, as: $0, withByteOrderMark: true, language) }
            }
        } catch OperationFailure.noData {
            return []
        }
    }
}

extension Hall {
    /// What the keys of a split mean to people.
    func names(of split: Split?, _ language: WireLanguage) -> (String) -> String {
        { [configuration] key in
            let found: LocalisedText? =
                switch split {
                case .service: configuration?.service(key)?.name
                case .category: configuration?.category(key)?.name
                case .priority: configuration?.priorityGroups.first { $0.code == key }?.name
                case .focus: configuration?.focusGroups?.first { $0.code == key }?.name
                default: nil
                }
            if let found { return WireText(found)[language] }
            if key == Split.none || (split == .priority && key == "normal") { return Texts.headings[key]!(language) }
            switch split {
            case .community, .grid: return configuration?.communities.first { $0.code == key }?.name ?? key
            case .staff: return configuration?.staffMember(key)?.name ?? key
            case .hour: return key + ":00"
            default: return key
            }
        }
    }
}

extension WireSheet {
    init(_ sheet: Sheet) {
        self.init(
            name: sheet.name, title: sheet.title, lines: sheet.lines,
            columns: sheet.columns.enumerated().map { index, column in
                Column(
                    heading: column.heading,
                    figures: sheet.rows.contains { $0.cells[index].isFigure && $0.cells[index] != .empty })
            },
            rows: sheet.rows.map { Row(cells: $0.cells.map(\.shown), total: $0.isTotal) })
        (warning, notes) = (sheet.warning, sheet.notes)
        charts = sheet.charts.map { Chart(title: $0.title, svg: ChartDrawing(sheet, $0).svg) }
    }
}
