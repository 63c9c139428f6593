import CPango
import FoundationEssentials
import HallCore
import HallFiles

/// The fonts that Pango and Cairo draw with. One for the daemon, used by one thread at a time: font maps are not to be
/// shared by threads, and each costs memory.
final class Fonts {
    let map: UnsafeMutablePointer<PangoFontMap>
    let family: String
    let textLayer = TextLayer()

    init(family: String?) {
        map = pango_cairo_font_map_new()
        self.family = family ?? "sans-serif"
    }

    deinit {
        g_object_unref(UnsafeMutableRawPointer(map))
    }

    /// Whether a font of this name is installed.
    func has(family name: String) -> Bool {
        var families: UnsafeMutablePointer<UnsafeMutablePointer<PangoFontFamily>?>?
        var count: Int32 = 0
        pango_font_map_list_families(map, &families, &count)
        defer { g_free(families) }
        return (0..<Int(count)).contains { index in
            families?[index].map { String(cString: pango_font_family_get_name($0)) }?.lowercased() == name.lowercased()
        }
    }
}

/// A page that grows downwards: what is put on it is drawn later, because only then is its length known.
/// (Not a Cairo recording surface: drawing one with text on a PDF page leaks 33 kB a slip in Cairo 1.16.)
/// Lengths in points, 72 an inch.
final class Canvas {
    static let pointsPerMillimetre = 72 / 25.4

    let width: Double
    private(set) var height = 0.0
    private let fonts: Fonts
    private let pango: OpaquePointer
    private var strokes: [(OpaquePointer) -> Void] = []

    /// A laid-out text, which lives until its page has been drawn.
    private final class Layout {
        let pointer: OpaquePointer

        let text: String

        init(_ pango: OpaquePointer, _ text: String) {
            // C's texts end there: the paper would say less than the record.
            self.text = text.replacing("\0", with: "\u{FFFD}")
            pointer = pango_layout_new(pango)!
            pango_layout_set_text(pointer, self.text, -1)
        }

        deinit {
            g_object_unref(UnsafeMutableRawPointer(pointer))
        }

        var unknownGlyphCount: Int { Int(pango_layout_get_unknown_glyphs_count(pointer)) }
        var lineCount: Int { Int(pango_layout_get_line_count(pointer)) }

        /// Of the lines; with `ink`, of what is black.
        func extents(ink: Bool = false) -> (x: Double, y: Double, width: Double, height: Double) {
            var rectangle = PangoRectangle()
            if ink {
                pango_layout_get_extents(pointer, &rectangle, nil)
            } else {
                pango_layout_get_extents(pointer, nil, &rectangle)
            }
            let scale = Double(PANGO_SCALE)
            return (
                Double(rectangle.x) / scale, Double(rectangle.y) / scale, Double(rectangle.width) / scale,
                Double(rectangle.height) / scale
            )
        }

        var lastLineWidth: Double {
            var rectangle = PangoRectangle()
            let last = pango_layout_get_line_readonly(pointer, Int32(lineCount - 1))
            pango_layout_line_get_extents(last, nil, &rectangle)
            return Double(rectangle.width) / Double(PANGO_SCALE)
        }
    }

    init(width: Double, fonts: Fonts, language: Language) {
        self.width = width
        self.fonts = fonts
        pango = pango_font_map_create_context(fonts.map)
        // Characters that are written differently here and there are drawn as this language has them.
        let tags: [Language: String] = [.simplifiedChinese: "zh-cn", .traditionalChinese: "zh-tw", .english: "en"]
        pango_context_set_language(pango, pango_language_from_string(tags[language]))
    }

    deinit {
        g_object_unref(UnsafeMutableRawPointer(pango))
    }

    func skip(_ points: Double) { height += points }

    /// A thin line over the whole width.
    func rule() {
        let (width, y) = (width, height + 4)
        strokes.append { cairo in
            cairo_set_line_width(cairo, 0.75)
            cairo_move_to(cairo, 0, y)
            cairo_line_to(cairo, width, y)
            cairo_stroke(cairo)
        }
        height += 8
    }

    // MARK: Text

    struct Font {
        var points: Double
        var isBold = false
    }

    /// Wrapped at words or, where one is too long, anywhere; a little smaller where that spares a line of its own for
    /// a character or two.
    func text(_ text: String, _ font: Font, _ alignment: SlipTemplate.Alignment) {
        let layout = wrapped(text, font, alignment)
        if layout.lineCount > 1, layout.lastLineWidth < width * Self.shortLineShare {
            for factor in Self.tighterFactors {
                let smaller = Font(points: font.points * factor, isBold: font.isBold)
                let tighter = wrapped(text, smaller, alignment)
                if tighter.lineCount < layout.lineCount { return show(tighter, at: 0) }
            }
        }
        show(layout, at: 0)
    }

