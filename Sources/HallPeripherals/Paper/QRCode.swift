import CQREncode

/// A QR code's modules, by libqrencode. Level M: a fold or a thumb may hide a seventh of it.
struct QRCode {
    let width: Int
    private let dark: [Bool]

    /// Around the code, in modules, as ISO/IEC 18004 asks for.
    static let quietModules = 4

    /// Nil for more than a code can hold.
    init?(_ text: String) {
        guard let code = QRcode_encodeString8bit(text, 0, QR_ECLEVEL_M) else { return nil }
        defer { QRcode_free(code) }
        let width = Int(code.pointee.width)
        let data = code.pointee.data!
        self.width = width
        dark = (0..<width * width).map { data[$0] & 1 == 1 }
    }

    func isDark(_ column: Int, _ row: Int) -> Bool { dark[row * width + column] }
}
