import Dispatch
import HallCore
import HallFiles
import HallTestSupport
import Synchronization
import Testing

@testable import HallPeripherals

@Suite struct PrinterStatus {
    /// Automatic status, four bytes at a time.
    @Test(
        arguments: [
            ([0x10, 0x00, 0x00, 0x00], nil, false), ([0x14, 0x00, 0x00, 0x0F], nil, false),
            ([0x18, 0x00, 0x00, 0x00], .offline, false), ([0x38, 0x00, 0x00, 0x00], .coverOpen, false),
            ([0x10, 0x04, 0x00, 0x00], .mediaJam, false), ([0x10, 0x08, 0x00, 0x00], .cutter, false),
            ([0x10, 0x20, 0x00, 0x00], .other, false), ([0x10, 0x00, 0x03, 0x00], nil, true),
            ([0x18, 0x00, 0x0F, 0x00], .mediaEmpty, true),
        ] as [([UInt8], PrinterTrouble?, Bool)])
    func automaticStatusIsUnderstood(bytes: [UInt8], trouble: PrinterTrouble?, isLow: Bool) {
        var status = ESCPOSStatus()
        status.take(Array(bytes.prefix(3)))
        #expect(!status.isKnown, "three bytes are not yet a status")
        status.take([bytes[3]])
        #expect(status.isKnown)
        #expect(status.trouble == trouble)
        #expect(status.isPaperLow == isLow)
    }

    /// Answers to 10 04 1, 2 and 4.
    @Test(
        arguments: [
            ([0x12, 0x12, 0x12], nil, false), ([0x1A, 0x12, 0x12], .offline, false),
            ([0x1A, 0x16, 0x12], .coverOpen, false),
            ([0x1A, 0x32, 0x12], .mediaEmpty, false), ([0x1A, 0x52, 0x12], .other, false),
            ([0x12, 0x12, 0x1E], nil, true), ([0x1A, 0x12, 0x7E], .mediaEmpty, true),
        ] as [([UInt8], PrinterTrouble?, Bool)])
    func answersToQuestionsAreUnderstood(answers: [UInt8], trouble: PrinterTrouble?, isLow: Bool) {
        var status = ESCPOSStatus()
        for question: UInt8 in [1, 2, 4] { status.ask(question) }
        status.take(answers)
        #expect(!status.isWaiting)
        #expect(status.trouble == trouble)
        #expect(status.isPaperLow == isLow)
    }

    @Test func aStatusThatBeginsAnewIsNotMixedWithTheOneThatBroke() {
        var status = ESCPOSStatus()
        status.take([0x10, 0x00, 0x18, 0x00, 0x0C, 0x00])
        #expect(status.trouble == .mediaEmpty)
    }

    @Test func flowControlAndUnaskedAnswersSayNothing() {
        var status = ESCPOSStatus()
        status.take([0x11, 0x13, 0x12, 0x1A])
        #expect(!status.isKnown && status.trouble == nil)
    }

    @Test func printersThatShareAFolderMayMakeItAtOnce() async throws {
        let directory = try TemporaryDirectory()
        for turn in 0..<300 {
            let arrived = Atomic(0)
            let conditions = Mutex<[PrinterCondition]>([])
            let isDone = DispatchGroup()
            for _ in 0..<2 {
                DispatchQueue(label: "printer").async(group: isDone) {
                    let printer = FolderPrinter(path: directory.path("\(turn)"), format: .pdf)
                    arrived.add(1, ordering: .sequentiallyConsistent)
                    while arrived.load(ordering: .sequentiallyConsistent) < 2 {}
                    let condition = printer.condition()
                    conditions.withLock { $0.append(condition) }
                }
            }
            await withCheckedContinuation { all in isDone.notify(queue: .global()) { all.resume() } }
            #expect(conditions.withLock { $0 } == [PrinterCondition(), PrinterCondition()])
        }
    }

