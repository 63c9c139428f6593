import Crypto
import CryptoExtras
import Foundation
import HallOperations

/// A PIN as it is kept: scrypt with a salt of its own. A PIN is short, so that each guess must cost.
struct PINHash: Codable, Equatable {
    private let salt: Data
    private let key: Data
    private let rounds: Int
    private let parallelism: Int

    private static let blockSize = 8
    private static let byteCount = 32

    /// What OWASP asks for at least (2^14, 8, 5): 16 MB and some tenths of a second on a small machine.
    init(of pin: String) throws {
        salt = SymmetricKey(size: .bits128).withUnsafeBytes { Data($0) }
        (rounds, parallelism) = (1 << 14, 5)
        key = try Self.derive(pin, salt, rounds, parallelism)
    }

    func matches(_ pin: String) -> Bool {
        guard let given = try? Self.derive(pin, salt, rounds, parallelism) else { return false }
        return isEqual(given, key)
    }

    private static func derive(_ pin: String, _ salt: Data, _ rounds: Int, _ parallelism: Int) throws -> Data {
        try KDF.Scrypt.deriveKey(
            from: Data(pin.utf8), salt: salt, outputByteCount: byteCount, rounds: rounds, blockSize: blockSize,
            parallelism: parallelism
        ).withUnsafeBytes { Data($0) }
    }

    /// 4 to 12 digits; not all alike and not counting up or down: those are guessed first.
    static func isAcceptable(_ pin: String) -> Bool {
        let digits = Array(pin.utf8)
        guard (4...12).contains(digits.count), digits.allSatisfy({ (0x30...0x39).contains($0) }) else { return false }
        let steps = Set(zip(digits, digits.dropFirst()).map { Int($1) - Int($0) })
        return ![[0], [1], [-1]].contains(steps)
    }
}
