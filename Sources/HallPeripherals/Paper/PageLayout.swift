import HallCore
import HallFiles

/// Puts a composed document on a page.
struct PageLayout {
    let fonts: Fonts
    let logo: Picture?

    private static let sheetMarginMillimetres = 15.0
    private static let rollMarginMillimetres = 3.0
    private static let sheetFactorMax = 1.8
    private static let sheetFactorMin = 0.3

    /// A slip is as long as what it says; a sheet has its size, and its text is as large as that allows.
    func page(_ document: ComposedDocument, on printer: PrinterProfile) throws(PrintFailure) -> RenderedPage {
        guard let sheet = document.sheet else { return try slip(document, printer) }
        let (width, height) = sheet.millimetres
        let room = (Double(height) - 2 * Self.sheetMarginMillimetres) * Canvas.pointsPerMillimetre
        let margin = Self.sheetMarginMillimetres * Canvas.pointsPerMillimetre
        let wide = (Double(width) - 2 * Self.sheetMarginMillimetres) * Canvas.pointsPerMillimetre
        var factor = Self.sheetFactorMax
        var canvas = drawn(document, width: wide, factor: factor)
        while canvas.height > room, factor > Self.sheetFactorMin {
            factor *= 0.95
            canvas = drawn(document, width: wide, factor: factor)
        }
        guard canvas.height <= room else {
            throw PrintFailure(
                trouble: .other, detail: "\(document.kind.rawValue): does not fit on its sheet; see its template")
        }
        let top = margin + max(0, room - canvas.height) / 2
        return RenderedPage(canvas, widthMillimetres: width, heightMillimetres: height, left: margin, top: top)
    }

    /// Longer than that it is a mistake in a template; and Cairo draws no more than 32,767 rows.
    private static let slipMillimetresMax = 1200.0

    private func slip(
        _ document: ComposedDocument, _ printer: PrinterProfile
    ) throws(PrintFailure) -> RenderedPage {
        let margin = Self.rollMarginMillimetres * Canvas.pointsPerMillimetre
        let canvas = drawn(
            document, width: Double(printer.printableMillimetres) * Canvas.pointsPerMillimetre, factor: 1)
        let height = (canvas.height + 2 * margin) / Canvas.pointsPerMillimetre
        guard height <= Self.slipMillimetresMax else {
            throw PrintFailure(
                trouble: .other,
                detail: "\(document.kind.rawValue): longer than \(Int(Self.slipMillimetresMax)) mm; see its template")
        }
        let side = Double(printer.widthMillimetres - printer.printableMillimetres) / 2
        return RenderedPage(
            canvas, widthMillimetres: printer.widthMillimetres, heightMillimetres: Int(height.rounded(.up)),
            left: side * Canvas.pointsPerMillimetre, top: margin)
    }

    private func drawn(_ document: ComposedDocument, width: Double, factor: Double) -> Canvas {
        let canvas = Canvas(width: width, fonts: fonts, language: document.language)
        for block in document.blocks { draw(block, on: canvas, factor) }
        return canvas
    }

    private func draw(_ block: ComposedDocument.Block, on canvas: Canvas, _ factor: Double) {
        func font(_ style: ComposedDocument.Style) -> Canvas.Font {
            Canvas.Font(points: style.points * factor, isBold: style.isBold)
        }
        func points(_ millimetres: Double) -> Double { millimetres * Canvas.pointsPerMillimetre * factor }
        switch block {
        case .text(let text, let style): canvas.text(text, font(style), style.alignment)
        case .number(let text, let height, let style):
            canvas.number(text, height: points(height), isBold: true, style.alignment)
        case .qr(let text, let size):
            if let code = QRCode(text) { canvas.qr(code, size: points(size)) }
        case .logo(let height):
            if let logo { canvas.picture(logo, height: points(height)) }
        case .rule: canvas.rule()
        case .space(let millimetres): canvas.skip(points(millimetres))
        case .item(let mark, let text, let style): canvas.item(mark: mark, text, font(style))
        case .grid(let grid, let style): canvas.grid(grid, font(style))
        case .row(let name, let value, let style): canvas.row(name: name, value: value, font(style))
        }
    }
}
