import HallCore
import HallFiles

/// A roll printer on a line of its own: says how it is by itself or when asked, and prints what it is sent.
final class ESCPOSPrinter: PrinterDriver {
    private let place: DevicePlace
    private let profile: ESCPOSProfile
    private let padding: [UInt8]
    private var line: DeviceLine?
    private var status = ESCPOSStatus()
    /// What it has been found able to: then its silence means that it is away. Kept over new connections.
    private var hasAnswered = false
    private var answersQuestions = false
    private var hasConfirmed = false
    /// It was asked to confirm and never did: it cannot.
    private var confirms = true
    /// A slip was cut off, perhaps in the middle of a picture.
    private var wasCutOff = false
    private var askedAt = ContinuousClock.now

    let pollInterval = Duration.seconds(1)

    /// DLE EOT n: printer, cause of being offline, paper sensors.
    private static let questions: [UInt8] = [1, 2, 4]
    private static let answerMilliseconds: CInt = 1000
    private static let firstAnswerMilliseconds: CInt = 300
    private static let stepMilliseconds: CInt = 50
    private static let askEvery = Duration.seconds(5)
    private static let readsMax = 64
    /// Without progress for this long others are told that the printer takes nothing.
    private static let stallSecondsMax = 2
    /// For an answer in its turn: this long, and the time that a slow head takes for the slip itself.
    private static let confirmSecondsMax = 5
    private static let bytesASecondMin = 4000
    /// Paper that runs out in the last line is told a moment later.
    private static let settleMilliseconds: CInt = 300

    init(at place: DevicePlace, profile printer: PrinterProfile) {
        self.place = place
        profile = printer.escpos
        padding = ESCPOSEncoder.padding(for: printer)
    }

    func close() { line = nil }

    // MARK: How it is

    func condition() -> PrinterCondition {
        do throws(DeviceLine.Trouble) {
            let isNew = line == nil
            let line = try connected()
            switch profile.status {
            case .automatic:
                try listen(line, upTo: isNew ? Self.answerMilliseconds : 0, untilKnown: isNew)
                // It tells by itself only once it has come that far; a question is answered at once.
                if isNew || (answersQuestions && ContinuousClock.now - askedAt > Self.askEvery) { try ask(line) }
            case .asked: try ask(line)
            case .none: try listen(line, upTo: 0, untilKnown: false)
            }
            hasAnswered = hasAnswered || status.isKnown
            if hasAnswered, !status.isKnown { throw DeviceLine.Trouble("does not answer") }
            return status.condition
        } catch {
            line = nil
            return PrinterCondition(trouble: .unreachable, detail: error.description)
        }
    }

    private func connected() throws(DeviceLine.Trouble) -> DeviceLine {
        if let line { return line }
        status = ESCPOSStatus()
        let line = try DeviceLine(to: place, profile.serial)
        if profile.status == .automatic { _ = try line.write(ESCPOSEncoder.tellAutomatically[...], upTo: 500) }
        self.line = line
        return line
    }

    private func listen(_ line: DeviceLine, upTo milliseconds: CInt, untilKnown: Bool) throws(DeviceLine.Trouble) {
        var left = milliseconds
        repeat {
            status.take(try line.read(upTo: min(left, Self.stepMilliseconds)))
            left -= Self.stepMilliseconds
        } while left > 0 && !(untilKnown && status.isKnown)
        try takeWhatHasCome(line)
    }

    /// Bounded: a line that never stops talking is no printer's.
    private func takeWhatHasCome(_ line: DeviceLine) throws(DeviceLine.Trouble) {
        for _ in 0..<Self.readsMax {
            let bytes = try line.read(upTo: 0)
            guard !bytes.isEmpty else { return }
            status.take(bytes)
        }
    }

    private func ask(_ line: DeviceLine) throws(DeviceLine.Trouble) {
        status.forgetQuestions()
        // Late answers of the last round are not those of this one.
        try takeWhatHasCome(line)
        askedAt = .now
        for question in Self.questions {
            guard try line.write([0x10, 0x04, question], upTo: Self.answerMilliseconds) == 3 else {
                throw DeviceLine.Trouble("takes nothing")
            }
            status.ask(question)
        }
        var left = answersQuestions || profile.status == .asked ? Self.answerMilliseconds : Self.firstAnswerMilliseconds
        while status.isWaiting, left > 0 {
            status.take(try line.read(upTo: Self.stepMilliseconds))
            left -= Self.stepMilliseconds
        }
        let isSilent = status.isWaiting
        status.forgetQuestions()
        // One that once answered and now is silent is off, or its cable is out.
        if isSilent, answersQuestions { throw DeviceLine.Trouble("does not answer") }
        answersQuestions = !isSilent
    }

    // MARK: Printing

