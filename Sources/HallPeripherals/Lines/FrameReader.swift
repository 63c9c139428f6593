import HallFiles

/// A whole frame with a right checksum.
struct ReceivedFrame: Equatable {
    var bytes: [UInt8]
    /// Nil where frames do not say.
    var station: Int?
    var data: [UInt8]
}

/// Finds frames of a template in what a line brings, whatever else is between them.
struct FrameReader {
    private let profile: WindowDeviceProfile
    private let steps: [Step]
    /// Where frames are escaped: what is before the escaped part, and behind it.
    private let fence: (before: [UInt8], behind: [UInt8])?
    private let fixedBytes: [(part: String, count: Int)]
    private let saysItsLength: Bool
    private var buffer: [UInt8] = []

    /// Bytes that were no part of any frame.
    private(set) var noiseByteCount = 0

    private static let dataBytesMax = 256
    /// Of data whose length nobody tells.
    private static let untoldDataBytesMax = 32
    private static let frameBytesMax = 1024

    private enum Step {
        case element(FrameTemplate.Element)
        case begin(String)
        case end(String)
    }

    private enum Match {
        case needsMore, no
        case frame(ReceivedFrame)
    }

    init(_ template: FrameTemplate, _ profile: WindowDeviceProfile) {
        self.profile = profile
        var inner = template.elements
        if let index = inner.firstIndex(where: { $0.isPart(FrameTemplate.escapePart) }),
            case .part(_, let escaped) = inner[index]
        {
            fence = (Self.bytes(inner[..<index]), Self.bytes(inner[(index + 1)...]))
            inner = escaped
        } else {
            fence = nil
        }
        steps = Self.steps(of: inner)
        fixedBytes = Self.fixedBytes(of: steps)
        saysItsLength = template.hasDataOfKnownLength
    }

    private static func bytes(_ elements: ArraySlice<FrameTemplate.Element>) -> [UInt8] {
        elements.flatMap { element -> [UInt8] in if case .bytes(let bytes) = element { bytes } else { [] } }
    }

    private static func steps(of elements: [FrameTemplate.Element]) -> [Step] {
        elements.flatMap { element -> [Step] in
            guard case .part(let name, let inner) = element else { return [.element(element)] }
            return [.begin(name)] + steps(of: inner) + [.end(name)]
        }
    }

    private static func fixedBytes(of steps: [Step]) -> [(part: String, count: Int)] {
        var open: [(part: String, count: Int)] = []
        var all: [(part: String, count: Int)] = []
        for step in steps {
            switch step {
            case .begin(let name): open.append((name, 0))
            case .end: all.append(open.removeLast())
            case .element(let element):
                for index in open.indices { open[index].count += element.fixedByteCount }
            }
        }
        return all
    }

    // MARK: Taking

    /// The frames that these bytes complete.
    mutating func take(_ bytes: some Sequence<UInt8>) -> [ReceivedFrame] {
        buffer += bytes
        return frames(isOver: false)
    }

    /// Nothing more has come for a while: what is begun stays unfinished. A frame may hide in it.
    mutating func giveUpWaiting() -> [ReceivedFrame] { frames(isOver: true) }

    var isWaiting: Bool { !buffer.isEmpty }

    private mutating func frames(isOver: Bool) -> [ReceivedFrame] {
        var found: [ReceivedFrame] = []
        var start = 0
        scan: while start < buffer.count {
            switch match(buffer[start...]) {
            case .frame(let frame):
                found.append(frame)
                start += frame.bytes.count
            case .needsMore where !isOver: break scan
            case .needsMore, .no:
                noiseByteCount += 1
                start += 1
            }
        }
        buffer.removeFirst(start)
        return found
    }

    // MARK: Matching

    private func match(_ bytes: ArraySlice<UInt8>) -> Match {
        guard let fence else { return match(plain: bytes, isWhole: false) }
        guard bytes.prefix(fence.before.count).elementsEqual(fence.before.prefix(bytes.count)) else { return .no }
        guard bytes.count > fence.before.count else { return .needsMore }
        let inner = bytes.dropFirst(fence.before.count)
        guard let end = inner.firstRange(of: fence.behind) else {
            return inner.count > Self.frameBytesMax ? .no : .needsMore
        }
        guard let plain = profile.unescaped(inner[..<end.lowerBound]),
            case .frame(var frame) = match(plain: plain[...], isWhole: true)
        else { return .no }
        frame.bytes = Array(bytes[..<end.upperBound])
        return .frame(frame)
    }

    /// `isWhole`: nothing more belongs to it, and all of it must.
    private func match(plain bytes: ArraySlice<UInt8>, isWhole: Bool) -> Match {
        guard !isWhole, !saysItsLength else { return match(bytes, dataByteCount: nil, isWhole: isWhole) }
        // What is behind the data shows how long it is: the first length with which all of it is right.
        for count in 1...Self.untoldDataBytesMax {
            let match = match(bytes, dataByteCount: count, isWhole: false)
            if case .no = match { continue }
            return match
        }
        return .no
    }

