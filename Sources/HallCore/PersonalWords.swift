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

    private init(digest: String) {
        (self.digest, sealed) = (digest, nil)
    }

    /// As the hall remembers them: a state that was replayed knows no more.
    var withoutWords: PersonalWords { PersonalWords(digest: digest) }
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
        switch self {
        case .visitRated(let fields): fields.words?.sealed.map { [("words", $0)] } ?? []
        case .caseOpened(let fields): fields.opened.contact?.sealed.map { [("opened.contact", $0)] } ?? []
        case .appointmentBooked(let fields):
            said([("booked.name", fields.booked.name), ("booked.contact", fields.booked.contact)])
        // A rating's words are beside the rating.
        case .followUpOpened(let fields) where fields.opened.origin != .rating:
            said([("opened.words", fields.opened.words), ("opened.contact", fields.opened.contact)])
        default: []
        }
    }

    private func said(_ fields: [(String, PersonalWords?)]) -> [(field: String, words: PersonalWords.Sealed)] {
        fields.compactMap { field, words in words?.sealed.map { (field, $0) } }
    }
}