    /// A million random bytes: no crash, and it never waits for what was not asked.
    @Test func noiseDoesNoHarm() {
        for seed in seeds(10) {
            var random = SeededRandom(seed: seed)
            var status = ESCPOSStatus()
            for _ in 0..<100_000 { status.take([UInt8.random(in: 0...255, using: &random)]) }
            // Whatever came before, a whole status is understood once another has begun.
            status.take([0x10, 0, 0, 0, 0x10, 0, 0, 0])
            #expect(status.trouble == nil && !status.isPaperLow, "HALL_SEED=\(seed)")
        }
    }

    @Test(
        arguments: [
            (3, ["none"], nil, []), (3, ["media-empty"], .mediaEmpty, []), (3, ["media-empty-error"], .mediaEmpty, []),
            (3, ["media-empty-report"], nil, ["media-empty"]), (3, ["media-low-warning"], nil, ["media-low"]),
            (4, ["cover-open-error", "media-low-report"], .coverOpen, ["media-low"]), (5, ["none"], .other, []),
            (5, ["paused"], .other, []), (3, ["door-open"], .coverOpen, []), (5, ["media-jam-error"], .mediaJam, []),
            (3, ["toner-low"], nil, ["toner-low"]),
        ] as [(Int, [String], PrinterTrouble?, [String])])
    func ippReasonsAreUnderstood(state: Int, reasons: [String], trouble: PrinterTrouble?, notices: [String]) {
        let condition = PrinterCondition(ippState: state, reasons: reasons, message: nil, hasOnePaper: false)
        #expect(condition.trouble == trouble)
        #expect(condition.notices == notices)
    }

    @Test(arguments: ["media-empty", "media-empty-report", "media-empty-warning", "media-empty-error"])
    func aRollThatIsEmptyStopsThePrinterHoweverItTellsIt(reason: String) {
        let condition = PrinterCondition(ippState: 3, reasons: [reason], message: nil, hasOnePaper: true)
        #expect(condition.trouble == .mediaEmpty)
    }
}

@Suite struct TextOnRolls {
    @Test(arguments: [
        ("请留意叫号和显示屏", 10, ["请留意叫号", "和显示屏"]), ("Windows: 1, 2", 8, ["Windows:", "1, 2"]),
        ("A1234567890", 4, ["A123", "4567", "890"]), ("", 10, [""]), ("到3号窗口", 6, ["到3号", "窗口"]),
        ("Wait 12–30 min", 14, ["Wait 12–30 min"]),
    ])
    func linesAreBrokenWhereTheyMayBe(text: String, columns: Int, lines: [String]) {
        #expect(TextColumns.wrapped(text, columns: columns) == lines)
    }

    @Test func nothingIsLostAndNothingIsTooWide() {
        let alphabet = Array("号窗口办理A0123 ，-é")
        for seed in seeds(500) {
            var random = SeededRandom(seed: seed)
            let text = String((0..<Int.random(in: 0...60, using: &random)).map { _ in random.pick(alphabet) })
            let columns = Int.random(in: 2...40, using: &random)
            let lines = TextColumns.wrapped(text, columns: columns)
            #expect(lines.joined().filter { $0 != " " } == text.filter { $0 != " " }, "HALL_SEED=\(seed)")
            #expect(lines.allSatisfy { TextColumns.width(of: $0) <= columns }, "HALL_SEED=\(seed)")
        }
    }

    @Test(
        arguments: [
            (ESCPOSProfile.CodePage.gb18030, "號", [0xCC, 0x96], 0), (.gb2312, "号", [0xBA, 0xC5], 0),
            (.gb2312, "號A", [0xA1, 0xFE, 0x41], 1), (.gbk, "號", [0xCC, 0x96], 0),
            (.gb18030, "0–2", [0x30, 0x2D, 0x32], 0), (.gb2312, "\u{1B}@号\u{0}", [0x40, 0xBA, 0xC5], 0),
        ] as [(ESCPOSProfile.CodePage, String, [UInt8], Int)])
    func charactersAreEncodedOrMarked(page: ESCPOSProfile.CodePage, text: String, bytes: [UInt8], lost: Int) {
        let encoded = page.encoded(text)
        #expect(encoded.bytes == bytes)
        #expect(encoded.lost == lost)
    }
}
