import CPango
import Foundation
import HallCore
import HallFiles
import HallTestSupport
import HallWire
import Testing

@testable import HallPeripherals

/// Every document, width and language, held to a picture that somebody has looked at.
/// `HALL_GOLDEN=update swift test --filter GoldenSlips` draws them anew.
@Suite struct GoldenSlips {
    private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("Golden")
    private static let isUpdating = ProcessInfo.processInfo.environment["HALL_GOLDEN"] == "update"
    private static let renderer = SlipRenderer()
    private static let settings: SlipSettings = {
        var settings = try! HallFile(parsing: HallFile.defaultText, phrases: Texts.paperPhrases).slips
        // The same on every machine, whatever else is installed.
        settings.font = SlipSettings.Named(name: "WenQuanYi Micro Hei", line: 0)
        return settings
    }()

    struct Slip: Sendable, CustomTestStringConvertible {
        var name: String
        var kind: DocumentKind
        var language: Language
        var width = 80
        var change: @Sendable (inout DocumentContent) -> Void = { _ in }

        var testDescription: String { name }

        var document: Document {
            let (kind, change) = (kind, change)
            return Document(kind: kind, language: language, name: name) { language in
                var content = SampleDocuments.content(kind, language)
                change(&content)
                return content
            }
        }

        var printer: PrinterProfile {
            var printer = PrinterProfile()
            printer.format = .png
            printer.dotsPerInch = 90
            (printer.widthMillimetres, printer.printableMillimetres) = width == 58 ? (58, 48) : (80, 72)
            return printer
        }
    }

    static let slips: [Slip] = Language.allCases.flatMap { language -> [Slip] in
        let rolls = [58, 80].flatMap { width -> [Slip] in
            func slip(
                _ kind: DocumentKind, _ variant: String = "",
                _ change: @escaping @Sendable (inout DocumentContent) -> Void = { _ in }
            ) -> Slip {
                let name = "\(kind.rawValue)\(variant.isEmpty ? "" : "-" + variant)-\(width)-\(language.rawValue)"
                return Slip(name: name, kind: kind, language: language, width: width, change: change)
            }
            return [
                slip(.ticket), slip(.ticket, "large") { $0["largePrint"] = "large" },
                slip(.ticket, "copy") { $0["copy"] = "copy" }, slip(.materials), slip(.acceptance), slip(.denial),
                slip(.closing),
            ]
        }
        let sheets = [DocumentKind.plate, .poster, .report].map { kind in
            Slip(name: "\(kind.rawValue)-\(language.rawValue)", kind: kind, language: language)
        }
        return rolls + sheets
    }

    @Test(arguments: slips)
    func looksAsItDid(slip: Slip) throws {
        let png = Data(try Self.renderer.output(of: slip.document, Self.settings, slip.printer).bytes)
        let file = Self.folder.appendingPathComponent("\(slip.name).png")
        let directory = try TemporaryDirectory()
        try png.write(to: URL(fileURLWithPath: directory.path("now.png")))
        let now = try Pixels(pngAt: directory.path("now.png"))
        if Self.isUpdating { return now.write(to: file.path) }
        let golden = try Pixels(pngAt: file.path)
        let difference = now.difference(from: golden)
        #expect(difference < 0.01, "\(slip.name) differs from Golden/\(slip.name).png by \(difference)")
    }

    @Test func everyGoldenPictureIsOfASlip() throws {
        let found = try FileManager.default.contentsOfDirectory(atPath: Self.folder.path).sorted()
        #expect(found == Self.slips.map { $0.name + ".png" }.sorted())
    }

    /// At least 15 mm high, whatever the roll and however long the number.
    @Test(arguments: [58, 80], ["A001", "A1000", "W9999"])
    func theNumberIsReadableAtArmsLength(width: Int, number: String) throws {
        let slip = Slip(name: "x", kind: .ticket, language: .simplifiedChinese, width: width) { content in
            for field in ["hall", "service", "ahead", "high", "windows", "missed", "qr", "link", "checkCode"] {
                content[field] = nil
            }
            content["number"] = number
        }
        var printer = slip.printer
        printer.dotsPerInch = 254
        var settings = Self.settings
        let alone = "[[block]]\nnumber = \"{number}\"\nheight_mm = 16\n"
        let directory = try TemporaryDirectory()
        try FileManager.default.createDirectory(atPath: directory.path("slips"), withIntermediateDirectories: true)
        try alone.write(toFile: directory.path("slips/ticket.toml"), atomically: true, encoding: .utf8)
        settings.templates = try SlipTemplates(besideHallFileIn: directory.path, phrases: Texts.paperPhrases)
        let png = Data(try Self.renderer.output(of: slip.document, settings, printer).bytes)
        try png.write(to: URL(fileURLWithPath: directory.path("number.png")))
        let (ink, page) = try Pixels(pngAt: directory.path("number.png")).ink()
        #expect(Double(ink.height) / 10 >= 15, "\(ink.height) tenths of a millimetre")
        #expect(ink.width <= page.width)
        #expect(ink.left > 0 && ink.left + ink.width < page.width, "not a digit is cut")
    }
}

/// A picture's brightness.
private struct Pixels {
    let width: Int
    let height: Int
    private let grey: [UInt8]

    struct Unreadable: Error {
        let path: String
    }

    init(pngAt path: String) throws {
        let surface = cairo_image_surface_create_from_png(path)
        defer { cairo_surface_destroy(surface) }
        guard cairo_surface_status(surface) == CAIRO_STATUS_SUCCESS, let bytes = cairo_image_surface_get_data(surface)
        else { throw Unreadable(path: path) }
        width = Int(cairo_image_surface_get_width(surface))
        height = Int(cairo_image_surface_get_height(surface))
        let stride = Int(cairo_image_surface_get_stride(surface))
        var grey: [UInt8] = []
        for row in 0..<height {
            for column in 0..<width { grey.append(bytes[row * stride + column * 4 + 1]) }
        }
        self.grey = grey
    }

    /// In sixteen greys, which is enough to compare and a quarter of the size.
    func write(to path: String) {
        let surface = cairo_image_surface_create(CAIRO_FORMAT_A8, Int32(width), Int32(height))
        defer { cairo_surface_destroy(surface) }
        let stride = Int(cairo_image_surface_get_stride(surface))
        let bytes = cairo_image_surface_get_data(surface)!
        for row in 0..<height {
            for column in 0..<width {
                bytes[row * stride + column] = UInt8(min(255, (Int(grey[row * width + column]) + 8) / 17 * 17))
            }
        }
        cairo_surface_mark_dirty(surface)
        cairo_surface_write_to_png(surface, path)
    }

    /// The mean difference of brightness, 0 to 1; 1 for pictures of different sizes.
    func difference(from other: Pixels) -> Double {
        guard width == other.width, abs(height - other.height) <= 4 else { return 1 }
        let count = min(grey.count, other.grey.count)
        let sum = (0..<count).reduce(0) { $0 + abs(Int(grey[$1]) - Int(other.grey[$1])) }
        return Double(sum) / Double(count) / 255
    }

    func ink() -> (ink: (left: Int, width: Int, height: Int), page: (width: Int, height: Int)) {
        var (left, right, top, bottom) = (width, 0, height, 0)
        for row in 0..<height {
            for column in 0..<width where grey[row * width + column] < 128 {
                (left, right) = (min(left, column), max(right, column))
                (top, bottom) = (min(top, row), max(bottom, row))
            }
        }
        return ((left, right - left + 1, bottom - top + 1), (width, height))
    }
}
