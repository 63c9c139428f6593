import HallCore
import HallFiles
import HallWire

/// A document as its template lays it out: what stands under what, before anybody knows how long a line is.
struct ComposedDocument: Sendable, Equatable {
    enum Block: Sendable, Equatable {
        case text(String, Style)
        /// One line, as high as this: never cut, never wrapped.
        case number(String, heightMillimetres: Double, Style)
        case qr(String, sizeMillimetres: Double)
        case logo(heightMillimetres: Double)
        case rule
        case space(millimetres: Double)
        /// Behind a mark, wrapped lines under the first.
        case item(mark: String, String, Style)
        case row(name: String, value: String, Style)
        case grid(PrintedGrid, Style)
    }

    struct Style: Sendable, Equatable {
        var points: Double
        var isBold = false
        var alignment = SlipTemplate.Alignment.center
    }

    let kind: DocumentKind
    let language: Language
    let sheet: SlipTemplate.Sheet?
    let blocks: [Block]

    /// Of all characters, each as wide as it is high: 45,000 of 11 points. More is a mistake in a template, which names a
    /// field over and over. Laying it out would take gigabytes; and at 2,000,000 in one block Pango's 32 bits overflow, and
    /// the paper would lack it.
    private static let textPointsMax = 500_000.0

    var fault: PrintFailure? {
        guard blocks.reduce(0, { $0 + $1.textPoints }) > Self.textPointsMax else { return nil }
        return PrintFailure(
            trouble: .other, detail: "\(kind.rawValue): more text than fits on any paper; see its template")
    }

    /// Of large print.
    private static let largeFactor = 1.45
    private static let largeNumberFactor = 1.25

    init(_ content: DocumentContent, by template: SlipTemplate) {
        kind = content.kind
        language = content.language
        sheet = template.sheet
        let factor = content.isLargePrint ? Self.largeFactor : 1
        blocks = template.blocks.flatMap { block -> [Block] in
            guard block.when.allSatisfy(content.has), !block.unless.contains(where: content.has) else { return [] }
            let style = Style(points: block.points * factor, isBold: block.isBold, alignment: block.alignment)
            return Self.blocks(block.content, content, style)
        }
    }

    private static func blocks(
        _ block: SlipTemplate.Content, _ content: DocumentContent, _ style: Style
    ) -> [Block] {
        switch block {
        case .text(let text): [.text(content.filled(text[content.language]), style)]
        case .phrase(let name): [.text(content.filled(Texts.paper[name]?(content.wire) ?? ""), style)]
        case .number(let text, let height):
            [
                .number(
                    content.filled(text[content.language]),
                    heightMillimetres: height * (content.isLargePrint ? largeNumberFactor : 1), style)
            ]
        case .qr(let field, let size): [.qr(content.text(field), sizeMillimetres: size)]
        case .logo(let height): [.logo(heightMillimetres: height)]
        case .rule: [.rule]
        case .space(let millimetres): [.space(millimetres: millimetres)]
        case .list(let field, let mark): content.list(field).map { .item(mark: mark, $0, style) }
        case .grid(let field): content.grid(field).map { [.grid($0, style)] } ?? []
        case .table(let field): content.table(field).map { .row(name: $0.name, value: $0.value, style) }
        }
    }
}

extension ComposedDocument.Block {
    /// Of what a template writes; a grid is as large as its figures.
    fileprivate var textPoints: Double {
        switch self {
        case .text(let text, let style): Double(text.count) * style.points
        case .number(let text, _, _): Double(text.count) * Canvas.numberPoints
        case .qr(let text, _): Double(text.count)
        case .item(let mark, let text, let style): Double(mark.count + text.count) * style.points
        case .row(let name, let value, let style): Double(name.count + value.count) * style.points
        case .logo, .rule, .space, .grid: 0
        }
    }
}
