import HallCore

/// What an ESC/POS printer says of itself, byte by byte: automatic status (GS a, 1D 61), answers to real-time
/// questions (DLE EOT, 10 04 n) and to a question in its turn (GS r, 1D 72). Epson's ESC/POS reference; bits as
/// printers in the field have them.
struct ESCPOSStatus: Equatable, Sendable {
    private(set) var trouble: PrinterTrouble?
    private(set) var isPaperLow = false
    /// Whether the printer has said anything yet.
    private(set) var isKnown = false
    /// Answers that came in their turn: everything before the question is on paper.
    private(set) var confirmations = 0

    private var automatic: [UInt8] = []
    /// Real-time questions that were asked and not answered, in order.
    private var asked: [UInt8] = []
    private var answers: [UInt8: UInt8] = [:]

    init() {}

    /// A real-time question went out: `10 04 n`.
    mutating func ask(_ question: UInt8) { asked.append(question) }

    /// Nothing more will be answered of what was asked.
    mutating func forgetQuestions() {
        asked = []
        answers = [:]
    }

    var isWaiting: Bool { !asked.isEmpty }

    mutating func take(_ bytes: [UInt8]) {
        for byte in bytes { take(byte) }
    }

    private mutating func take(_ byte: UInt8) {
        // XON and XOFF may come between any two bytes.
        if byte == 0x11 || byte == 0x13 { return }
        if !automatic.isEmpty {
            // Bytes 2 to 4 have bits 4 and 7 clear; anything else is the beginning of something else.
            if byte & 0x90 == 0 {
                automatic.append(byte)
                if automatic.count == 4 { finishAutomatic() }
                return
            }
            automatic = []
        }
        switch byte & 0x93 {
        case 0x10: automatic = [byte]
        case 0x12: answer(byte)
        case 0x11, 0x13: break
        default: if byte & 0x90 == 0 { confirmations += 1 }
        }
    }

    private mutating func finishAutomatic() {
        let (first, second, third) = (automatic[0], automatic[1], automatic[2])
        automatic = []
        isKnown = true
        isPaperLow = third & 0x03 != 0
        trouble = Self.first([
            (third & 0x0C, .mediaEmpty), (first & 0x20, .coverOpen), (second & 0x08, .cutter),
            (second & 0x04, .mediaJam), (second & 0x20, .other), (first & 0x08, .offline),
        ])
    }

    /// What explains most comes first: a printer without paper is offline too.
    private static func first(_ signs: [(bits: UInt8, trouble: PrinterTrouble)]) -> PrinterTrouble? {
        signs.first { $0.bits != 0 }?.trouble
    }

    private mutating func answer(_ byte: UInt8) {
        guard !asked.isEmpty else { return }
        answers[asked.removeFirst()] = byte
        guard asked.isEmpty else { return }
        isKnown = true
        let (first, second, fourth) = (answers[1] ?? 0, answers[2] ?? 0, answers[4] ?? 0)
        answers = [:]
        isPaperLow = fourth & 0x0C != 0
        trouble = Self.first([
            (fourth & 0x60 | second & 0x20, .mediaEmpty), (second & 0x04, .coverOpen), (second & 0x40, .other),
            (first & 0x08, .offline),
        ])
    }

    var condition: PrinterCondition {
        var notices: [String] = []
        if isPaperLow, trouble == nil { notices.append("media-low") }
        if !isKnown { notices.append("state-unknown") }
        return PrinterCondition(trouble: trouble, notices: notices)
    }
}
