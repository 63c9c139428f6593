package import HallCore
import HallEngine

/// Who may sign in on pages, and which devices are let in. Kept beside the journal, by the web door's own rules.
package protocol Credentials: Sendable {
    /// Ends the sessions of whoever had the old one.
    func setPIN(_ pin: String, of staff: StaffID) throws
    func hasPIN(_ staff: StaffID) -> Bool
    /// Nil while they may try.
    func lockedSeconds(_ staff: StaffID) -> Int?
    /// A colleague does it a few times between two right PINs; an administrator always.
    func unlock(_ staff: StaffID, asAdministrator: Bool) throws

    /// The token itself, which is told once.
    func addToken(_ device: DeviceToken) throws -> String
    func removeToken(named name: String) throws
    var tokens: [DeviceToken] { get }
}

extension HallServices {
    /// A hall that lists no staff knows everybody.
    func checkKnown(_ staff: StaffID) throws(OperationFailure) {
        let known = engine.snapshot.configuration?.staff ?? []
        guard known.isEmpty || known.contains(where: { $0.id == staff }) else { throw .refused(.unknownStaff(staff)) }
    }
}

/// What a page's browser shows to be let in.
package struct DeviceToken: Codable, Equatable, Sendable {
    package enum Kind: String, Codable, Sendable, CaseIterable {
        case kiosk, display, pad
    }

    package let name: String
    package let kind: Kind
    /// Which a display or a pad is for; nil for a board, and for a kiosk.
    package let window: WindowNumber?
    package let createdAt: String

    package init(name: String, kind: Kind, window: WindowNumber?, createdAt: String) {
        (self.name, self.kind, self.window, self.createdAt) = (name, kind, window, createdAt)
    }

    /// What the device's browser shows.
    package var path: String {
        switch (kind, window) {
        case (.kiosk, _): "/kiosk"
        case (.display, let window?): "/display/\(window)"
        case (.display, nil): "/board"
        case (.pad, let window?): "/rate/\(window)"
        case (.pad, nil): "/"
        }
    }
}
