package import HallCore

/// Appointments as a table, from another system or a spreadsheet.
package struct AppointmentTable: Sendable {
    package enum Column: String, CaseIterable, Sendable {
        case day, time, service, priority, needs, community, language, reference, name, contact

        /// What it is called in tables people make.
        fileprivate var headings: [String] {
            switch self {
            case .day: ["日期", "预约日期", "預約日期"]
            case .time: ["时间", "時間", "预约时间", "預約時間"]
            case .service: ["事项", "事項", "事项编码", "事項編碼"]
            case .priority: ["优先对象", "優先對象"]
            case .needs: ["需求", "服务需求", "服務需求"]
            case .community: ["社区", "社區"]
            case .language: ["语言", "語言"]
            case .reference: ["编号", "編號", "预约编号", "預約編號", "预约号", "預約號"]
            case .name: ["姓名"]
            case .contact: ["电话", "電話", "手机", "手機", "联系方式", "聯絡方式"]
            }
        }

        fileprivate static let required: [Column] = [.day, .time, .service]
    }

    package enum Fault: Error, Equatable, Sendable {
        case table(CommaTable.Fault)
        case missingColumn(Column)
        case unknownColumn(String)
        /// Two columns, as they are headed, would be read as the same.
        case sameColumn(Column, String, String)
        /// `text` is not what the column holds.
        case badCell(line: Int, Column, text: String)
    }

    package struct Row: Sendable {
        package var line: Int
        package var request: AppointmentRequest
        /// To be sealed by whoever has randomness.
        package var name: String?
        package var contact: String?
    }

    package private(set) var rows: [Row] = []
    package private(set) var faults: [Fault] = []

    /// Every fault at once; the rows that have none besides.
    package init(parsing text: String) {
        do throws(CommaTable.Fault) {
            try read(CommaTable(parsing: text))
        } catch {
            faults = [.table(error)]
        }
    }

    private mutating func read(_ table: CommaTable) throws(CommaTable.Fault) {
        var columns: [Column?] = []
        for heading in table.headings {
            let column = Column.allCases.first { $0.rawValue == heading.lowercased() || $0.headings.contains(heading) }
            // A column without a heading is nobody's.
            if column == nil, !heading.isEmpty { faults.append(.unknownColumn(heading)) }
            if let column, let before = columns.firstIndex(of: column) {
                faults.append(.sameColumn(column, table.headings[before], heading))
            }
            columns.append(column)
        }
        for column in Column.required where !columns.contains(column) { faults.append(.missingColumn(column)) }
        guard faults.isEmpty else { return }
        for row in table.rows {
            let read = self.row(row) { column in table.cell(row, columns.firstIndex(of: column)) }
            if let read { rows.append(read) }
        }
    }

    private mutating func row(_ row: CommaTable.Row, _ cell: (Column) -> String?) -> Row? {
        let faultCountBefore = faults.count
        func read<Value>(_ column: Column, _ faults: inout [Fault], _ convert: (String) -> Value?) -> Value? {
            guard let text = cell(column) else {
                if Column.required.contains(column) { faults.append(.badCell(line: row.line, column, text: "")) }
                return nil
            }
            if let value = convert(text) { return value }
            faults.append(.badCell(line: row.line, column, text: text))
            return nil
        }
        let day = read(.day, &faults) { BusinessDay(written: $0) }
        let minute = read(.time, &faults) { minuteOfDay(written: $0) }
        let service = read(.service, &faults) { $0 }
        let language = read(.language, &faults) { Language(rawValue: $0) }
        guard faults.count == faultCountBefore, let day, let minute, let service else { return nil }
        var request = AppointmentRequest(service: service, day: day, minute: minute)
        request.priority = cell(.priority) == "normal" ? nil : cell(.priority)
        request.needs = (cell(.needs) ?? "").split(whereSeparator: { $0 == ";" || $0 == "；" || $0 == "、" }).map(
            String.init)
        (request.community, request.reference) = (cell(.community), cell(.reference))
        request.language = language ?? request.language
        return Row(line: row.line, request: request, name: cell(.name), contact: cell(.contact))
    }
}

extension BusinessDay {
    /// Reads `2026-12-01`, and `2026/12/1` or `2026年12月1日` as spreadsheets write it.
    package init?(written text: String) {
        let parts = text.split(whereSeparator: { "-/.年月日".contains($0) }).map { Int($0) }
        guard parts.count == 3, let year = parts[0], let month = parts[1], let day = parts[2], year >= 1970 else {
            return nil
        }
        self.init(year: year, month: month, day: day)
    }
}

/// Reads `09:05`, `9:05`, and `9:05:00` as spreadsheets write it; the beginning of `9:00-9:30`.
package func minuteOfDay(written text: String) -> Int? {
    let start =
        text.replacing("：", with: ":").split(whereSeparator: { $0 == "-" || $0 == "–" || $0 == "~" }).first ?? ""
    let parts = start.split(separator: ":").map { Int($0.filter { !$0.isWhitespace }) }
    guard (2...3).contains(parts.count), let hour = parts[0], let minute = parts[1], (0...23).contains(hour),
        (0...59).contains(minute)
    else { return nil }
    return hour * 60 + minute
}
