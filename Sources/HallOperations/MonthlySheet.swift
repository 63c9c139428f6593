import HallCore
import HallReports
import HallWire

// The monthly table as people read it.

extension MonthlyTable {
    /// What is shown beside the month: how it stands, and against what it was corrected.
    struct Standing {
        var report: HandedIn?
        var reason: String?
        var corrected: MonthlyTable?
    }

    func sheets(_ language: WireLanguage, _ standing: Standing) -> [Sheet] {
        let face = MonthlyFace(table: self, language: language, standing: standing)
        return [face.main, face.departments] + [face.corrections].compactMap { $0 }
    }
}

private struct MonthlyFace {
    let table: MonthlyTable
    let language: WireLanguage
    let standing: MonthlyTable.Standing

    private typealias Figure = (name: String, width: Int, cell: (MonthlyTable.Row) -> Sheet.Cell)

    private func text(_ name: String, _ values: [String: String] = [:]) -> String {
        Texts.report[name]!(language, values)
    }

    private static func share(_ part: Int, _ whole: Int) -> Sheet.Cell {
        whole == 0 ? .empty : .share(Double(part) / Double(whole))
    }

    /// Growth on what there was.
    private static func growth(_ now: Int, on before: Int?) -> Sheet.Cell {
        guard let before, before > 0 else { return .empty }
        return .share(Double(now - before) / Double(before))
    }

    private var figures: [Figure] {
        [
            ("visits", 6, { .count($0.visits) }), ("consulted", 6, { .count($0.consulted) }),
            ("done", 6, { .count($0.done) }), ("opening", 6, { .count($0.opening) }),
            ("accepted", 6, { .count($0.accepted) }), ("ended", 6, { .count($0.ended) }),
            ("closing", 6, { .count($0.closing) }), ("keptShare", 8, { Self.share($0.kept, $0.due) }),
            ("overdue", 6, { .count($0.overdue) }), ("denials", 6, { .count($0.denials) }),
            ("overtime", 6, { .count($0.overtime) }), ("byAppointment", 6, { .count($0.byAppointment) }),
            ("homeVisits", 6, { .count($0.homeVisits) }), ("turnedAway", 6, { .count($0.turnedAway) }),
            ("waitMean", 8, { $0.waitMeanSeconds.map { .minutes(seconds: $0) } ?? .empty }),
            ("rated", 6, { .count($0.rated) }), ("satisfiedShare", 8, { Self.share($0.satisfied, $0.rated) }),
            ("remedyShare", 8, { Self.share($0.followUpsKept, $0.followUpsDue) }),
            ("onMonth", 8, { Self.growth($0.visits, on: $0.visitsBefore) }),
            ("onYear", 8, { Self.growth($0.visits, on: $0.visitsLastYear) }),
        ]
    }

    /// By department and service, each department's sum below its services.
    var main: Sheet {
        let leading = [("department", 20), ("service", 22), ("kind", 5)].map { Sheet.Column(text($0.0), width: $0.1) }
        var sheet = begun("sheet", leading)
        for department in table.departments {
            let name = department.department ?? text("none")
            for row in table.services where row.department == department.department {
                sheet.rows.append(Sheet.Row(cells(of: row, [.text(name), .text(self.name(of: row)), kind(of: row)])))
            }
            let services = table.services.count { $0.department == department.department }
            if table.departments.count > 1, services > 1 {
                sheet.rows.append(
                    Sheet.Row(
                        cells(of: department, [.text(name), .text(text("whole")), .empty]), isTotal: true))
            }
        }
        sheet.rows.append(
            Sheet.Row(cells(of: table.whole, [.text(text("whole")), .empty, .empty]), isTotal: true))
        return sheet
    }

    var departments: Sheet {
        var sheet = begun("departments", [Sheet.Column(text("department"), width: 26)])
        sheet.rows = table.departments.map { row in
            Sheet.Row(cells(of: row, [.text(row.department ?? text("none"))]))
        }
        sheet.charts = [
            Sheet.Chart(title: text("visits"), .bars, columns: [1], rows: 0..<sheet.rows.count),
            Sheet.Chart(title: text("waitMean"), .bars, columns: [15], rows: 0..<sheet.rows.count),
        ]
        sheet.rows.append(Sheet.Row(cells(of: table.whole, [.text(text("whole"))]), isTotal: true))
        return sheet
    }