    private static let shortLineShare = 0.3
    private static let tighterFactors = [0.96, 0.92, 0.88, 0.85]

    /// Behind its mark; wrapped lines begin under the first.
    func item(mark: String, _ text: String, _ font: Font) {
        let layout = wrapped(mark + text, font, .left)
        if !mark.isEmpty {
            let indent = self.layout(mark, font).extents().width
            pango_layout_set_indent(layout.pointer, Int32(-indent * Double(PANGO_SCALE)))
        }
        show(layout, at: 0)
        height += font.points * 0.25
    }

    /// The value on the right, whole; the name wraps beside it.
    func row(name: String, value: String, _ font: Font) {
        let valueWidth = min(layout(value, font).extents().width + 1, width * 0.7)
        let top = height
        show(wrapped(name, font, .left, width: width - valueWidth - font.points), at: 0)
        let nameBottom = height
        height = top
        show(wrapped(value, font, .right, width: valueWidth), at: width - valueWidth)
        height = max(height, nameBottom) + 2
    }

    /// Laid out at that size and drawn at another.
    static let numberPoints = 100.0

    /// One line whose ink is `inkHeight` high. Where that is too wide it is drawn narrower, down to two thirds, and only
    /// then lower: a digit is never lost.
    func number(_ text: String, height inkHeight: Double, isBold: Bool, _ alignment: SlipTemplate.Alignment) {
        let layout = layout(text, Font(points: Self.numberPoints, isBold: isBold))
        let ink = layout.extents(ink: true)
        guard ink.width > 0, ink.height > 0 else { return }
        let wanted = inkHeight / ink.height
        let fitting = width / ink.width
        let narrow = max(min(1, fitting / wanted), 2.0 / 3)
        let scale = min(wanted, fitting / narrow)
        let drawnWidth = ink.width * scale * narrow
        let left =
            switch alignment {
            case .left: 0.0
            case .center: (width - drawnWidth) / 2
            case .right: width - drawnWidth
            }
        let top = height
        strokes.append { [textLayer = fonts.textLayer] cairo in
            cairo_translate(cairo, left, top)
            cairo_scale(cairo, scale * narrow, scale)
            cairo_move_to(cairo, -ink.x, -ink.y)
            Self.draw(layout, on: cairo, textLayer)
        }
        height += ink.height * scale
    }

    private func show(_ layout: Layout, at left: Double) {
        let top = height
        strokes.append { [textLayer = fonts.textLayer] cairo in
            cairo_move_to(cairo, left, top)
            Self.draw(layout, on: cairo, textLayer)
        }
        height += layout.extents().height + 1
    }

    private static func draw(_ layout: Layout, on cairo: OpaquePointer, _ textLayer: TextLayer) {
        guard cairo_surface_get_type(cairo_get_target(cairo)) == CAIRO_SURFACE_TYPE_PDF else {
            return pango_cairo_show_layout(cairo, layout.pointer)
        }
        textLayer.put(layout.pointer, layout.text, on: cairo)
        pango_cairo_layout_path(cairo, layout.pointer)
        cairo_fill(cairo)
    }

    /// Whether every character has a glyph in some installed font.
    func canDraw(_ text: String) -> Bool {
        layout(text, Font(points: 11)).unknownGlyphCount == 0
    }

    private func wrapped(
        _ text: String, _ font: Font, _ alignment: SlipTemplate.Alignment, width: Double? = nil
    ) -> Layout {
        let layout = layout(text, font)
        pango_layout_set_width(layout.pointer, Int32((width ?? self.width) * Double(PANGO_SCALE)))
        pango_layout_set_wrap(layout.pointer, PANGO_WRAP_WORD_CHAR)
        pango_layout_set_alignment(layout.pointer, alignment.pango)
        return layout
    }

    private func layout(_ text: String, _ font: Font) -> Layout {
        // A range of numbers stays on one line: U+2060 allows no break.
        let layout = Layout(pango, text.replacing("–", with: "\u{2060}–\u{2060}"))
        let description = pango_font_description_new()
        pango_font_description_set_family(description, fonts.family)
        pango_font_description_set_absolute_size(description, font.points * Double(PANGO_SCALE))
        if font.isBold { pango_font_description_set_weight(description, PANGO_WEIGHT_BOLD) }
        pango_layout_set_font_description(layout.pointer, description)
        pango_font_description_free(description)
        return layout
    }

    // MARK: Tables

    /// Columns as wide as their shares, cells wrapped, thin lines around them; sums in bold.
    func grid(_ grid: PrintedGrid, _ font: Font) {
        let shares = grid.columns.reduce(0) { $0 + $1.width }
        guard shares > 0 else { return }
        let widths = grid.columns.map { width * Double($0.width) / Double(shares) }
        let headings = grid.columns.map { (text: $0.heading, alignment: SlipTemplate.Alignment.center) }
        gridRow(headings, widths, Font(points: font.points, isBold: true))
        for row in grid.rows {
            let cells = zip(row.cells, grid.columns).map { cell, column in
                (text: cell, alignment: column.isFigure ? SlipTemplate.Alignment.right : .left)
            }
            gridRow(cells, widths, Font(points: font.points, isBold: row.isTotal))
        }
    }

