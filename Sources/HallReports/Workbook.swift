import CXlsxWriter
import FoundationEssentials
import Glibc
import HallCore

/// Sheets as an XLSX file: real numbers, shares and dates, frozen headings, charts.
package struct Workbook {
    private let sheets: [Sheet]

    package struct Trouble: Error, CustomStringConvertible {
        package let description: String
    }

    package init(_ sheets: [Sheet]) { self.sheets = sheets }

    /// The file's bytes. Blocks; writes beside `directory`'s other files meanwhile.
    package func xlsx(in directory: String) throws -> [UInt8] {
        let path = directory + "/.workbook-\(UInt64.random(in: 0...UInt64.max)).xlsx"
        defer { unlink(path) }
        var options = lxw_workbook_options()
        // Constant memory would forbid going back to a row; a report is small.
        options.constant_memory = UInt8(LXW_FALSE.rawValue)
        let folder = strdup(directory)
        defer { free(folder) }
        options.tmpdir = folder
        guard let book = workbook_new_opt(path, &options) else {
            throw Trouble(description: "no workbook could be begun")
        }
        let formats = Formats(book)
        for sheet in sheets { SheetWriter(sheet, book, formats).write() }
        let result = workbook_close(book)
        guard result == LXW_NO_ERROR else {
            throw Trouble(description: String(cString: lxw_strerror(result)))
        }
        return Array(try Data(contentsOf: URL(fileURLWithPath: path)))
    }
}

private struct Formats {
    let title, line, warning, heading: UnsafeMutablePointer<lxw_format>
    let text, count, share, minutes,
        date: (plain: UnsafeMutablePointer<lxw_format>, total: UnsafeMutablePointer<lxw_format>)

    init(_ book: UnsafeMutablePointer<lxw_workbook>) {
        func format(_ change: (UnsafeMutablePointer<lxw_format>) -> Void) -> UnsafeMutablePointer<lxw_format> {
            let format = workbook_add_format(book)!
            change(format)
            return format
        }
        func cell(_ pattern: String?) -> (
            plain: UnsafeMutablePointer<lxw_format>, total: UnsafeMutablePointer<lxw_format>
        ) {
            func one(isTotal: Bool) -> UnsafeMutablePointer<lxw_format> {
                format { format in
                    format_set_border(format, UInt8(LXW_BORDER_THIN.rawValue))
                    if let pattern { format_set_num_format(format, pattern) }
                    if isTotal {
                        format_set_bold(format)
                        format_set_bg_color(format, 0xE8EEF6)
                    }
                }
            }
            return (one(isTotal: false), one(isTotal: true))
        }
        title = format { format in
            format_set_bold(format)
            format_set_font_size(format, 14)
        }
        line = format { _ in }
        warning = format { format in
            format_set_bold(format)
            format_set_font_color(format, 0xB00020)
        }
        heading = format { format in
            format_set_bold(format)
            format_set_text_wrap(format)
            format_set_align(format, UInt8(LXW_ALIGN_CENTER.rawValue))
            format_set_align(format, UInt8(LXW_ALIGN_VERTICAL_CENTER.rawValue))
            format_set_border(format, UInt8(LXW_BORDER_THIN.rawValue))
            format_set_bg_color(format, 0xD6E0EF)
        }
        (text, count) = (cell(nil), cell("0"))
        (share, minutes, date) = (cell("0.0%"), cell("0.0"), cell("yyyy-mm-dd"))
    }
}

private struct SheetWriter {
    private let sheet: Sheet
    private let book: UnsafeMutablePointer<lxw_workbook>
    private let page: UnsafeMutablePointer<lxw_worksheet>
    private let formats: Formats
    /// XLSX allows no more characters in a sheet's name.
    private let name: String

    init(_ sheet: Sheet, _ book: UnsafeMutablePointer<lxw_workbook>, _ formats: Formats) {
        (self.sheet, self.book, self.formats) = (sheet, book, formats)
        name = String(sheet.name.filter { !"[]:*?/\\".contains($0) }.prefix(31))
        page = workbook_add_worksheet(book, name)
    }

