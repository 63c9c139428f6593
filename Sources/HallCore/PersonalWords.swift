/// What a person wrote. The event, and with it the chain, holds its digest alone, so that the words can be erased.
package struct PersonalWords: Hashable, Sendable {
    /// SHA-256(salt ‖ words), in hexadecimal.
    package let digest: String
    /// Nil in an event that was read back: the journal keeps salt and words apart.
    package let sealed: Sealed?

    package struct Sealed: Hashable, Sendable {
        package let words: String
        package let salt: [UInt8]
    }

    package init(digest: String, words: String, salt: [UInt8]) {
        self.digest = digest
        self.sealed = Sealed(words: words, salt: salt)
    }
}

extension PersonalWords: Codable {
    package init(from decoder: any Decoder) throws {
        digest = try decoder.singleValueContainer().decode(String.self)
        sealed = nil
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(digest)
    }
}

extension EventBody {
    /// What of it the journal keeps apart, by field.
    package var personalWords: [(field: String, words: PersonalWords.Sealed)] {
        guard case .visitRated(let fields) = self, let sealed = fields.words?.sealed else { return [] }
        return [("words", sealed)]
    }
}
