// What is answered about staff who sign in and devices that are let in, as it travels.

package struct AddTokenReply: Codable, Sendable {
    package var token: String
    package var path: String

    package init(token: String, path: String) { (self.token, self.path) = (token, path) }
}

package struct TokensReply: Codable, Sendable {
    package struct Token: Codable, Sendable {
        package var name: String
        package var kind: String
        package var window: Int?
        package var createdAt: String

        package init(name: String, kind: String, window: Int?, createdAt: String) {
            (self.name, self.kind, self.window, self.createdAt) = (name, kind, window, createdAt)
        }
    }

    package var tokens: [Token]

    package init(tokens: [Token]) { self.tokens = tokens }
}

package struct StaffReply: Codable, Sendable {
    package struct Member: Codable, Sendable {
        package var id: String
        package var name: String
        package var role: String
        package var window: Int?
        package var pin: Bool
        package var lockedSeconds: Int?

        package init(id: String, name: String, role: String, window: Int?, pin: Bool, lockedSeconds: Int?) {
            (self.id, self.name, self.role) = (id, name, role)
            (self.window, self.pin, self.lockedSeconds) = (window, pin, lockedSeconds)
        }
    }

    package var staff: [Member]

    package init(staff: [Member]) { self.staff = staff }
}
