import CPango
import FoundationEssentials
import HallCore
import HallFiles

/// The fonts that Pango and Cairo draw with. One for the daemon, used by one thread at a time: font maps are not to be
/// shared by threads, and each costs memory.
final class Fonts {
    let map: UnsafeMutablePointer<PangoFontMap>
    let family: String

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

/// A page that grows downwards: what is put on it is recorded first, because only then is its length known.
/// Lengths in points, 72 an inch.
final class Canvas {
    static let pointsPerMillimetre = 72 / 25.4

    let width: Double
    private(set) var height = 0.0
    private let fonts: Fonts
    private let recording: OpaquePointer
    private let cairo: OpaquePointer
    private let pango: OpaquePointer

    init(width: Double, fonts: Fonts, language: Language) {
        self.width = width
        self.fonts = fonts
        recording = cairo_recording_surface_create(CAIRO_CONTENT_COLOR_ALPHA, nil)
        cairo = cairo_create(recording)
        pango = pango_font_map_create_context(fonts.map)
        // Characters that are written differently here and there are drawn as this language has them.
        let tags: [Language: String] = [.simplifiedChinese: "zh-cn", .traditionalChinese: "zh-tw", .english: "en"]
        pango_context_set_language(pango, pango_language_from_string(tags[language]))
    }

    deinit {
        g_object_unref(UnsafeMutableRawPointer(pango))
        cairo_destroy(cairo)
        cairo_surface_destroy(recording)
    }

    func skip(_ points: Double) { height += points }

    /// A thin line over the whole width.
    func rule() {
        height += 4
        cairo_set_line_width(cairo, 0.75)
        cairo_move_to(cairo, 0, height)
        cairo_line_to(cairo, width, height)
        cairo_stroke(cairo)
        height += 4
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
        defer { g_object_unref(UnsafeMutableRawPointer(layout)) }
        let lines = pango_layout_get_line_count(layout)
        if lines > 1, lastLineWidth(of: layout) < width * Self.shortLineShare {
            for factor in Self.tighterFactors {
                var smaller = font
                smaller.points *= factor
                let tighter = wrapped(text, smaller, alignment)
                defer { g_object_unref(UnsafeMutableRawPointer(tighter)) }
                if pango_layout_get_line_count(tighter) < lines { return show(tighter, at: 0) }
            }
        }
        show(layout, at: 0)
    }

    private static let shortLineShare = 0.3
    private static let tighterFactors = [0.96, 0.92, 0.88, 0.85]

    private func wrapped(_ text: String, _ font: Font, _ alignment: SlipTemplate.Alignment) -> OpaquePointer {
        let layout = layout(text, font)
        pango_layout_set_width(layout, Int32(width * Double(PANGO_SCALE)))
        pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR)
        pango_layout_set_alignment(layout, alignment.pango)
        return layout
    }

    private func lastLineWidth(of layout: OpaquePointer) -> Double {
        let last = pango_layout_get_line_readonly(layout, pango_layout_get_line_count(layout) - 1)
        var size = PangoRectangle()
        pango_layout_line_get_extents(last, nil, &size)
        return Double(size.width) / Double(PANGO_SCALE)
    }

