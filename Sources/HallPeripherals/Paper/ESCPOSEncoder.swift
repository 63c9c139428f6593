import CHallPlatform
import HallCore
import HallFiles

/// A composed document as ESC/POS, with the printer's own fonts. Each command is named as Epson's reference has it.
struct ESCPOSEncoder {
    let printer: PrinterProfile
    let logo: Bitmap?
    private var bytes: [UInt8] = []
    /// Characters that the printer's code page does not have.
    private(set) var lostCharacters = 0

    /// Font A: 12 × 24 dots; a Chinese character is 24 × 24.
    private static let columnDots = 12
    private static let lineDots = 24
    /// Of a line of font A, what a digit's ink takes.
    private static let inkShare = 0.8
    private static let pointsPerLine = 11.0
    private static let multiplierMax = 8

    init(_ printer: PrinterProfile, logo: Bitmap? = nil) {
        self.printer = printer
        self.logo = logo
    }

    private var dots: Int { printer.printableDots }
    private var columns: Int { dots / Self.columnDots }

    // MARK: The whole slip

    /// GS a 14: tells changes of online state, errors and paper.
    static let tellAutomatically: [UInt8] = [0x1D, 0x61, 0x0E]

    /// After a slip that was cut off the printer may still wait for the dots of a picture, or for a QR code's text: zeros,
    /// which are white, and which printers ignore where they wait for nothing.
    static func padding(for printer: PrinterProfile) -> [UInt8] {
        let drawsPictures = printer.format == .raster || printer.escpos.qrCode == .raster
        let band = printer.escpos.bandDots * printer.printableDots / 8
        return [UInt8](repeating: 0, count: drawsPictures ? band : textPaddingBytes)
    }

    private static let textPaddingBytes = 256

    private mutating func begin() {
        bytes = printer.escpos.start
        // Initialising forgets it.
        if printer.escpos.status == .automatic { bytes += Self.tellAutomatically }
    }

    mutating func text(_ document: ComposedDocument) -> [UInt8] {
        begin()
        // FS &: two bytes are one Chinese character.
        bytes += [0x1C, 0x26]
        for block in document.blocks { put(block) }
        end()
        return bytes
    }

    mutating func raster(_ bitmap: Bitmap) -> [UInt8] {
        begin()
        picture(bitmap)
        end()
        return bytes
    }

    private mutating func end() {
        style(1, 1, isBold: false, .left)
        feed(millimetres: Double(printer.escpos.feedMillimetres))
        bytes += printer.escpos.cut
    }

    private mutating func put(_ block: ComposedDocument.Block) {
        switch block {
        case .text(let text, let style): lines(text, style)
        case .number(let text, let height, let style): number(text, height, style)
        case .qr(let text, let size): qr(text, size)
        case .logo: if let logo { picture(logo) }
        case .rule:
            style(1, 1, isBold: false, .left)
            bytes += [UInt8](repeating: UInt8(ascii: "-"), count: columns) + [0x0A]
        case .space(let millimetres): feed(millimetres: millimetres)
        case .item(let mark, let text, let style): item(mark, text, style)
        case .row(let name, let value, let style): row(name, value, style)
        // No roll is wide enough: the figures of a row follow each other.
        case .grid(let grid, let style):
            for row in grid.rows { lines(row.cells.filter { !$0.isEmpty }.joined(separator: " "), style) }
        }
    }

    // MARK: Text

    /// A printer's letters grow in whole steps: above 12.5 points twice as high, above 15.5 twice as wide too, so that
    /// all of large print is larger than the rest.
    private func multiples(_ points: Double) -> (wide: Int, high: Int) {
        if points <= 12.5 { return (1, 1) }
        if points <= 15.5 { return (1, 2) }
        let size = min(Self.multiplierMax, max(2, Int((points / Self.pointsPerLine).rounded())))
        return (size, size)
    }

    private mutating func lines(_ text: String, _ look: ComposedDocument.Style) {
        let (wide, high) = multiples(look.points)
        style(wide, high, isBold: look.isBold, look.alignment)
        for line in TextColumns.wrapped(text, columns: columns / wide) { self.line(line) }
    }

