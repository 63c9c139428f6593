// What is asked and answered about who did what. org.halld.Journal says what each field means.

package struct AuditParameters: Codable, Sendable {
    package var from: String?
    package var to: String?
    package var staff: String?
    package var kind: String?
    package var number: String?
    package var ticketDay: String?
    package var window: Int?
    package var manual: Bool?

    package init() {}
}

package struct AuditReply: Codable, Sendable {
    package struct Entry: Codable, Sendable {
        package var seq: Int
        package var at: String
        package var day: String
        package var kind: String
        package var manual: Bool
        package var door: String
        package var staff: String?
        package var uid: Int?
        package var device: String?
        package var member: String?
        package var number: String?
        package var window: Int?
        package var about: String?
        package var reason: String?

        package init(seq: Int, at: String, day: String, kind: String, manual: Bool, door: String) {
            (self.seq, self.at, self.day, self.kind) = (seq, at, day, kind)
            (self.manual, self.door) = (manual, door)
        }
    }

    package var entries: [Entry]
    package var more: Bool

    package init(entries: [Entry], more: Bool) { (self.entries, self.more) = (entries, more) }
}

package struct EraseParameters: Codable, Sendable {
    package var subject: String?
    package var reason: String?

    package init(subject: String?) { self.subject = subject }
}

package struct EraseReply: Codable, Sendable {
    package var erased: Int

    package init(erased: Int) { self.erased = erased }
}
