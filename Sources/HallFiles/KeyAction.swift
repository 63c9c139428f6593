/// What a key at a window does. The hall's own words for it are in domain terms, not the keypad's.
package enum KeyAction: Hashable, Sendable {
    /// The next ticket; with digits the one of that number.
    case call
    case recall
    case start
    case finish
    /// Finishes the visit and asks for a rating.
    case evaluate
    /// 弃号, or 过号 by the hall's rule.
    case noShow
    /// 挂起.
    case park
    /// The one that was set aside first; with digits the one of that number.
    case resume
    /// To the window of the digits.
    case transfer
    case undo
    /// Pauses, or ends the pause.
    case pause
    /// The staff member of the digits; again, or without digits: signs out.
    case signIn
    /// A rating by the pad's so-and-so-many-th key.
    case rate(key: Int)

    private static let plain: [(name: String, action: KeyAction)] = [
        ("call", .call), ("recall", .recall), ("start", .start), ("finish", .finish), ("evaluate", .evaluate),
        ("no-show", .noShow), ("park", .park), ("resume", .resume), ("transfer", .transfer), ("undo", .undo),
        ("pause", .pause), ("sign-in", .signIn),
    ]

    static let names = plain.map(\.name).joined(separator: ", ") + ", rate 1 … rate 5"

    init?(_ name: String) {
        if let action = Self.plain.first(where: { $0.name == name })?.action {
            self = action
            return
        }
        guard name.hasPrefix("rate "), let key = Int(name.dropFirst(5)), (1...5).contains(key) else { return nil }
        self = .rate(key: key)
    }

    package var name: String {
        if case .rate(let key) = self { return "rate \(key)" }
        return Self.plain.first { $0.action == self }!.name
    }
}

/// What is pressed: the data of a frame, or a key of an input device.
package enum KeyPattern: Hashable, Sendable {
    /// Bytes at the beginning and at the end; between them digits of a byte each, where `takesDigits`.
    case bytes(first: [UInt8], takesDigits: Bool, last: [UInt8])
    /// Linux's number of a key.
    case key(UInt16)

    init?(_ text: String, _ line: WindowDeviceProfile.Line) {
        guard line != .keys else {
            guard let code = Self.keyCodes.first(where: { $0.name == text })?.code ?? UInt16(text) else { return nil }
            self = .key(code)
            return
        }
        let words = text.split(separator: " ")
        let bytes = words.map { $0 == "{digits}" ? nil : UInt8($0, radix: 16) }
        let gaps = words.indices.filter { words[$0] == "{digits}" }
        guard gaps.count <= 1, zip(words, bytes).allSatisfy({ $1 != nil || $0 == "{digits}" }) else { return nil }
        let gap = gaps.first ?? words.count
        let (first, last) = (bytes[..<gap].compactMap { $0 }, bytes[gap...].compactMap { $0 })
        guard !first.isEmpty || !last.isEmpty else { return nil }
        self = .bytes(first: first, takesDigits: !gaps.isEmpty, last: last)
    }

    /// The digits typed with it; nil where it was not pressed.
    package func digits(in data: ArraySlice<UInt8>) -> String? {
        guard case .bytes(let first, let takesDigits, let last) = self else { return nil }
        guard data.count >= first.count + last.count, data.starts(with: first),
            data.suffix(last.count).elementsEqual(last)
        else { return nil }
        let digits = data.dropFirst(first.count).dropLast(last.count)
        guard digits.isEmpty || takesDigits, digits.allSatisfy({ $0 <= 9 }) else { return nil }
        return digits.map { String($0) }.joined()
    }

    /// Of linux/input-event-codes.h, without KEY_: what keypads have.
    package static let keyCodes: [(name: String, code: UInt16)] = [
        ("ESC", 1), ("1", 2), ("2", 3), ("3", 4), ("4", 5), ("5", 6), ("6", 7), ("7", 8), ("8", 9), ("9", 10),
        ("0", 11), ("MINUS", 12), ("EQUAL", 13), ("BACKSPACE", 14), ("TAB", 15), ("ENTER", 28), ("SPACE", 57),
        ("KPASTERISK", 55), ("F1", 59), ("F2", 60), ("F3", 61), ("F4", 62), ("F5", 63), ("F6", 64), ("F7", 65),
        ("F8", 66), ("F9", 67), ("F10", 68), ("NUMLOCK", 69), ("KP7", 71), ("KP8", 72), ("KP9", 73), ("KPMINUS", 74),
        ("KP4", 75), ("KP5", 76), ("KP6", 77), ("KPPLUS", 78), ("KP1", 79), ("KP2", 80), ("KP3", 81), ("KP0", 82),
        ("KPDOT", 83), ("KPENTER", 96), ("KPSLASH", 98), ("HOME", 102), ("UP", 103), ("PAGEUP", 104), ("LEFT", 105),
        ("RIGHT", 106), ("END", 107), ("DOWN", 108), ("PAGEDOWN", 109), ("INSERT", 110), ("DELETE", 111),
        ("A", 30), ("B", 48), ("C", 46), ("D", 32), ("E", 18),
    ]

    /// Which digit a key types; nil for the others.
    package static func digit(of code: UInt16) -> Int? {
        guard let name = keyCodes.first(where: { $0.code == code })?.name else { return nil }
        return Int(name.hasPrefix("KP") ? name.dropFirst(2) : name[...]).flatMap { name.count <= 3 ? $0 : nil }
    }
}
