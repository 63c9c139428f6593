import Dispatch
import CPango
import HallCore
import HallFiles
import HallWire

/// Composes, lays out and draws documents for every way out. One for the daemon, on a queue of its own.
///
/// `@unchecked`: fonts and pictures are C objects; every use is on `queue`, one at a time.
final class SlipRenderer: @unchecked Sendable {
    private let queue = DispatchQueue(label: "hall.slips")
    private var fonts = Fonts(family: nil)
    private var logo: (path: String, picture: Picture)?

    /// The bytes that go out, and the paper they fill.
    func output(
        of document: Document, _ settings: SlipSettings, _ printer: PrinterProfile
    ) throws(PrintFailure) -> (bytes: [UInt8], widthMillimetres: Int, heightMillimetres: Int) {
        let made = queue.sync { Result { () throws(PrintFailure) in try make(document, settings, printer) } }
        return try made.get()
    }

    private func make(
        _ document: Document, _ settings: SlipSettings, _ printer: PrinterProfile
    ) throws(PrintFailure) -> (bytes: [UInt8], widthMillimetres: Int, heightMillimetres: Int) {
        take(settings)
        let template = settings.templates[document.kind]
        let composed = ComposedDocument(document.content(document.language), by: template)
        if let fault = composed.fault { throw fault }
        if printer.format == .text {
            return (text(document, composed, template, printer), printer.widthMillimetres, 0)
        }
        let page = try PageLayout(fonts: fonts, logo: logo?.picture).page(composed, on: printer)
        var bytes: [UInt8]
        switch printer.format {
        case .pdf: bytes = Array(page.pdf())
        case .png: bytes = Array(page.png(dotsPerInch: printer.dotsPerInch))
        case .pwgRaster:
            guard let raster = page.pwgRaster(dotsPerInch: printer.dotsPerInch) else {
                throw PrintFailure(trouble: .other, detail: "libcups made no raster of the slip")
            }
            bytes = Array(raster)
        case .raster, .text:
            var encoder = ESCPOSEncoder(printer)
            bytes = encoder.raster(page.bitmap(dotsPerInch: printer.dotsPerInch))
        }
        return (bytes, page.widthMillimetres, page.heightMillimetres)
    }

    /// A printer without traditional characters gets Simplified Chinese: boxes tell nobody anything.
    private func text(
        _ document: Document, _ composed: ComposedDocument, _ template: SlipTemplate, _ printer: PrinterProfile
    ) -> [UInt8] {
        let height = composed.blocks.compactMap { block in
            if case .logo(let height) = block { height } else { nil }
        }.first
        let logo = height.flatMap { self.logo?.picture.bitmap(heightMillimetres: $0, printer, fonts) }
        var encoder = ESCPOSEncoder(printer, logo: logo)
        let bytes = encoder.text(composed)
        guard encoder.lostCharacters > 0, composed.language == .traditionalChinese else { return bytes }
        var simplified = ESCPOSEncoder(printer, logo: logo)
        return simplified.text(ComposedDocument(document.content(.simplifiedChinese), by: template))
    }

    private func take(_ settings: SlipSettings) {
        let family = settings.font?.name ?? "sans-serif"
        if fonts.family != family { fonts = Fonts(family: family) }
        guard let path = settings.logo?.name else { return logo = nil }
        if logo?.path != path { logo = (try? Picture(pngAt: path)).map { (path, $0) } }
    }

    /// The logo's file may be another under the same name.
    func forgetPictures() { queue.sync { logo = nil } }

    // MARK: Before a hall's file is taken

    /// What only fonts and pictures can tell: a missing font, a logo that is no picture.
    func faults(of settings: SlipSettings) -> [FileFault] {
        queue.sync {
            var faults: [FileFault] = []
            if let font = settings.font, !fonts.has(family: font.name) {
                faults.append(
                    FileFault(
                        line: font.line, key: "slips.font",
                        message: "there is no font \"\(font.name)\"; ‘fc-list : family’ lists those installed"))
            }
            if let logo = settings.logo {
                do throws(Picture.Trouble) {
                    _ = try Picture(pngAt: logo.name)
                } catch {
                    faults.append(FileFault(line: logo.line, key: "slips.logo", message: error.description))
                }
            }
            return faults
        }
    }

    /// Whether Chinese characters can be drawn at all.
    var hasChineseFont: Bool {
        queue.sync { Canvas(width: 100, fonts: fonts, language: .simplifiedChinese).canDraw("号號窗口") }
    }
}

extension Picture {
    /// As a roll printer takes it: dark on white, at its own dots.
    fileprivate func bitmap(heightMillimetres: Double, _ printer: PrinterProfile, _ fonts: Fonts) -> Bitmap {
        let dotsPerPoint = Double(printer.dotsPerInch) / 72
        let canvas = Canvas(
            width: Double(printer.printableDots) / dotsPerPoint, fonts: fonts, language: .english)
        canvas.picture(self, height: heightMillimetres * Canvas.pointsPerMillimetre)
        let page = RenderedPage(
            canvas, widthMillimetres: printer.printableMillimetres,
            heightMillimetres: Int(heightMillimetres.rounded(.up)) + 1, left: 0, top: 0)
        return page.bitmap(dotsPerInch: printer.dotsPerInch)
    }
}
