import HallEngine
import HallFiles

/// Looks at what an unknown device sends, and finds what a profile has to say of it: which bytes stay the same, and which
/// are a checksum of which others.
struct FrameGuess {
    fileprivate struct Candidate: Equatable {
        var kind: WindowDeviceProfile.Checksum
        var from: Int
        /// Where the checksum stands; what it is of ends there.
        var at: Int
        var byteCount: Int
        var isBigEndian: Bool
    }

    private struct Family {
        var length: Int
        var first: [UInt8]
        var isFixed: [Bool]
        var seen: [[UInt8]]
        var candidates: [Candidate]
    }

    private var families: [Family] = []
    private static let seenMax = 20
    /// Fewer agree by chance.
    private static let differentMin = 3

    /// What is known of the frames of this length, this one among them.
    mutating func take(_ bytes: [UInt8]) -> String? {
        guard bytes.count >= 3 else { return nil }
        guard let index = families.firstIndex(where: { $0.length == bytes.count }) else {
            families.append(
                Family(
                    length: bytes.count, first: bytes, isFixed: bytes.map { _ in true }, seen: [bytes],
                    candidates: Self.candidates(bytes)))
            return nil
        }
        var family = families[index]
        if !family.seen.contains(bytes), family.seen.count < Self.seenMax { family.seen.append(bytes) }
        for place in bytes.indices where bytes[place] != family.first[place] { family.isFixed[place] = false }
        family.candidates.removeAll { !$0.holds(for: bytes) }
        families[index] = family
        return text(of: family)
    }

    private static func candidates(_ bytes: [UInt8]) -> [Candidate] {
        let kinds: [(WindowDeviceProfile.Checksum, Int)] = [
            (.sum, 1), (.xor, 1), (.sum, 2), (.crc16ARC, 2), (.crc16Modbus, 2), (.crc16X25, 2),
        ]
        // Up to three bytes behind the checksum, and up to eight before what it is of.
        return kinds.flatMap { kind, count in
            (max(2, bytes.count - count - 3)...max(2, bytes.count - count)).flatMap { at in
                (0..<min(at - 1, 8)).flatMap { from in
                    [false, true].filter { count > 1 || !$0 }.map {
                        Candidate(kind: kind, from: from, at: at, byteCount: count, isBigEndian: $0)
                    }
                }
            }
        }.filter { $0.holds(for: bytes) }
    }

    private func text(of family: Family) -> String? {
        guard family.seen.count >= Self.differentMin else { return nil }
        let frame = zip(family.first, family.isFixed).map { byte, isFixed in isFixed ? [byte].hexadecimal : "··" }
        // Leading bytes that stay the same may be of it or not where they add nothing: the longest says most.
        let checksum = family.candidates.first { candidate in
            !family.isFixed[candidate.at]
        }
        let told = checksum.map {
            "; \($0.kind.rawValue) of bytes \($0.from + 1) to \($0.at) in "
                + ($0.byteCount == 1
                    ? "byte \($0.at + 1)"
                    : "bytes \($0.at + 1) and \($0.at + 2), "
                        + ($0.isBigEndian ? "be16" : "le16"))
        }
        return "alike: " + frame.joined(separator: " ") + (told ?? "")
    }
}

extension FrameGuess.Candidate {
    fileprivate func holds(for bytes: [UInt8]) -> Bool {
        guard at + byteCount <= bytes.count else { return false }
        let format = FrameTemplate.Format.binary(bytes: byteCount, bigEndian: isBigEndian)
        let mask: UInt32 = byteCount == 1 ? 0xFF : 0xFFFF
        return format.number(from: bytes[at..<at + byteCount]).map(UInt32.init) == kind.value(of: bytes[from..<at])
            & mask
    }
}
