/// A kind of hardware, as a file of `devices/` describes it.
package struct DeviceProfile: Sendable, Equatable {
    package enum DeviceClass: String, Sendable, CaseIterable {
        case printer
        /// Shows a window's number: a strip, a panel, a pole.
        case display
        /// What a clerk presses, often with a small display of its own.
        case caller
        /// What a resident presses: a rating.
        case pad
        /// Lights up, buzzes or vibrates.
        case lamp
        /// Nobody knows yet: it is listened to, to write its profile.
        case unknown
    }

    package var name: String
    /// What a technician recognises it by.
    package var description: String
    package var deviceClass: DeviceClass
    /// Of a printer.
    package var printer = PrinterProfile()
    /// Of everything else.
    package var window = WindowDeviceProfile()
}

package struct PrinterProfile: Sendable, Equatable {
    package enum Output: String, Sendable, CaseIterable {
        /// Files in the state directory.
        case folder
        /// A CUPS queue.
        case cups
        /// A roll printer that speaks ESC/POS, at a device node, a serial line or a TCP port.
        case escpos
    }

    package enum Format: String, Sendable, CaseIterable {
        case pdf = "application/pdf"
        case pwgRaster = "image/pwg-raster"
        case png = "image/png"
        /// ESC/POS with the printer's own fonts.
        case text
        /// ESC/POS as a picture, for printers without Chinese fonts.
        case raster

        func isPossible(on output: Output) -> Bool {
            switch self {
            case .pdf: output != .escpos
            case .png: output == .folder
            case .pwgRaster: output == .cups
            case .text, .raster: output == .escpos
            }
        }
    }

    package var output = Output.folder
    package var format = Format.pdf
    /// The roll's.
    package var widthMillimetres = 80
    /// Of the roll's width, what the head reaches; the rest is margin, half on each side.
    package var printableMillimetres = 72
    package var dotsPerInch = 203
    package var escpos = ESCPOSProfile()

    package init() {}
}

/// What differs between printers that speak ESC/POS.
package struct ESCPOSProfile: Sendable, Equatable {
    package enum CodePage: String, Sendable, CaseIterable {
        case gb18030 = "GB18030"
        case gbk = "GBK"
        /// Simplified Chinese alone, 6,763 characters.
        case gb2312 = "GB2312"
    }

    package enum Status: String, Sendable, CaseIterable {
        /// Tells each change by itself, once asked to (1D 61).
        case automatic
        /// Answers when asked (10 04).
        case asked
        case none
    }

    package enum QRCode: String, Sendable, CaseIterable {
        /// The printer draws it (1D 28 6B).
        case native
        /// It is sent as a picture.
        case raster
    }

    package var codePage = CodePage.gb18030
    package var status = Status.automatic
    package var qrCode = QRCode.native
    /// Sent before each slip.
    package var start: [UInt8] = [0x1B, 0x40]
    /// Sent behind each slip, after the feed.
    package var cut: [UInt8] = [0x1D, 0x56, 0x42, 0x00]
    package var feedMillimetres = 4
    /// Sent behind the cut; the printer answers one byte when it has come that far. Empty: it cannot say.
    package var confirm: [UInt8] = []
    /// Rows of a picture in one command; small printers have small buffers.
    package var bandDots = 255
    /// Of a serial line.
    package var baud = 9600
}

extension DeviceProfile {
    /// Reads the whole text; every fault at once.
    package init(parsing text: String, name: String) throws(FileFaults) {
        let reader = try TableReader.root(of: text)
        let faults = reader.faults
        self.name = name
        description = reader.string("description", required: true) ?? ""
        deviceClass = reader.choice("class", of: DeviceClass.self, required: true) ?? .printer
        if deviceClass != .printer {
            window.read(from: reader, isKnown: deviceClass != .unknown)
        } else if let table = reader.table("printer", required: true) {
            printer.read(from: table)
            table.finish()
        }
        reader.finish()
        guard faults.all.isEmpty else { throw FileFaults(faults: faults.sorted) }
    }
}

extension PrinterProfile {
    static let widths = 40...120

    fileprivate mutating func read(from table: TableReader) {
        output = table.choice("output", of: Output.self, required: true) ?? .folder
        format = table.choice("format", of: Format.self, required: true) ?? .pdf
        if !format.isPossible(on: output) {
            table.fault("format", "\"\(format.rawValue)\" does not go with output \"\(output.rawValue)\"")
        }
        widthMillimetres = table.integer("width_mm", in: Self.widths, required: true) ?? 80
        printableMillimetres = table.integer("printable_mm", in: 30...120) ?? widthMillimetres - 8
        if printableMillimetres > widthMillimetres {
            table.fault("printable_mm", "is more than width_mm")
        }
        dotsPerInch = table.integer("dots_per_inch", in: 100...600) ?? dotsPerInch
        guard output == .escpos else { return }
        escpos.codePage = table.choice("code_page", of: ESCPOSProfile.CodePage.self) ?? escpos.codePage
        escpos.status = table.choice("status", of: ESCPOSProfile.Status.self) ?? escpos.status
        escpos.qrCode = table.choice("qr", of: ESCPOSProfile.QRCode.self) ?? escpos.qrCode
        escpos.start = table.bytes("start") ?? escpos.start
        escpos.cut = table.bytes("cut") ?? escpos.cut
        escpos.confirm = table.bytes("confirm") ?? escpos.confirm
        escpos.feedMillimetres = table.integer("feed_mm", in: 0...60) ?? escpos.feedMillimetres
        escpos.bandDots = table.integer("band_dots", in: 8...2400) ?? escpos.bandDots
        escpos.baud = table.integer("baud", in: 1200...921_600) ?? escpos.baud
    }
}