    /// Behind its mark; wrapped lines begin under the first.
    func item(mark: String, _ text: String, _ font: Font) {
        let layout = layout(mark + text, font)
        defer { g_object_unref(UnsafeMutableRawPointer(layout)) }
        pango_layout_set_width(layout, Int32(width * Double(PANGO_SCALE)))
        pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR)
        if !mark.isEmpty { pango_layout_set_indent(layout, Int32(-advance(of: mark, font) * Double(PANGO_SCALE))) }
        show(layout, at: 0)
        height += font.points * 0.25
    }

    /// The value on the right, whole; the name wraps beside it.
    func row(name: String, value: String, _ font: Font) {
        let valueWidth = min(advance(of: value, font), width * 0.7)
        let nameLayout = layout(name, font)
        let valueLayout = layout(value, font)
        defer {
            g_object_unref(UnsafeMutableRawPointer(nameLayout))
            g_object_unref(UnsafeMutableRawPointer(valueLayout))
        }
        pango_layout_set_width(nameLayout, Int32((width - valueWidth - font.points) * Double(PANGO_SCALE)))
        pango_layout_set_wrap(nameLayout, PANGO_WRAP_WORD_CHAR)
        pango_layout_set_width(valueLayout, Int32((valueWidth + 1) * Double(PANGO_SCALE)))
        pango_layout_set_wrap(valueLayout, PANGO_WRAP_WORD_CHAR)
        pango_layout_set_alignment(valueLayout, PANGO_ALIGN_RIGHT)
        let top = height
        show(nameLayout, at: 0)
        let nameBottom = height
        height = top
        show(valueLayout, at: width - valueWidth - 1)
        height = max(height, nameBottom) + 2
    }

    /// One line whose ink is `inkHeight` high. Where that is too wide it is drawn narrower, down to two thirds, and only
    /// then lower: a digit is never lost.
    func number(_ text: String, height inkHeight: Double, isBold: Bool, _ alignment: SlipTemplate.Alignment) {
        let trial = ink(of: text, Font(points: 100, isBold: isBold))
        guard trial.width > 0, trial.height > 0 else { return }
        let wanted = inkHeight / trial.height
        let fitting = width / trial.width
        let narrow = max(min(1, fitting / wanted), 2.0 / 3)
        let scale = min(wanted, fitting / narrow)
        let layout = layout(text, Font(points: 100, isBold: isBold))
        defer { g_object_unref(UnsafeMutableRawPointer(layout)) }
        let drawnWidth = trial.width * scale * narrow
        let left =
            switch alignment {
            case .left: 0.0
            case .center: (width - drawnWidth) / 2
            case .right: width - drawnWidth
            }
        cairo_save(cairo)
        cairo_translate(cairo, left, height)
        cairo_scale(cairo, scale * narrow, scale)
        cairo_move_to(cairo, -trial.x, -trial.y)
        pango_cairo_show_layout(cairo, layout)
        cairo_restore(cairo)
        height += trial.height * scale
    }

    private func show(_ layout: OpaquePointer, at left: Double) {
        var size = PangoRectangle()
        pango_layout_get_extents(layout, nil, &size)
        cairo_move_to(cairo, left, height)
        pango_cairo_show_layout(cairo, layout)
        height += Double(size.height) / Double(PANGO_SCALE) + 1
    }

    private func advance(of text: String, _ font: Font) -> Double {
        let layout = layout(text, font)
        defer { g_object_unref(UnsafeMutableRawPointer(layout)) }
        var size = PangoRectangle()
        pango_layout_get_extents(layout, nil, &size)
        return Double(size.width) / Double(PANGO_SCALE)
    }

    private func ink(of text: String, _ font: Font) -> (x: Double, y: Double, width: Double, height: Double) {
        let layout = layout(text, font)
        defer { g_object_unref(UnsafeMutableRawPointer(layout)) }
        var ink = PangoRectangle()
        pango_layout_get_extents(layout, &ink, nil)
        let scale = Double(PANGO_SCALE)
        return (Double(ink.x) / scale, Double(ink.y) / scale, Double(ink.width) / scale, Double(ink.height) / scale)
    }

    /// Whether every character has a glyph in some installed font.
    func canDraw(_ text: String) -> Bool {
        let layout = layout(text, Font(points: 11))
        defer { g_object_unref(UnsafeMutableRawPointer(layout)) }
        return pango_layout_get_unknown_glyphs_count(layout) == 0
    }

    private func layout(_ text: String, _ font: Font) -> OpaquePointer {
        let layout = pango_layout_new(pango)!
        let description = pango_font_description_new()
        pango_font_description_set_family(description, fonts.family)
        pango_font_description_set_absolute_size(description, font.points * Double(PANGO_SCALE))
        if font.isBold { pango_font_description_set_weight(description, PANGO_WEIGHT_BOLD) }
        pango_layout_set_font_description(layout, description)
        pango_font_description_free(description)
        pango_layout_set_text(layout, text, -1)
        return layout
    }

    // MARK: Pictures

    func qr(_ code: QRCode, size: Double) {
        let module = size / Double(code.width + 2 * QRCode.quietModules)
        let left = (width - size) / 2 + module * Double(QRCode.quietModules)
        let top = height + module * Double(QRCode.quietModules)
        // Without smoothing: its edges would make the modules grey.
        cairo_set_antialias(cairo, CAIRO_ANTIALIAS_NONE)
        for row in 0..<code.width {
            for column in 0..<code.width where code.isDark(column, row) {
                cairo_rectangle(cairo, left + Double(column) * module, top + Double(row) * module, module, module)
            }
        }
        cairo_fill(cairo)
        cairo_set_antialias(cairo, CAIRO_ANTIALIAS_DEFAULT)
        height += size
    }

    func picture(_ picture: Picture, height wanted: Double) {
        let scale = min(wanted / Double(picture.height), width / Double(picture.width))
        cairo_save(cairo)
        cairo_translate(cairo, (width - Double(picture.width) * scale) / 2, height)
        cairo_scale(cairo, scale, scale)
        cairo_set_source_surface(cairo, picture.surface, 0, 0)
        cairo_paint(cairo)
        cairo_restore(cairo)
        height += Double(picture.height) * scale + 2
    }

    /// Draws what was recorded onto `target`, its top left corner at `left`, `top`.
    func draw(on target: OpaquePointer, left: Double, top: Double) {
        cairo_set_source_surface(target, recording, left, top)
        cairo_paint(target)
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
        surface = cairo_image_surface_create_from_png(path)
        let status = cairo_surface_status(surface)
        guard status == CAIRO_STATUS_SUCCESS else {
            cairo_surface_destroy(surface)
            throw Trouble(description: "\(path) is no PNG picture: \(String(cString: cairo_status_to_string(status)))")
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
