import HallCore
import HallEngine
import HallOperations
import Hummingbird

/// Who stands behind a request, as far as is known.
enum Visitor: Sendable {
    case nobody
    case device(DeviceToken)
    /// On a page of the demo hall on its own machine.
    case demo
    case staff(StaffID, Role)

    /// What nobody in particular may ask: of a ticket or a case whose check code they have.
    private static let forEverybody: Set = [
        "org.halld.Queue.Show", "org.halld.Queue.Cancel", "org.halld.Queue.Rate", "org.halld.Case.Show",
    ]

    /// The caller for an operation. Throws where this visitor may not ask it.
    func caller(for operation: HallOperations.Operation) throws(OperationFailure) -> Caller {
        guard !operation.isControlOnly else { throw .permissionDenied }
        let caller: Caller
        switch self {
        case .nobody:
            guard Self.forEverybody.contains(operation.name) else { throw .signedOut }
            caller = Caller(role: .resident, actor: Actor(door: .web))
        case .device(let device):
            // A kiosk asks for residents.
            caller = Caller(
                role: device.kind == .kiosk ? .resident : .display, actor: Actor(door: .web, device: device.name))
        case .demo:
            let role: Role = operation.roles.contains(.resident) ? .resident : .display
            caller = Caller(role: role, actor: Actor(door: .web, device: "demo"))
        case .staff(let staff, let role):
            caller = Caller(role: role, actor: Actor(door: .web, staff: staff))
        }
        guard operation.roles.contains(caller.role) else { throw .permissionDenied }
        return caller
    }

    /// A pad rates its own window; no other device does, and no clerk.
    func checkMayRate(_ window: Int?) throws(OperationFailure) {
        switch self {
        case .device(let device) where device.kind == .pad && device.window == window: return
        case .demo: return
        default: throw .permissionDenied
        }
    }
}

/// Cookies, tokens and the demo's open door.
struct Reception: Sendable {
    static let sessionCookie = "hall_session"
    static let deviceCookie = "hall_device"

    let services: HallServices
    let credentials: CredentialStore
    /// The demo hall on loopback lets every page in.
    let isOpenToAll: Bool

    /// A page says what it is there as: the same browser may be a kiosk and, on another page, a clerk.
    enum Part: String {
        case device, staff
    }

    func visitor(of request: Request, doing: Bool) -> Visitor {
        if let bearer = request.headers[.authorization], bearer.hasPrefix("Bearer ") {
            return credentials.device(String(bearer.dropFirst("Bearer ".count))).map { .device($0) } ?? .nobody
        }
        let part = (request.headers[.hallAs] ?? request.uri.queryParameters["as"].map(String.init))
            .flatMap { Part(rawValue: $0) }
        if part != .device, let staff = signedIn(request, doing: doing) { return staff }
        if part != .staff { return device(of: request) }
        return .nobody
    }

    static func cookie(_ name: String, _ value: String, _ request: Request, seconds: Int) -> Cookie {
        Cookie(
            name: name, value: value, maxAge: seconds, path: "/",
            // Behind a proxy with TLS; without one the hall's network carries it in clear anyway.
            secure: request.headers[.forwardedProtocol] == "https", httpOnly: true, sameSite: .strict)
    }

    /// For a year, and again with every page: devices are set up once.
    static func deviceCookie(_ token: String, _ request: Request) -> Cookie {
        cookie(deviceCookie, token, request, seconds: 365 * 86_400)
    }

    func signedIn(_ request: Request, doing: Bool) -> Visitor? {
        guard let token = request.cookies[Self.sessionCookie]?.value,
            let staff = credentials.session(token, idleMinutesMax: idleMinutesMax, doing: doing)
        else { return nil }
        return member(staff).map { .staff(staff, $0 == .administrator ? .administrator : .staff) }
    }

    private func device(of request: Request) -> Visitor {
        if let token = request.cookies[Self.deviceCookie]?.value, let device = credentials.device(token) {
            return .device(device)
        }
        return isOpenToAll ? .demo : .nobody
    }

    /// Nil for somebody whom the hall's file no longer has.
    func member(_ staff: StaffID) -> StaffRole? {
        guard let configuration = services.engine.snapshot.configuration else { return nil }
        if configuration.staff.isEmpty { return .staff }
        return configuration.staffMember(staff).map { $0.role ?? .staff }
    }

    private var idleMinutesMax: Int {
        (services.engine.snapshot.configuration?.pages ?? PageRules()).signInIdleMinutes
    }
}