    private static let gridScale = 8.0

    private func gridRow(
        _ cells: [(text: String, alignment: SlipTemplate.Alignment)], _ widths: [Double], _ font: Font
    ) {
        let pad = font.points * 0.18
        let top = height
        var left = 0.0
        var bottom = top
        // Laid out large and drawn small: at a few points Pango rounds every glyph's place to the next.
        let large = Font(points: font.points * Self.gridScale, isBold: font.isBold)
        for (cell, width) in zip(cells, widths) {
            let room = max(1, width - 2 * pad) * Self.gridScale
            let layout = wrapped(cell.text, large, cell.alignment, width: room)
            let at = left + pad
            strokes.append { [textLayer = fonts.textLayer] cairo in
                cairo_translate(cairo, at, top + pad)
                cairo_scale(cairo, 1 / Self.gridScale, 1 / Self.gridScale)
                cairo_move_to(cairo, 0, 0)
                Self.draw(layout, on: cairo, textLayer)
            }
            bottom = max(bottom, top + 2 * pad + layout.extents().height / Self.gridScale)
            left += width
        }
        height = bottom
        strokes.append { cairo in
            cairo_set_line_width(cairo, 0.4)
            var x = 0.0
            for width in widths {
                cairo_rectangle(cairo, x, top, width, bottom - top)
                x += width
            }
            cairo_stroke(cairo)
        }
    }

    // MARK: Pictures

    func qr(_ code: QRCode, size wanted: Double) {
        let size = min(wanted, width)
        let module = size / Double(code.width + 2 * QRCode.quietModules)
        let left = (width - size) / 2 + module * Double(QRCode.quietModules)
        let top = height + module * Double(QRCode.quietModules)
        strokes.append { cairo in
            // Without smoothing: it would make the modules' edges grey.
            cairo_set_antialias(cairo, CAIRO_ANTIALIAS_NONE)
            for row in 0..<code.width {
                for column in 0..<code.width where code.isDark(column, row) {
                    cairo_rectangle(cairo, left + Double(column) * module, top + Double(row) * module, module, module)
                }
            }
            cairo_fill(cairo)
        }
        height += size
    }

    func picture(_ picture: Picture, height wanted: Double) {
        let scale = min(wanted / Double(picture.height), width / Double(picture.width))
        let (left, top) = ((width - Double(picture.width) * scale) / 2, height)
        strokes.append { cairo in
            cairo_translate(cairo, left, top)
            cairo_scale(cairo, scale, scale)
            cairo_set_source_surface(cairo, picture.surface, 0, 0)
            cairo_paint(cairo)
        }
        height += Double(picture.height) * scale + 2
    }

    /// Draws everything onto `target`, its top left corner at `left`, `top`.
    func draw(on target: OpaquePointer, left: Double, top: Double) {
        cairo_translate(target, left, top)
        cairo_set_source_rgb(target, 0, 0, 0)
        for stroke in strokes {
            cairo_save(target)
            stroke(target)
            cairo_restore(target)
        }
    }
}

extension SlipTemplate.Alignment {
    var pango: PangoAlignment {
        switch self {
        case .left: PANGO_ALIGN_LEFT
        case .center: PANGO_ALIGN_CENTER
        case .right: PANGO_ALIGN_RIGHT
        }
    }
}

/// A PNG file, decoded.
final class Picture {
    let surface: OpaquePointer
    var width: Int { Int(cairo_image_surface_get_width(surface)) }
    var height: Int { Int(cairo_image_surface_get_height(surface)) }

    private static let pixelsMax = 4096

    /// Throws what is wrong with it, for people.
    init(pngAt path: String) throws(Trouble) {
        guard FileManager.default.isReadableFile(atPath: path) else {
            throw Trouble(description: "\(path) cannot be read, or is not there")
        }
        surface = cairo_image_surface_create_from_png(path)
        guard cairo_surface_status(surface) == CAIRO_STATUS_SUCCESS else {
            cairo_surface_destroy(surface)
            throw Trouble(description: "\(path) is no PNG picture")
        }
        guard (1...Self.pixelsMax).contains(width), (1...Self.pixelsMax).contains(height) else {
            cairo_surface_destroy(surface)
            throw Trouble(description: "\(path) is larger than \(Self.pixelsMax) × \(Self.pixelsMax) pixels")
        }
    }

    struct Trouble: Error {
        let description: String
    }

    deinit {
        cairo_surface_destroy(surface)
    }
}
