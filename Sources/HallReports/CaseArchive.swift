package import HallCore
import HallJournal
import Synchronization

extension Reports {
    /// A case and how its resident can be reached, from the hall's state or, once it has ended, from the journal. Nil
    /// where there never was such a case.
    package func `case`(
        _ id: CaseID, known: Case?, through today: BusinessDay, withContact: Bool
    ) throws -> (case: Case, contact: String?)? {
        if let known, !withContact { return (known, nil) }
        let found = Mutex<(case: Case?, sequence: Int)>((nil, 0))
        try journal.events(ofKinds: [.caseOpened, .caseMoved, .caseAssigned], from: id.day, through: today) {
            sequence, event in
            found.withLock { found in
                if case .caseOpened(let fields) = event.body, fields.opened.id == id {
                    found = (fields.opened, sequence)
                }
                found.case?.record(event)
                // The state knows the rest.
                return found.case == nil || (known == nil && found.case?.state.isOpen == true)
            }
        }
        let (rebuilt, sequence) = found.withLock { $0 }
        guard let one = known ?? rebuilt else { return nil }
        return (one, withContact ? try journal.personalWords(besideEvent: sequence, "opened.contact") : nil)
    }
}
