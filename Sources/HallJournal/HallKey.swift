import Crypto
import Foundation
import Glibc
package import HallCore

/// The hall's own secret, beside the journal: what makes check codes that nobody can guess from a number.
package struct HallKey: Sendable {
    private let key: SymmetricKey

    /// Without 0, 1, I, L, O, U: they are misread, or spell what nobody meant.
    private static let alphabet = Array("23456789ABCDEFGHJKMNPQRSTVWXYZ")
    private static let codeLength = 6

    /// Of a ticket's or a case's id: HMAC-SHA256(key, id), as six characters that people can type: 30⁶, some 729
    /// million. `2026-11-21/A001` and `20261121-001` are written differently, so that no code is good for both.
    package func checkCode(of id: String) -> String {
        let code = HMAC<SHA256>.authenticationCode(for: Data(id.utf8), using: key)
        return String(code.prefix(Self.codeLength).map { Self.alphabet[Int($0) % Self.alphabet.count] })
    }

    /// Of the demo hall's staff: there is nobody to set one.
    package func demoPIN(of staff: StaffID) -> String {
        let code = HMAC<SHA256>.authenticationCode(for: Data("demo-pin \(staff)".utf8), using: key)
        return String(code.prefix(4).map { Character("\($0 % 10)") })
    }

    init(bytes: Data) {
        key = SymmetricKey(data: bytes)
    }

    static let byteCount = 32
}

extension StateDirectory {
    /// Made at the first start. Without it the slips of before could no longer be checked.
    package func hallKey() throws(JournalError) -> HallKey {
        let file = path + "/hall.key"
        if access(file, F_OK) == 0 || errno != ENOENT {
            // Never replaced: every check code given so far would be void.
            guard let bytes = FileManager.default.contents(atPath: file), bytes.count == HallKey.byteCount else {
                throw .noDirectory(path, "hall.key cannot be read, or is damaged: restore it from a backup")
            }
            return HallKey(bytes: bytes)
        }
        let bytes = SymmetricKey(size: .bits256).withUnsafeBytes { Data($0) }
        let descriptor = Glibc.open(file + ".new", O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw .noDirectory(path, String(cString: strerror(errno))) }
        defer { close(descriptor) }
        let written = bytes.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
        guard written == bytes.count, fsync(descriptor) == 0, rename(file + ".new", file) == 0 else {
            throw .noDirectory(path, String(cString: strerror(errno)))
        }
        let directory = Glibc.open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        fsync(directory)
        close(directory)
        return HallKey(bytes: bytes)
    }
}
