package enum JournalError: Error, Equatable {
    case newer(schema: Int, known: Int)
    case notAJournal(path: String)
    case unreadable(sequence: Int, String)
    case broken(sequence: Int)
    case misplacedDay(String, sequence: Int)
    case changedWords(sequence: Int)
    case damagedHeader(path: String)
    /// There was one in this directory.
    case gone(path: String)
    /// An event that was acknowledged is not in the file.
    case missing(sequence: Int, path: String)
    case inUse(directory: String, pid: String)
    case noDirectory(String, String)
    case unreadableCopy(String, String)
    /// The daemon ends, and what takes long with it.
    case stopping
}

extension JournalError {
    /// The event at which the damage shows.
    var sequence: Int? {
        switch self {
        case .unreadable(let sequence, _), .broken(let sequence), .misplacedDay(_, let sequence),
            .changedWords(let sequence), .missing(let sequence, _):
            sequence
        case .newer, .notAJournal, .damagedHeader, .gone, .inUse, .noDirectory, .unreadableCopy, .stopping: nil
        }
    }
}

extension JournalError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .newer(let schema, let known):
            "the journal was written by a newer halld (schema \(schema); this one knows \(known)): "
                + "install that version again, or restore a backup made by this one"
        case .notAJournal(let path):
            "\(path) is an SQLite database, but not a journal of halld: move it away or use another --state"
        case .unreadable(let sequence, let why):
            "event \(sequence) of the journal cannot be understood (\(why)): either a newer halld wrote it, which must be "
                + "installed again, or it is damaged, which hallctl journal verify tells"
        case .broken(let sequence):
            "the journal's hash chain is broken at event \(sequence): it, or one before it, was changed or removed after "
                + "it was written"
        case .misplacedDay(let day, let sequence): "the table of days is wrong about day \(day), event \(sequence)"
        case .changedWords(let sequence): "the words beside event \(sequence) are not those that were written"
        case .damagedHeader(let path):
            "\(path) has events of a hall, and a header or tables that are not as halld made them"
        case .gone(let path): "\(path) is missing or empty, though a journal was kept there"
        case .missing(let sequence, let path):
            "event \(sequence), which was acknowledged, is not in \(path): nothing is written until the disk with that "
                + "journal is back in its place; or start halld again, and it begins with what is there"
        case .inUse(let directory, let pid):
            "another halld (process \(pid)) uses \(directory): stop it first, or use another --state"
        case .unreadableCopy(let path, let why):
            "\(path) cannot be read by the owner of the state directory: \(why)"
        case .stopping: "halld is being stopped; ask again when it is there"
        case .noDirectory(let directory, let why): "the state directory \(directory) cannot be used: \(why)"
        }
    }
}
