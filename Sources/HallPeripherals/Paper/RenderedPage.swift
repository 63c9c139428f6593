import CCUPS
import CPango
import FoundationEssentials

/// A page of known size with everything on it, ready for each way out.
final class RenderedPage {
    let widthMillimetres: Int
    let heightMillimetres: Int
    private let canvas: Canvas
    private let left: Double
    private let top: Double

    init(_ canvas: Canvas, widthMillimetres: Int, heightMillimetres: Int, left: Double, top: Double) {
        self.canvas = canvas
        self.widthMillimetres = widthMillimetres
        self.heightMillimetres = heightMillimetres
        self.left = left
        self.top = top
    }

    private var widthPoints: Double { Double(widthMillimetres) * Canvas.pointsPerMillimetre }
    private var heightPoints: Double { Double(heightMillimetres) * Canvas.pointsPerMillimetre }

    func pdf() -> Data {
        let bytes = ByteSink()
        let surface = cairo_pdf_surface_create_for_stream(
            ByteSink.write, Unmanaged.passUnretained(bytes).toOpaque(), widthPoints, heightPoints)
        let target = cairo_create(surface)
        canvas.draw(on: target!, left: left, top: top)
        cairo_destroy(target)
        cairo_surface_finish(surface)
        cairo_surface_destroy(surface)
        return bytes.data
    }

    func png(dotsPerInch: Int) -> Data {
        let bytes = ByteSink()
        let surface = image(dotsPerInch, ofWholePage: true)
        cairo_surface_write_to_png_stream(surface, ByteSink.write, Unmanaged.passUnretained(bytes).toOpaque())
        cairo_surface_destroy(surface)
        return bytes.data
    }

    /// Black dots where a roll printer's head reaches.
    func bitmap(dotsPerInch: Int) -> Bitmap {
        let surface = image(dotsPerInch, ofWholePage: false)
        defer { cairo_surface_destroy(surface) }
        let grey = GreyPixels(surface)
        return Bitmap(width: grey.width, height: grey.height) { column, row in grey[column, row] < 160 }
    }

    /// White paper with the page on it.
    private func image(_ dotsPerInch: Int, ofWholePage whole: Bool) -> OpaquePointer {
        let scale = Double(dotsPerInch) / 72
        let width = whole ? widthPoints : canvas.width
        let surface = cairo_image_surface_create(
            CAIRO_FORMAT_RGB24, Int32(Bitmap.wholeBytes(width * scale)), Int32((heightPoints * scale).rounded()))!
        let target = cairo_create(surface)!
        cairo_set_source_rgb(target, 1, 1, 1)
        cairo_paint(target)
        cairo_scale(target, scale, scale)
        canvas.draw(on: target, left: whole ? left : 0, top: top)
        cairo_destroy(target)
        cairo_surface_flush(surface)
        return surface
    }

    /// PWG Raster (PWG 5102.4), one page in 8-bit grey, by libcups.
    func pwgRaster(dotsPerInch: Int) -> Data? {
        let surface = image(dotsPerInch, ofWholePage: true)
        defer { cairo_surface_destroy(surface) }
        let grey = GreyPixels(surface)
        var header = cups_page_header2_t()
        let media = pwgMediaForSize(Int32(widthMillimetres * 100), Int32(heightMillimetres * 100))
        guard cupsRasterInitPWGHeader(&header, media, "sgray_8", Int32(dotsPerInch), Int32(dotsPerInch), nil, nil) == 1
        else { return nil }
        (header.cupsWidth, header.cupsHeight) = (UInt32(grey.width), UInt32(grey.height))
        header.cupsBytesPerLine = UInt32(grey.width)
        let bytes = ByteSink()
        let context = Unmanaged.passUnretained(bytes).toOpaque()
        guard let raster = cupsRasterOpenIO(ByteSink.writeRaster, context, CUPS_RASTER_WRITE_PWG) else { return nil }
        // It writes to the sink until it is closed.
        defer { withExtendedLifetime(bytes) { cupsRasterClose(raster) } }
        guard cupsRasterWriteHeader2(raster, &header) == 1 else { return nil }
        for row in 0..<grey.height {
            var line = grey.row(row)
            guard cupsRasterWritePixels(raster, &line, header.cupsBytesPerLine) == header.cupsBytesPerLine else {
                return nil
            }
        }
        return bytes.data
    }
}

/// Where C libraries write to.
private final class ByteSink {
    var data = Data()

    static let write: @convention(c) (UnsafeMutableRawPointer?, UnsafePointer<UInt8>?, UInt32) -> cairo_status_t = {
        closure, chunk, length in
        Unmanaged<ByteSink>.fromOpaque(closure!).takeUnretainedValue().data.append(chunk!, count: Int(length))
        return CAIRO_STATUS_SUCCESS
    }

    static let writeRaster: @convention(c) (UnsafeMutableRawPointer?, UnsafeMutablePointer<UInt8>?, Int) -> Int = {
        closure, chunk, length in
        Unmanaged<ByteSink>.fromOpaque(closure!).takeUnretainedValue().data.append(chunk!, count: length)
        return length
    }
}

/// An RGB picture's brightness, by ITU-R BT.601.
private struct GreyPixels {
    let width: Int
    let height: Int
    private let stride: Int
    private let bytes: UnsafeMutablePointer<UInt8>

    init(_ surface: OpaquePointer) {
        width = Int(cairo_image_surface_get_width(surface))
        height = Int(cairo_image_surface_get_height(surface))
        stride = Int(cairo_image_surface_get_stride(surface))
        bytes = cairo_image_surface_get_data(surface)
    }

    subscript(column: Int, row: Int) -> UInt8 {
        let pixel = bytes + row * stride + column * 4
        let (blue, green, red) = (Int(pixel[0]), Int(pixel[1]), Int(pixel[2]))
        let weighed: Int = 114 * blue + 587 * green + 299 * red
        return UInt8(weighed / 1000)
    }

    func row(_ row: Int) -> [UInt8] { (0..<width).map { self[$0, row] } }
}

/// One bit a dot, rows padded to whole bytes, the leftmost dot the highest bit: as printers take pictures.
struct Bitmap: Sendable, Equatable {
    let width: Int
    let height: Int
    private(set) var bytes: [UInt8]

    var bytesPerRow: Int { (width + 7) / 8 }

    init(width: Int, height: Int, isBlack: (Int, Int) -> Bool) {
        self.width = width
        self.height = height
        bytes = [UInt8](repeating: 0, count: (width + 7) / 8 * height)
        for row in 0..<height {
            for column in 0..<width where isBlack(column, row) {
                bytes[row * bytesPerRow + column / 8] |= 0x80 >> UInt8(column % 8)
            }
        }
    }

    /// The nearest width of whole bytes: 48 mm at 203 dpi are 384 dots.
    static func wholeBytes(_ dots: Double) -> Int { max(8, Int((dots / 8).rounded()) * 8) }

    func rows(_ range: Range<Int>) -> ArraySlice<UInt8> {
        bytes[range.lowerBound * bytesPerRow..<range.upperBound * bytesPerRow]
    }
}
