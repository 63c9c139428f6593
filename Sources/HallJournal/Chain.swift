import Crypto
import Foundation

/// The hash chain: every row's `chain` is SHA-256(previous ‖ seq ‖ each column's length and bytes as stored), the
/// integers big-endian in 8 bytes. Whoever changes an old row must change all that follow; a cut tail shows only
/// against a head noted elsewhere.
enum Chain {
    /// Before the first event.
    static let start = Data(count: 32)

    static func link(_ row: StoredEvent, after previous: Data) -> Data {
        var hash = SHA256()
        hash.update(data: previous)
        hash.update(bigEndian: row.sequence)
        hash.update(column: Data(row.day.utf8))
        hash.update(bigEndian: 8)
        hash.update(bigEndian: Int(row.at))
        hash.update(column: Data(row.kind.utf8))
        hash.update(column: row.body)
        return Data(hash.finalize())
    }
}

extension SHA256 {
    fileprivate mutating func update(bigEndian number: Int) {
        withUnsafeBytes(of: UInt64(bitPattern: Int64(number)).bigEndian) { update(bufferPointer: $0) }
    }

    fileprivate mutating func update(column: Data) {
        update(bigEndian: column.count)
        update(data: column)
    }
}
