import HallFiles

extension WindowDeviceProfile.Checksum {
    /// Of a part's bytes, as wide as it gets: the template says how many bytes of it are sent.
    func value(of bytes: some Sequence<UInt8>) -> UInt32 {
        switch self {
        case .none: 0
        case .sum: bytes.reduce(0) { $0 &+ UInt32($1) }
        case .xor: bytes.reduce(0) { $0 ^ UInt32($1) }
        case .crc16ARC: crc16(bytes, reflected: 0xA001, initial: 0)
        case .crc16Modbus: crc16(bytes, reflected: 0xA001, initial: 0xFFFF)
        case .crc16X25: crc16(bytes, reflected: 0x8408, initial: 0xFFFF) ^ 0xFFFF
        }
    }
}

/// CRC-16, least significant bit first (reveng's catalogue: CRC-16/ARC, CRC-16/MODBUS, CRC-16/IBM-SDLC, known as X-25).
private func crc16(_ bytes: some Sequence<UInt8>, reflected polynomial: UInt16, initial: UInt16) -> UInt32 {
    var crc = initial
    for byte in bytes {
        crc ^= UInt16(byte)
        for _ in 0..<8 { crc = crc & 1 == 1 ? crc >> 1 ^ polynomial : crc >> 1 }
    }
    return UInt32(crc)
}

extension WindowDeviceProfile {
    func escaped(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
        bytes.flatMap { byte -> [UInt8] in
            guard let escape = escapes.first(where: { $0.bytes.contains(byte) }) else { return [byte] }
            return switch escape.second {
            case .fixed(let second): [escape.prefix, second]
            case .sum(let added): [escape.prefix, byte &+ added]
            }
        }
    }

    /// Nil where a byte stands that should have been escaped, or a prefix with nothing known behind it.
    func unescaped(_ bytes: ArraySlice<UInt8>) -> [UInt8]? {
        var plain: [UInt8] = []
        var rest = bytes
        while let byte = rest.popFirst() {
            let known = escapes.filter { $0.prefix == byte }
            guard !known.isEmpty else {
                guard !escapes.contains(where: { $0.bytes.contains(byte) }) else { return nil }
                plain.append(byte)
                continue
            }
            guard let second = rest.popFirst() else { return nil }
            let meant = known.compactMap { escape -> UInt8? in
                switch escape.second {
                case .fixed(let fixed): return fixed == second ? escape.bytes.lowerBound : nil
                case .sum(let added):
                    let byte = second &- added
                    return second >= added && escape.bytes.contains(byte) ? byte : nil
                }
            }
            guard let first = meant.first else { return nil }
            plain.append(first)
        }
        return plain
    }
}
