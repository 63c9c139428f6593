/// A denial's number: the business day on which somebody was denied something, and an ordinal. Written `N20261121-001`.
package struct DenialID: DayNumber {
    package let day: BusinessDay
    package let ordinal: Int

    package init(day: BusinessDay, ordinal: Int) {
        (self.day, self.ordinal) = (day, ordinal)
    }

    package static let letter: Unicode.Scalar? = "N"
    package static let expected = "a denial's number like N20261121-001"
}

/// Somebody was told no (不予受理, 不予办理): never off the record (否定报备).
package struct Denial: Codable, Equatable, Sendable {
    package let id: DenialID
    package let service: ServiceCode
    /// Denied at a window; else within a case.
    package let ticket: TicketID?
    package let `case`: CaseID?
    /// Who decided it.
    package let staff: StaffID?
    /// Who put it on record, where that was somebody else.
    package var recordedBy: StaffID?
    package let window: WindowNumber?
    package let at: CivilTime
    package let reason: String
    package let basis: String
    package internal(set) var verdict: DenialVerdict?

    package var isOpen: Bool { verdict == nil }
}

/// The supervisor's word on a denial. It never holds the resident.
package struct DenialVerdict: Codable, Equatable, Sendable {
    /// False: it was wrong, and the resident is to be told.
    package var upheld: Bool
    package var staff: StaffID?
    package var at: CivilTime
    package var remark: String?
}
