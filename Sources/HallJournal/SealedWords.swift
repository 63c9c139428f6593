import Crypto
import Foundation
package import HallCore

extension PersonalWords {
    /// With a salt of its own, so that nobody can guess short words from their digest.
    package init(sealing words: String) {
        // SQLite's texts end there: the digest would be of more than is kept.
        let words = String(String.UnicodeScalarView(words.unicodeScalars.filter { $0 != "\0" }))
        let salt = SymmetricKey(size: .bits128).withUnsafeBytes { Array($0) }
        self.init(digest: Self.digest(of: words, salt: Data(salt)), words: words, salt: salt)
    }

    static func digest(of words: String, salt: Data) -> String {
        Data(SHA256.hash(data: salt + Data(words.utf8))).hexadecimal
    }
}
