/// How long what people wrote and said of themselves is kept, in days. Figures stay.
package struct RetentionRules: Codable, Equatable, Sendable {
    /// Names and contacts of appointments, after their day.
    package var appointmentDays = 30
    /// How to reach the resident of a case, after it was accepted; never before the case has ended.
    package var caseContactDays = 365
    /// Words beside ratings, committees' and suggestions' words; never before they have been answered.
    package var wordsDays = 365

    package init() {}
}

extension Hall {
    package var retention: RetentionRules { configuration?.retention ?? RetentionRules() }

    /// Whether what is kept beside an event has been kept long enough.
    package func isExpired(_ event: Event, on today: BusinessDay) -> Bool {
        switch event.body {
        case .appointmentBooked(let fields):
            return fields.booked.id.day.adding(days: retention.appointmentDays) < today
        case .caseOpened(let fields):
            let isOpen = self.case(fields.opened.id)?.state.isOpen ?? false
            return !isOpen && event.day.adding(days: retention.caseContactDays) < today
        case .visitRated(let fields):
            return !isAwaited(fields.words) && event.day.adding(days: retention.wordsDays) < today
        case .followUpOpened(let fields):
            return !isAwaited(fields.opened.words) && event.day.adding(days: retention.wordsDays) < today
        // Nothing else is kept beside an event.
        default: return true
        }
    }

    /// Whoever looks into it still needs the words.
    private func isAwaited(_ words: PersonalWords?) -> Bool {
        guard let words else { return false }
        return followUpIDs.contains { id in
            followUp(id).map { $0.words?.digest == words.digest && $0.state.isOpen } ?? false
        }
    }
}

/// Whose words are erased before their time.
package enum ErasureSubject: Hashable, Sendable {
    case appointment(AppointmentID)
    case `case`(CaseID)
    case followUp(FollowUpID)
    /// A visit's rating.
    case ticket(TicketID)

    package init?(_ text: String) {
        if let id = AppointmentID(text) {
            self = .appointment(id)
        } else if let id = CaseID(text) {
            self = .case(id)
        } else if let id = FollowUpID(text) {
            self = .followUp(id)
        } else if let id = TicketID(text) {
            self = .ticket(id)
        } else {
            return nil
        }
    }

    package func isSubject(of body: EventBody) -> Bool {
        switch (self, body) {
        case (.appointment(let id), .appointmentBooked(let fields)): fields.booked.id == id
        case (.case(let id), .caseOpened(let fields)): fields.opened.id == id
        case (.followUp(let id), .followUpOpened(let fields)): fields.opened.id == id
        case (.ticket(let id), .visitRated(let fields)): fields.ticket == id
        default: false
        }
    }
}

/// Who may do what has changed: passwords and tokens are no events, that they changed is.
package struct AccessChanged: Codable, Equatable, Sendable {
    package enum Kind: String, Codable, Sendable, CaseIterable {
        case pinSet, unlocked, tokenAdded, tokenRemoved
    }

    package var kind: Kind
    /// A staff id, or a device's name.
    package var subject: String

    package init(_ kind: Kind, _ subject: String) { (self.kind, self.subject) = (kind, subject) }
}
