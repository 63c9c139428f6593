import CPango
import Foundation

/// Lays a slip out with Pango and draws it with Cairo. Lengths in points, 72 an inch. Not for the cooperative
/// threads: fonts are read from disk.
struct SlipRenderer {
    struct Document: Sendable {
        let pdf: Data
        let widthMillimetres: Int
        let heightMillimetres: Int
    }

    let widthMillimetres: Int

    private static let pointsPerMillimetre = 72 / 25.4
    private static let marginMillimetres = 4.0
    /// The number's height on paper: readable at arm's length without glasses.
    private static let numberMillimetres = 16.0

    private enum Size {
        static let title = 12.0, service = 13.0, body = 11.0, small = 9.0
    }

    func render(_ slip: Slip) -> Document {
        let page = Page(width: Double(widthMillimetres) * Self.pointsPerMillimetre)
        defer { page.close() }
        let margin = Self.marginMillimetres * Self.pointsPerMillimetre
        page.skip(margin)
        if slip.isCopy { page.text("【\(slip.copyMark)】", Size.body, bold: true, margin) }
        page.text(slip.hall, Size.title, bold: true, margin)
        page.skip(8)
        page.number(slip.number, height: Self.numberMillimetres * Self.pointsPerMillimetre, margin)
        page.skip(8)
        page.text(slip.service, Size.service, bold: true, margin)
        page.skip(4)
        for line in slip.queue { page.text(line, Size.body, bold: false, margin) }
        page.skip(4)
        for line in slip.notes { page.text(line, Size.small, bold: false, margin) }
        page.skip(2)
        page.text(slip.time, Size.small, bold: false, margin)
        page.skip(margin)
        let heightMillimetres = Int((page.height / Self.pointsPerMillimetre).rounded(.up))
        return Document(
            pdf: page.pdf(height: Double(heightMillimetres) * Self.pointsPerMillimetre),
            widthMillimetres: widthMillimetres, heightMillimetres: heightMillimetres)
    }
}

/// A page that grows downwards: what is put on it is recorded first, because only then is its length known.
private final class Page {
    let width: Double
    private(set) var height = 0.0
    private let recording: OpaquePointer
    private let context: OpaquePointer

    init(width: Double) {
        self.width = width
        recording = cairo_recording_surface_create(CAIRO_CONTENT_COLOR_ALPHA, nil)
        context = cairo_create(recording)
    }

    func close() {
        cairo_destroy(context)
        cairo_surface_destroy(recording)
    }

    func skip(_ points: Double) { height += points }

    /// Centred, wrapped between the margins at words or, where one is too long, anywhere.
    func text(_ text: String, _ size: Double, bold: Bool, _ margin: Double) {
        let layout = layout(text, size, bold)
        defer { g_object_unref(UnsafeMutableRawPointer(layout)) }
        pango_layout_set_width(layout, Int32((width - 2 * margin) * Double(PANGO_SCALE)))
        pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR)
        pango_layout_set_alignment(layout, PANGO_ALIGN_CENTER)
        var size = PangoRectangle()
        pango_layout_get_extents(layout, nil, &size)
        cairo_move_to(context, margin, height)
        pango_cairo_show_layout(context, layout)
        height += Double(size.height) / Double(PANGO_SCALE) + 1
    }

    /// One line whose ink is `height` high, or as high as the width allows: a digit is never lost.
    func number(_ text: String, height inkHeight: Double, _ margin: Double) {
        let trial = ink(of: text, size: 100)
        let size = 100 * min(inkHeight / trial.height, (width - 2 * margin) / trial.width)
        let layout = layout(text, size, true)
        defer { g_object_unref(UnsafeMutableRawPointer(layout)) }
        let ink = ink(of: text, size: size)
        cairo_move_to(context, (width - ink.width) / 2 - ink.x, height - ink.y)
        pango_cairo_show_layout(context, layout)
        height += ink.height
    }

    private func ink(of text: String, size: Double) -> (x: Double, y: Double, width: Double, height: Double) {
        let layout = layout(text, size, true)
        defer { g_object_unref(UnsafeMutableRawPointer(layout)) }
        var ink = PangoRectangle()
        pango_layout_get_extents(layout, &ink, nil)
        let scale = Double(PANGO_SCALE)
        return (Double(ink.x) / scale, Double(ink.y) / scale, Double(ink.width) / scale, Double(ink.height) / scale)
    }

    private func layout(_ text: String, _ size: Double, _ bold: Bool) -> OpaquePointer {
        let layout = pango_cairo_create_layout(context)!
        let font = pango_font_description_new()
        pango_font_description_set_family(font, "sans-serif")
        pango_font_description_set_absolute_size(font, size * Double(PANGO_SCALE))
        if bold { pango_font_description_set_weight(font, PANGO_WEIGHT_BOLD) }
        pango_layout_set_font_description(layout, font)
        pango_font_description_free(font)
        pango_layout_set_text(layout, text, -1)
        return layout
    }

    /// The recorded page as a PDF of exactly its length.
    func pdf(height: Double) -> Data {
        let bytes = NSMutableData()
        let surface = cairo_pdf_surface_create_for_stream(
            { closure, chunk, length in
                Unmanaged<NSMutableData>.fromOpaque(closure!).takeUnretainedValue().append(chunk!, length: Int(length))
                return CAIRO_STATUS_SUCCESS
            }, Unmanaged.passUnretained(bytes).toOpaque(), width, height)
        let output = cairo_create(surface)
        cairo_set_source_surface(output, recording, 0, 0)
        cairo_paint(output)
        cairo_destroy(output)
        cairo_surface_finish(surface)
        cairo_surface_destroy(surface)
        return Data(referencing: bytes)
    }
}
