package import JSONValues

// What is asked and answered about reports. org.halld.Report says what each field means.

package struct ReportParameters: Codable, Sendable {
    package var month: String?
    package var version: Int?

    package init(month: String?, version: Int?) { (self.month, self.version) = (month, version) }
}

package struct HandInParameters: ChangingRequest {
    package var month: String
    package var requestId: String?
    package var reason: String?

    package init(month: String) { self.month = month }
}

package struct ReportExportParameters: Codable, Sendable {
    package var month: String?
    package var version: Int?
    package var format: String
    package var bom: Bool?
    package var language: String?

    package init(month: String?, format: String) { (self.month, self.format) = (month, format) }
}

package struct FiguresParameters: Codable, Sendable {
    package var from: String
    package var to: String
    package var by: String?
    package var language: String?

    package init(from: String, to: String, by: String?, language: String?) {
        (self.from, self.to, self.by, self.language) = (from, to, by, language)
    }
}

package struct StaffReportParameters: Codable, Sendable {
    package var from: String
    package var to: String
    package var format: String
    package var bom: Bool?
    package var language: String?

    package init(from: String, to: String, format: String) {
        (self.from, self.to, self.format) = (from, to, format)
    }
}

package struct WireReport: Codable, Sendable {
    package var month: String
    package var from: String
    package var through: String
    package var version: Int
    package var at: String
    package var staff: String?
    package var reason: String?
    package var formula: Int
    package var cutOff: Int
    package var broken: [String]
    package var table: JSONValue

    package init(
        month: String, from: String, through: String, version: Int, at: String, formula: Int, cutOff: Int,
        broken: [String], table: JSONValue
    ) {
        (self.month, self.from, self.through, self.version, self.at) = (month, from, through, version, at)
        (self.formula, self.cutOff, self.broken, self.table) = (formula, cutOff, broken, table)
    }
}

package struct ReportReply: Codable, Sendable {
    package var report: WireReport

    package init(report: WireReport) { self.report = report }
}

package struct WireHandedIn: Codable, Sendable {
    package var month: String
    package var version: Int
    package var at: String
    package var staff: String?

    package init(month: String, version: Int, at: String, staff: String?) {
        (self.month, self.version, self.at, self.staff) = (month, version, at, staff)
    }
}

package struct ReportsReply: Codable, Sendable {
    package var reports: [WireHandedIn]

    package init(reports: [WireHandedIn]) { self.reports = reports }
}

package struct ReportTableParameters: Codable, Sendable {
    package var month: String?
    package var version: Int?
    package var language: String?

    package init(month: String?) { self.month = month }
}

package struct WireSheet: Codable, Sendable {
    package struct Column: Codable, Sendable {
        package var heading: String
        package var figures: Bool

        package init(heading: String, figures: Bool) { (self.heading, self.figures) = (heading, figures) }
    }

    package struct Row: Codable, Sendable {
        package var cells: [String]
        package var total: Bool

        package init(cells: [String], total: Bool) { (self.cells, self.total) = (cells, total) }
    }

    package struct Chart: Codable, Sendable {
        package var title: String
        package var svg: String

        package init(title: String, svg: String) { (self.title, self.svg) = (title, svg) }
    }

    package var name: String
    package var title: String
    package var lines: [String]
    package var warning: String?
    package var columns: [Column]
    package var rows: [Row]
    package var notes: [String]
    package var charts: [Chart]

    package init(name: String, title: String, lines: [String], columns: [Column], rows: [Row]) {
        (self.name, self.title, self.lines, self.columns, self.rows) = (name, title, lines, columns, rows)
        (notes, charts) = ([], [])
    }
}

package struct ReportTableReply: Codable, Sendable {
    package var month: String
    package var version: Int
    package var at: String
    package var staff: String?
    package var sheets: [WireSheet]

    package init(month: String, version: Int, at: String, sheets: [WireSheet]) {
        (self.month, self.version, self.at, self.sheets) = (month, version, at, sheets)
    }
}

package struct PeriodReply: Codable, Sendable {
    package var charts: [WireSheet]
    package var groups: [WireSheet]
    package var suspects: [SuspectsReply.Suspect]

    package init(charts: [WireSheet], groups: [WireSheet], suspects: [SuspectsReply.Suspect]) {
        (self.charts, self.groups, self.suspects) = (charts, groups, suspects)
    }
}