    private func begun(_ name: String, _ leading: [Sheet.Column]) -> Sheet {
        let wire = WireText(table.unit)
        var sheet = Sheet(
            name: text(name), title: text("title", ["unit": wire[language]]),
            columns: leading + figures.map { Sheet.Column(text($0.name), width: $0.width) } + [
                Sheet.Column(text("remarks"), width: 13)
            ])
        sheet.lines = [
            text(
                "period",
                [
                    "month": "\(table.month)", "from": "\(table.from)", "through": "\(table.through)",
                    "days": "\(table.days)",
                ]), stands,
        ]
        if let reason = standing.reason, standing.report.map({ $0.version > 1 }) == true {
            sheet.lines.append(text("correction", ["reason": reason]))
        }
        if !table.broken.isEmpty {
            let names = table.broken.map { Texts.equations[$0]?(language) ?? $0 }.joined(separator: "；")
            sheet.warning = Texts.notBalanced(language, ["names": names])
        }
        sheet.notes = notes
        return sheet
    }

    private var stands: String {
        guard let report = standing.report else {
            return text("draft", ["at": minutes(table.madeAt)])
        }
        return text("handedIn", ["version": "\(report.version)", "at": minutes(report.at)])
    }

    private func minutes(_ time: CivilTime) -> String {
        String(time.rfc3339(wholeSeconds: true).prefix(16).replacing("T", with: " "))
    }

    private var notes: [String] {
        let level = { (score: Int) in Texts.levels["\(score)"]!(language) }
        let unrated = table.unratedCountsAs.map { Texts.unratedAs(language, ["level": level($0)]) }
        let pads = table.pads.map { pad in
            text("pad", ["name": pad.name, "levels": pad.levels.map(level).joined(separator: "、")])
        }
        return [
            text(
                "signatures",
                ["preparer": table.preparer ?? text("blank"), "reviewer": table.reviewer ?? text("blank")]),
            text("meaning"),
            text("cutOff", ["cutOff": "\(table.cutOff)"]),
            Texts.formulas(
                language,
                [
                    "formula": "\(table.formula)", "level": level(table.satisfiedMin),
                    "unrated": unrated ?? Texts.unratedApart(language),
                ]),
        ] + pads
    }

    private func cells(of row: MonthlyTable.Row, _ leading: [Sheet.Cell]) -> [Sheet.Cell] {
        let remark: Sheet.Cell = row.hasBusiness ? .empty : .text(text("noBusiness"))
        return leading + figures.map { $0.cell(row) } + [remark]
    }

    private func name(of row: MonthlyTable.Row) -> String {
        row.name.map { WireText($0)[language] } ?? row.service ?? text("none")
    }

    private func kind(of row: MonthlyTable.Row) -> Sheet.Cell {
        row.kind.map { .text(text($0.rawValue)) } ?? .empty
    }

    // MARK: Corrections

    /// Old and new of every figure that differs.
    var corrections: Sheet? {
        guard let before = standing.corrected else { return nil }
        var sheet = Sheet(
            name: text("changes"), title: text("changes"),
            columns: [("row", 26), ("column", 16), ("old", 12), ("new", 12)].map {
                Sheet.Column(text($0.0), width: $0.1)
            })
        sheet.lines = [stands] + (standing.reason.map { [text("correction", ["reason": $0])] } ?? [])
        let rows =
            table.services.map { row in (name(of: row), row, before.services.first { $0.service == row.service }) }
            + [(text("whole"), table.whole, before.whole)]
        for (name, new, old) in rows {
            for figure in figures {
                let was = old.map(figure.cell) ?? .empty, now = figure.cell(new)
                if was != now { sheet.rows.append(Sheet.Row([.text(name), .text(text(figure.name)), was, now])) }
            }
        }
        return sheet
    }
}