    func write() {
        worksheet_set_default_row(page, 18, UInt8(LXW_FALSE.rawValue))
        worksheet_set_margins(page, 0.4, 0.4, 0.5, 0.5)
        var row: lxw_row_t = 0
        func line(_ text: String, _ format: UnsafeMutablePointer<lxw_format>) {
            worksheet_write_string(page, row, 0, text.inXML, format)
            row += 1
        }
        line(sheet.title, formats.title)
        for text in sheet.lines { line(text, formats.line) }
        if let warning = sheet.warning { line(warning, formats.warning) }
        let headings = row
        for (index, column) in sheet.columns.enumerated() {
            worksheet_write_string(page, row, lxw_col_t(index), column.heading.inXML, formats.heading)
            worksheet_set_column(page, lxw_col_t(index), lxw_col_t(index), Double(column.width), nil)
        }
        // Chinese characters are higher than a spreadsheet expects of its own font.
        worksheet_set_row(page, row, 40, nil)
        row += 1
        worksheet_freeze_panes(page, row, 1)
        let first = row
        for one in sheet.rows {
            for (index, cell) in one.cells.enumerated() { write(cell, row, lxw_col_t(index), one.isTotal) }
            row += 1
        }
        for note in sheet.notes { line(note, formats.line) }
        worksheet_set_landscape(page)
        worksheet_set_paper(page, 9)
        worksheet_fit_to_pages(page, 1, 0)
        worksheet_repeat_rows(page, headings, headings)
        for (index, chart) in sheet.charts.enumerated() { draw(chart, index, firstRow: first, below: row) }
    }

    private func write(_ cell: Sheet.Cell, _ row: lxw_row_t, _ column: lxw_col_t, _ isTotal: Bool) {
        func chosen(
            _ format: (plain: UnsafeMutablePointer<lxw_format>, total: UnsafeMutablePointer<lxw_format>)
        ) -> UnsafeMutablePointer<lxw_format> { isTotal ? format.total : format.plain }
        switch cell {
        case .empty: worksheet_write_blank(page, row, column, chosen(formats.text))
        // Text stays text, whatever it begins with.
        case .text(let text): worksheet_write_string(page, row, column, text.inXML, chosen(formats.text))
        case .count(let count): worksheet_write_number(page, row, column, Double(count), chosen(formats.count))
        case .share(let share): worksheet_write_number(page, row, column, share, chosen(formats.share))
        case .minutes(let seconds): worksheet_write_number(page, row, column, seconds / 60, chosen(formats.minutes))
        case .date(let day):
            let (year, month, date) = day.yearMonthDay
            var datetime = lxw_datetime()
            (datetime.year, datetime.month, datetime.day) = (Int32(year), Int32(month), Int32(date))
            worksheet_write_datetime(page, row, column, &datetime, chosen(formats.date))
        }
    }

    private func draw(_ chart: Sheet.Chart, _ index: Int, firstRow: lxw_row_t, below row: lxw_row_t) {
        let kind =
            switch chart.kind {
            case .columns: LXW_CHART_COLUMN
            case .bars: LXW_CHART_BAR
            case .shares: LXW_CHART_BAR_STACKED_PERCENT
            }
        guard !chart.rows.isEmpty, let drawn = workbook_add_chart(book, UInt8(kind.rawValue)) else { return }
        let from = firstRow + lxw_row_t(chart.rows.lowerBound), to = firstRow + lxw_row_t(chart.rows.upperBound - 1)
        for column in chart.columns {
            let series = chart_add_series(drawn, nil, nil)
            chart_series_set_categories(series, name, from, 0, to, 0)
            chart_series_set_values(series, name, from, lxw_col_t(column), to, lxw_col_t(column))
            chart_series_set_name(series, sheet.columns[column].heading)
        }
        // Rows of a sheet go down; so do their bars.
        if chart.kind != .columns { chart_axis_set_reverse(drawn.pointee.y_axis) }
        chart_title_set_name(drawn, chart.title)
        let legend = chart.columns.count == 1 ? LXW_CHART_LEGEND_NONE : LXW_CHART_LEGEND_BOTTOM
        chart_legend_set_position(drawn, UInt8(legend.rawValue))
        var options = lxw_chart_options()
        (options.x_scale, options.y_scale) = (1.5, 1.1)
        worksheet_insert_chart_opt(page, row + 1 + lxw_row_t(index * 18), 0, drawn, &options)
    }
}