    private mutating func item(_ mark: String, _ text: String, _ look: ComposedDocument.Style) {
        let (wide, high) = multiples(look.points)
        style(wide, high, isBold: look.isBold, .left)
        let markColumns = TextColumns.width(of: mark)
        let indent = String(repeating: " ", count: markColumns)
        for (index, line) in TextColumns.wrapped(text, columns: columns / wide - markColumns).enumerated() {
            self.line((index == 0 ? mark : indent) + line)
        }
    }

    /// The value at the end of the name's last line, or of one of its own.
    private mutating func row(_ name: String, _ value: String, _ look: ComposedDocument.Style) {
        let (wide, high) = multiples(look.points)
        let room = max(2, columns / wide)
        style(wide, high, isBold: look.isBold, .left)
        var names = TextColumns.wrapped(name, columns: room)
        let last = names.removeLast()
        for line in names { self.line(line) }
        let gap = room - TextColumns.width(of: last) - TextColumns.width(of: value)
        if gap >= 1 {
            line(last + String(repeating: " ", count: gap) + value)
        } else {
            line(last)
            for part in TextColumns.wrapped(value, columns: room) {
                line(String(repeating: " ", count: max(0, room - TextColumns.width(of: part))) + part)
            }
        }
    }

    /// As high as wanted and as wide as fits; where even the narrowest is too wide, lower.
    private mutating func number(_ text: String, _ millimetres: Double, _ look: ComposedDocument.Style) {
        let wanted = millimetres / 25.4 * Double(printer.dotsPerInch)
        let high = Int((wanted / Double(Self.lineDots) / Self.inkShare).rounded(.up))
        let width = TextColumns.width(of: text)
        let high8 = min(Self.multiplierMax, max(1, high))
        let wide = min(high8, max(1, columns / max(1, width)))
        style(wide, high8, isBold: true, look.alignment)
        for line in TextColumns.wrapped(text, columns: columns / wide) { self.line(line) }
    }

    private mutating func line(_ text: String) {
        let (encoded, lost) = printer.escpos.codePage.encoded(text)
        bytes += encoded + [0x0A]
        lostCharacters += lost
    }

    /// GS !: the size, wide and high 1 to 8 times; ESC E: bold; ESC a: alignment.
    private mutating func style(_ wide: Int, _ high: Int, isBold: Bool, _ alignment: SlipTemplate.Alignment) {
        let place: UInt8 =
            switch alignment {
            case .left: 0
            case .center: 1
            case .right: 2
            }
        bytes += [0x1B, 0x61, place, 0x1B, 0x45, isBold ? 1 : 0, 0x1D, 0x21, UInt8((wide - 1) << 4 | (high - 1))]
    }

    // MARK: Dots

    /// ESC J, in dots.
    private mutating func feed(millimetres: Double) {
        var rest = Int((millimetres / 25.4 * Double(printer.dotsPerInch)).rounded())
        while rest > 0 {
            bytes += [0x1B, 0x4A, UInt8(min(rest, 255))]
            rest -= 255
        }
    }

    /// GS v 0, band by band.
    private mutating func picture(_ bitmap: Bitmap) {
        style(1, 1, isBold: false, .center)
        var row = 0
        while row < bitmap.height {
            let end = min(bitmap.height, row + printer.escpos.bandDots)
            bytes += [0x1D, 0x76, 0x30, 0x00] + bitmap.bytesPerRow.littleEndian16 + (end - row).littleEndian16
            bytes += bitmap.rows(row..<end)
            row = end
        }
    }

    /// GS ( k, functions 165 to 181, or a picture.
    private mutating func qr(_ text: String, _ millimetres: Double) {
        guard let code = QRCode(text) else { return }
        let dots = millimetres / 25.4 * Double(printer.dotsPerInch)
        let fitting = min(Int(dots), self.dots) / (code.width + 2 * QRCode.quietModules)
        let module = max(1, min(16, max(3, fitting), self.dots / (code.width + 2 * QRCode.quietModules)))
        guard printer.escpos.qrCode == .native else {
            let side = (code.width + 2 * QRCode.quietModules) * module
            return picture(
                Bitmap(width: side, height: side) { column, row in
                    let (x, y) = (column / module - QRCode.quietModules, row / module - QRCode.quietModules)
                    return (0..<code.width).contains(x) && (0..<code.width).contains(y) && code.isDark(x, y)
                })
        }
        style(1, 1, isBold: false, .center)
        func function(_ bytes: [UInt8]) -> [UInt8] { [0x1D, 0x28, 0x6B] + bytes.count.littleEndian16 + bytes }
        bytes += function([0x31, 0x41, 0x32, 0x00])
        bytes += function([0x31, 0x43, UInt8(module)])
        bytes += function([0x31, 0x45, 0x31])
        bytes += function([0x31, 0x50, 0x30] + Array(text.utf8))
        bytes += function([0x31, 0x51, 0x30])
    }
}