    private func match(_ bytes: ArraySlice<UInt8>, dataByteCount: Int?, isWhole: Bool) -> Match {
        var attempt = Attempt(bytes: bytes, fixedBytes: fixedBytes)
        for (index, step) in steps.enumerated() {
            let isRight: Bool?
            switch step {
            case .begin(let name):
                attempt.open.append((name, attempt.rest.startIndex))
                isRight = true
            case .end: isRight = attempt.closePart()
            case .element(.data):
                let count = dataByteCount ?? (isWhole ? attempt.rest.count - fixedByteCount(behind: index) : nil)
                isRight = attempt.takeData(count)
            case .element(let element): isRight = attempt.take(element)
            }
            guard let isRight else { return isWhole ? .no : .needsMore }
            guard isRight else { return .no }
        }
        guard attempt.checksumIsRight(profile.checksum), !isWhole || attempt.rest.isEmpty else { return .no }
        let consumed = bytes[..<attempt.rest.startIndex]
        return .frame(ReceivedFrame(bytes: Array(consumed), station: attempt.station, data: attempt.data))
    }

    private func fixedByteCount(behind index: Int) -> Int {
        steps[(index + 1)...].reduce(0) { sum, step in
            if case .element(let element) = step { sum + element.fixedByteCount } else { sum }
        }
    }

    /// One walk along the template. Nil of a step: there are not enough bytes yet.
    private struct Attempt {
        let bytes: ArraySlice<UInt8>
        let fixedBytes: [(part: String, count: Int)]
        var rest: ArraySlice<UInt8>
        var open: [(part: String, start: Int)] = []
        var closed: [(part: String, bytes: ArraySlice<UInt8>)] = []
        var lengths: [(part: String, count: Int, unit: Int)] = []
        var checksum: (value: Int, byteCount: Int)?
        var station: Int?
        var data: [UInt8] = []

        init(bytes: ArraySlice<UInt8>, fixedBytes: [(part: String, count: Int)]) {
            (self.bytes, self.fixedBytes, rest) = (bytes, fixedBytes, bytes)
        }

        mutating func take(_ element: FrameTemplate.Element) -> Bool? {
            if case .bytes(let expected) = element {
                let found = rest.prefix(expected.count)
                guard found.elementsEqual(expected.prefix(found.count)) else { return false }
                guard found.count == expected.count else { return nil }
                rest = rest.dropFirst(expected.count)
                return true
            }
            let count = element.fixedByteCount
            guard rest.count >= count else { return nil }
            let taken = rest.prefix(count)
            rest = rest.dropFirst(count)
            switch element {
            case .number(let field, let format):
                guard let number = format.number(from: taken) else { return false }
                if field == .station { station = number }
            case .checksum(let format):
                guard let number = format.number(from: taken) else { return false }
                checksum = (number, format.valueByteCount)
            case .length(let part, let format, let unit):
                guard let number = format.number(from: taken), number * unit <= FrameReader.frameBytesMax else {
                    return false
                }
                if let other = lengths.first(where: { $0.part == part }) { return other.count == number }
                lengths.append((part, number, unit))
            default: break
            }
            return true
        }

        /// By the length that the frame tells, if it does; else so many.
        mutating func takeData(_ count: Int?) -> Bool? {
            let told = lengths.first { length in open.contains { $0.part == length.part } }
            let fixed = fixedBytes.first { $0.part == told?.part }?.count ?? 0
            guard let count = told.map({ $0.count * $0.unit - fixed }) ?? count,
                (0...FrameReader.dataBytesMax).contains(count)
            else { return false }
            guard rest.count >= count else { return nil }
            data = Array(rest.prefix(count))
            rest = rest.dropFirst(count)
            return true
        }

        mutating func closePart() -> Bool {
            let (name, start) = open.removeLast()
            let part = bytes[start..<rest.startIndex]
            closed.append((name, part))
            guard let length = lengths.first(where: { $0.part == name }) else { return true }
            return length.count == (part.count + length.unit - 1) / length.unit
        }

        func checksumIsRight(_ kind: WindowDeviceProfile.Checksum) -> Bool {
            guard let checksum else { return true }
            guard let part = closed.first(where: { $0.part == FrameTemplate.checksumPart }) else { return false }
            let mask = checksum.byteCount >= 4 ? UInt32.max : UInt32(1) << (8 * checksum.byteCount) - 1
            return Int(kind.value(of: part.bytes) & mask) == checksum.value
        }
    }
}

extension FrameTemplate {
    /// There is none, or a length says how long it is.
    fileprivate var hasDataOfKnownLength: Bool {
        guard contains({ $0 == .data }) else { return true }
        return contains { element in
            guard case .part(let name, let inner) = element else { return false }
            return FrameTemplate(inner).contains { $0 == .data }
                && contains { if case .length(name, _, _) = $0 { true } else { false } }
        }
    }
}

extension FrameTemplate.Element {
    fileprivate func isPart(_ name: String) -> Bool {
        if case .part(name, _) = self { true } else { false }
    }

    /// Of the data, whose length varies, none.
    fileprivate var fixedByteCount: Int {
        switch self {
        case .bytes(let bytes): bytes.count
        case .number(_, let format), .length(_, let format, _), .checksum(let format): format.byteCount
        case .any(let count): count
        case .text, .content, .data, .part: 0
        }
    }
}

extension FrameTemplate.Format {
    /// Of the number, not of how it is written.
    fileprivate var valueByteCount: Int {
        switch self {
        case .binary(let bytes, _): bytes
        case .hexadecimal(let digits): (digits + 1) / 2
        case .decimal, .digits: 4
        }
    }
}
