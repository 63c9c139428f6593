import Foundation
import HallCore
import HallEngine
import HallOperations
import HTTPTypes
import Hummingbird
import JSONValues

/// Signing in and out: `POST`, `GET` and `DELETE /session`, and `/enter/TOKEN` for a device's browser.
struct SessionRoutes: Sendable {
    let reception: Reception

    private struct SignIn: Decodable {
        let staff: String
        let pin: String
    }

    private struct SignedIn: Encodable {
        let staff: String
        let name: String
        let role: String
    }

    func add<Context: RequestContext>(to router: Router<Context>) {
        router.post("/session") { request, _ in await answer { try await signIn(request) } }
        router.get("/session") { request, _ in
            await answer {
                guard case .staff(let staff, _)? = reception.signedIn(request, doing: false) else {
                    throw OperationFailure.signedOut
                }
                return try reply(staff)
            }
        }
        router.delete("/session") { request, _ in
            await answer {
                if let token = request.cookies[Reception.sessionCookie]?.value {
                    try await reception.credentials.signOut(token)
                }
                var response = Response(status: .noContent)
                response.setCookie(Reception.cookie(Reception.sessionCookie, "", request, seconds: 0))
                return response
            }
        }
        router.get("/enter/{token}") { request, context in enter(request, context.parameters.get("token") ?? "") }
    }

    private func answer(_ work: () async throws -> Response) async -> Response {
        do {
            return try await work()
        } catch {
            return Response(OperationFailure(error))
        }
    }

    private func signIn(_ request: Request) async throws -> Response {
        guard request.headers[.contentType]?.hasPrefix("application/json") == true else {
            throw OperationFailure.invalidParameter("Content-Type")
        }
        if let site = request.headers[.fetchSite], site != "same-origin", site != "none" {
            throw OperationFailure.permissionDenied
        }
        guard let body = try? await request.body.collect(upTo: 4096),
            let asked = try? JSONDecoder().decode(SignIn.self, from: Data(body.readableBytesView)),
            asked.staff.utf8.count <= 60, asked.pin.utf8.count <= 60
        else { throw OperationFailure.invalidParameter("pin") }
        let token = try await reception.credentials.signIn(
            asked.staff, pin: asked.pin, isKnown: reception.member(asked.staff) != nil)
        var response = try reply(asked.staff)
        response.setCookie(
            Reception.cookie(Reception.sessionCookie, token, request, seconds: CredentialStore.sessionSecondsMax))
        return response
    }

    private func reply(_ staff: StaffID) throws -> Response {
        let configuration = reception.services.engine.snapshot.configuration
        let name = configuration?.staffMember(staff)?.name ?? staff
        return Response(
            json: try encodeJSON(
                SignedIn(staff: staff, name: name, role: (reception.member(staff) ?? .staff).rawValue)))
    }

    /// The token stays in the browser, and its page opens.
    private func enter(_ request: Request, _ token: String) -> Response {
        guard let device = reception.credentials.device(token) else {
            return Response(
                text: "This token is not known here: hallctl token list\n", mediaType: "text/plain", status: .notFound)
        }
        var response = Response(status: .seeOther, headers: [.location: device.path])
        response.setCookie(Reception.deviceCookie(token, request))
        return response
    }
}