    func print(_ document: PrintableDocument, _ watch: JobWatch) throws(JobEnd) {
        let bytes: [UInt8]
        do throws(PrintFailure) { bytes = try document.bytes().bytes } catch { throw .failed(error) }
        do throws(Interruption) {
            let line: DeviceLine
            do throws(DeviceLine.Trouble) { line = try connected() } catch { throw .line(error) }
            if wasCutOff { try send(padding[...], line, watch) }
            try send(bytes[...], line, watch)
            wasCutOff = false
            try drain(line, watch)
            try confirm(line, watch, bytes.count)
        } catch {
            line?.abandonOutput()
            line = nil
            wasCutOff = true
            switch error {
            case .givenUp: throw .givenUp
            case .trouble(let trouble): throw .failed(PrintFailure(trouble: trouble))
            case .line(let trouble):
                throw .failed(PrintFailure(trouble: .unreachable, detail: trouble.description))
            }
        }
    }

    private enum Interruption: Error {
        case givenUp
        case trouble(PrinterTrouble)
        case line(DeviceLine.Trouble)
    }

    private func send(_ bytes: ArraySlice<UInt8>, _ line: DeviceLine, _ watch: JobWatch) throws(Interruption) {
        var rest = bytes
        try repeatUntil(watch, line) { () throws(DeviceLine.Trouble) in
            let count = try line.write(rest, upTo: Self.stepMilliseconds)
            rest = rest.dropFirst(count)
            return (isDone: rest.isEmpty, moved: count > 0)
        }
    }

    private func drain(_ line: DeviceLine, _ watch: JobWatch) throws(Interruption) {
        var before = Int.max
        try repeatUntil(watch, line) { () throws(DeviceLine.Trouble) in
            let pending = line.pendingBytes
            defer { before = pending }
            if pending > 0 { pause(.milliseconds(5)) }
            return (isDone: pending == 0, moved: pending < before)
        }
    }

    /// Until `step` is done. Without progress for as long as the hall is patient, the printer's trouble is the reason,
    /// or that it takes nothing.
    private func repeatUntil(
        _ watch: JobWatch, _ line: DeviceLine,
        _ step: () throws(DeviceLine.Trouble) -> (isDone: Bool, moved: Bool)
    ) throws(Interruption) {
        let clock = ContinuousClock()
        var lastMove = clock.now
        var isStalled = false
        while true {
            do throws(DeviceLine.Trouble) {
                let (isDone, moved) = try step()
                if moved || isDone {
                    lastMove = clock.now
                    if isStalled { watch.report(status.condition) }
                    isStalled = false
                }
                if isDone { return }
                try take(line, watch)
            } catch {
                throw .line(error)
            }
            if watch.isGivenUp() { throw .givenUp }
            if !isStalled, clock.now - lastMove > .seconds(Self.stallSecondsMax) {
                isStalled = true
                watch.report(PrinterCondition(trouble: status.trouble ?? .offline, detail: "takes nothing"))
            }
            if clock.now - lastMove > watch.patience { throw .trouble(status.trouble ?? .offline) }
        }
    }

    private func take(
        _ line: DeviceLine, _ watch: JobWatch, upTo milliseconds: CInt = 0
    ) throws(DeviceLine.Trouble) {
        let before = status.trouble
        status.take(try line.read(upTo: milliseconds))
        if status.trouble != before { watch.report(status.condition) }
    }

    /// Whether it is on paper: by the printer's answer in its turn, where it gives one, or by how it is afterwards.
    private func confirm(_ line: DeviceLine, _ watch: JobWatch, _ byteCount: Int) throws(Interruption) {
        guard confirms, !profile.confirm.isEmpty else { return try settle(line) }
        let before = status.confirmations
        try send(profile.confirm[...], line, watch)
        let clock = ContinuousClock()
        let asked = clock.now
        var troubleSince: ContinuousClock.Instant?
        while status.confirmations == before {
            do throws(DeviceLine.Trouble) {
                try take(line, watch, upTo: Self.stepMilliseconds)
            } catch {
                throw .line(error)
            }
            if watch.isGivenUp() { throw .givenUp }
            troubleSince = status.trouble == nil ? nil : troubleSince ?? clock.now
            if let troubleSince, clock.now - troubleSince > watch.patience { throw .trouble(status.trouble!) }
            let limit = Duration.seconds(Self.confirmSecondsMax + byteCount / Self.bytesASecondMin)
            guard status.trouble == nil, clock.now - asked > limit else { continue }
            if hasConfirmed { throw .line(DeviceLine.Trouble("does not answer")) }
            confirms = false
            return try settle(line)
        }
        hasConfirmed = true
    }

    private func settle(_ line: DeviceLine) throws(Interruption) {
        do throws(DeviceLine.Trouble) {
            switch profile.status {
            case .automatic: try listen(line, upTo: Self.settleMilliseconds, untilKnown: false)
            case .asked: try ask(line)
            case .none: return
            }
        } catch {
            throw .line(error)
        }
        if let trouble = status.trouble { throw .trouble(trouble) }
    }
}

extension ESCPOSProfile {
    fileprivate var serial: DeviceLine.Serial {
        var settings = WindowDeviceProfile.Serial()
        settings.baud = baud
        return DeviceLine.Serial(settings: settings, obeysXOFF: true)
    }
}