extension PrinterProfile {
    /// 384 for 48 mm at 203 dpi, 576 for 72.
    var printableDots: Int { Bitmap.wholeBytes(Double(printableMillimetres) / 25.4 * Double(dotsPerInch)) }
}

extension Int {
    fileprivate var littleEndian16: [UInt8] { [UInt8(self & 0xFF), UInt8(self >> 8 & 0xFF)] }
}

extension ESCPOSProfile.CodePage {
    /// 〓, which typesetters put for a character they do not have.
    private static let substitute: [CChar] = [0xA1, 0xFE, 0].map { CChar(bitPattern: $0) }

    /// Control characters are dropped: what a person typed is no command.
    func encoded(_ text: String) -> (bytes: [UInt8], lost: Int) {
        let printable = String(
            String.UnicodeScalarView(
                text.unicodeScalars.filter { $0.properties.generalCategory != .control }
                    .map { TextColumns.plain[$0] ?? $0 }))
        let length = printable.utf8.count
        var output = [CChar](repeating: 0, count: 4 * length + 4)
        var lost: Int32 = 0
        let count = hall_convert(
            rawValue, printable, Int64(length), Self.substitute, &output, Int64(output.count), &lost)
        return (output.prefix(Int(max(0, count))).map { UInt8(bitPattern: $0) }, Int(lost))
    }
}

/// Lines of a printer whose Chinese characters are two columns wide.
enum TextColumns {
    static func width(of text: String) -> Int { text.unicodeScalars.reduce(0) { $0 + width(of: $1) } }

    private static func width(of scalar: Unicode.Scalar) -> Int {
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .enclosingMark, .format, .control: 0
        default: scalar.isASCII || plain[scalar] != nil ? 1 : 2
        }
    }

    /// What printers' fonts show two columns wide, or not at all.
    static let plain: [Unicode.Scalar: Unicode.Scalar] = ["–": "-", "‘": "'", "’": "'"]

    /// Broken between Chinese characters and at spaces; a word that is too long for a line, anywhere.
    static func wrapped(_ text: String, columns: Int) -> [String] {
        let room = max(2, columns)
        var lines: [String] = []
        var line = ""
        for word in words(of: text) {
            if width(of: line) + width(of: word) <= room {
                line += word
                continue
            }
            if !line.isEmpty { lines.append(line) }
            line = String(word.drop { $0 == " " })
            while width(of: line) > room {
                let head = prefix(of: line, columns: room)
                lines.append(head)
                line = String(line.dropFirst(head.count))
            }
        }
        if !line.isEmpty || lines.isEmpty { lines.append(line) }
        return lines.map { line in
            var line = line
            while line.last == " " { line.removeLast() }
            return line
        }
    }

    private static func prefix(of text: String, columns: Int) -> String {
        var head = ""
        for character in text {
            // One at least, however wide: what never gets smaller never ends.
            if !head.isEmpty, width(of: head) + width(of: String(character)) > columns { break }
            head.append(character)
        }
        return head
    }

    private static let closing: Set<Character> = ["，", "。", "、", "；", "：", "！", "？", "）", "】", "》", "」", "』", "”"]

    /// Each Chinese character, and each run of others with the spaces before it.
    private static func words(of text: String) -> [String] {
        var words: [String] = []
        var word = ""
        for character in text {
            let isWide = width(of: String(character)) > 1
            // No line begins with what closes the one before.
            if closing.contains(character), !word.isEmpty || !words.isEmpty {
                if word.isEmpty { words[words.count - 1].append(character) } else { word.append(character) }
                continue
            }
            if isWide || (character == " " && word.last != " ") {
                if !word.isEmpty { words.append(word) }
                word = String(character)
                if isWide {
                    words.append(word)
                    word = ""
                }
            } else {
                word.append(character)
            }
        }
        if !word.isEmpty { words.append(word) }
        return words
    }
}
