package enum JournalError: Error, Equatable {
    case newer(schema: Int, known: Int)
    case notAJournal(path: String)
    case unreadable(sequence: Int, String)
    case broken(sequence: Int)
    /// An event that was acknowledged is not in the file.
    case missing(sequence: Int, path: String)
    case inUse(directory: String, pid: String)
    case noDirectory(String, String)
}

extension JournalError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .newer(let schema, let known):
            "the journal was written by a newer halld (schema \(schema); this one knows \(known)): "
                + "install that version again, or restore a backup made by this one"
        case .notAJournal(let path):
            "\(path) is an SQLite database, but not a journal of halld: move it away or use another --state"
        case .unreadable(let sequence, let why): "event \(sequence) of the journal cannot be read: \(why)"
        case .broken(let sequence):
            "the journal's hash chain is broken at event \(sequence): it, or one before it, was changed or removed after "
                + "it was written; move the journal away and put a good backup in its place"
        case .missing(let sequence, let path):
            "event \(sequence), which was acknowledged, is not in \(path): nothing is written until the disk with that "
                + "journal is back in its place; or start halld again, and it begins with what is there"
        case .inUse(let directory, let pid):
            "another halld (process \(pid)) uses \(directory): stop it first, or use another --state"
        case .noDirectory(let directory, let why): "the state directory \(directory) cannot be used: \(why)"
        }
    }
}
