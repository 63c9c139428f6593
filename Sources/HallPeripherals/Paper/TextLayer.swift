import CPango

/// What a PDF says, behind what it shows: text that programs can read, find and speak.
///
/// PDFs show outlines. Cairo 1.16, Debian 12's, cuts OpenType (CFF) fonts down to the glyphs that are used and breaks
/// some on the way: of Noto Sans CJK 如 is a box on paper. Outlines are always right, smaller than a font, and made
/// without reading all of it. The text is in a font of its own, whose every glyph is a speck, white on white.
final class TextLayer {
    private let face: OpaquePointer
    /// Of every glyph, in em: where a font tells no height, poppler takes twice that for it.
    private static let advance = 0.5

    init() {
        face = cairo_user_font_face_create()
        cairo_user_font_face_set_unicode_to_glyph_func(face) { _, character, glyph in
            glyph?.pointee = UInt(character)
            return CAIRO_STATUS_SUCCESS
        }
        cairo_user_font_face_set_render_glyph_func(face) { _, _, cairo, extents in
            // A glyph without ink would be left out.
            cairo_rectangle(cairo, 0, 0, 0.01, 0.01)
            cairo_fill(cairo)
            extents?.pointee.x_advance = TextLayer.advance
            return CAIRO_STATUS_SUCCESS
        }
    }

    deinit {
        cairo_font_face_destroy(face)
    }

    /// The current point is the layout's top left corner. Each line is as wide as what is seen of it.
    func put(_ layout: OpaquePointer, _ text: String, on cairo: OpaquePointer) {
        var (left, top) = (0.0, 0.0)
        cairo_get_current_point(cairo, &left, &top)
        let bytes = Array(text.utf8)
        cairo_save(cairo)
        cairo_set_font_face(cairo, face)
        cairo_set_source_rgb(cairo, 1, 1, 1)
        let lines = pango_layout_get_iter(layout)
        repeat {
            guard let line = pango_layout_iter_get_line_readonly(lines)?.pointee else { break }
            let range = Int(line.start_index)..<Int(line.start_index + line.length)
            let words = String(decoding: bytes[range], as: UTF8.self).filter { $0 != "\u{2060}" }
            guard !words.isEmpty else { continue }
            var extents = PangoRectangle()
            pango_layout_iter_get_line_extents(lines, nil, &extents)
            let scale = Double(PANGO_SCALE)
            var matrix = cairo_matrix_t()
            cairo_matrix_init_scale(
                &matrix, Double(extents.width) / scale / Double(words.unicodeScalars.count) / Self.advance,
                Double(extents.height) / scale)
            cairo_set_font_matrix(cairo, &matrix)
            cairo_move_to(
                cairo, left + Double(extents.x) / scale,
                top + Double(pango_layout_iter_get_baseline(lines)) / scale)
            cairo_show_text(cairo, words)
        } while pango_layout_iter_next_line(lines) != 0
        pango_layout_iter_free(lines)
        cairo_restore(cairo)
        cairo_move_to(cairo, left, top)
    }
}
