import Crypto
import Foundation
import HallCore
import HallEngine
import HallOperations
import HallWire
import HTTPTypes
import Hummingbird
import JSONValues
import Mustache
import NIOCore

/// The pages and the files they are made of. All are in the binary; nothing is built and nothing comes from elsewhere.
struct PageRoutes: Sendable {
    private let services: HallServices
    private let reception: Reception
    private let shell: MustacheTemplate
    private let assets: [String: Asset]

    private struct Asset: Sendable {
        let bytes: [UInt8]
        let mediaType: String
        let tag: String

        init(_ bytes: [UInt8], _ mediaType: String) {
            self.bytes = bytes
            self.mediaType = mediaType
            tag = "\"" + SHA256.hash(data: bytes).prefix(8).map { String($0, radix: 16) }.joined() + "\""
        }
    }

    private enum Page: String, CaseIterable {
        case start, kiosk, window, display, board, rate, ticket, admin, matter = "case"
    }

    init(_ services: HallServices, _ reception: Reception) throws {
        self.services = services
        self.reception = reception
        shell = try MustacheTemplate(string: String(decoding: PackageResources.page_mustache, as: UTF8.self))
        let script = "text/javascript; charset=utf-8"
        let style = "text/css; charset=utf-8"
        assets = [
            "base.css": Asset(PackageResources.base_css, style),
            "start.css": Asset(PackageResources.start_css, style),
            "kiosk.css": Asset(PackageResources.kiosk_css, style),
            "window.css": Asset(PackageResources.window_css, style),
            "display.css": Asset(PackageResources.display_css, style),
            "board.css": Asset(PackageResources.board_css, style),
            "rate.css": Asset(PackageResources.rate_css, style),
            "admin.css": Asset(PackageResources.admin_css, style),
            "ticket.css": Asset(PackageResources.ticket_css, style),
            "hall.js": Asset(PackageResources.hall_js, script),
            "calls.js": Asset(PackageResources.calls_js, script),
            "rating.js": Asset(PackageResources.rating_js, script),
            "start.js": Asset(PackageResources.start_js, script),
            "kiosk.js": Asset(PackageResources.kiosk_js, script),
            "lookup.js": Asset(PackageResources.lookup_js, script),
            "voice.js": Asset(PackageResources.voice_js, script),
            "window.js": Asset(PackageResources.window_js, script),
            "matters.js": Asset(PackageResources.matters_js, script),
            "sign-in.js": Asset(PackageResources.sign_in_js, script),
            "admin.js": Asset(PackageResources.admin_js, script),
            "sheets.js": Asset(PackageResources.sheets_js, script),
            "admin-today.js": Asset(PackageResources.admin_today_js, script),
            "admin-figures.js": Asset(PackageResources.admin_figures_js, script),
            "admin-course.js": Asset(PackageResources.admin_course_js, script),
            "admin-tickets.js": Asset(PackageResources.admin_tickets_js, script),
            "case.js": Asset(PackageResources.case_js, script),
            "display.js": Asset(PackageResources.display_js, script),
            "board.js": Asset(PackageResources.board_js, script),
            "rate.js": Asset(PackageResources.rate_js, script),
            "ticket.js": Asset(PackageResources.ticket_js, script),
            "pictograms.svg": Asset(PackageResources.pictograms_svg, "image/svg+xml"),
            "texts.json": Asset(Array(try Self.texts()), "application/json"),
        ]
    }

    /// The catalogue of the pages: by table, key and language.
    private static func texts() throws -> Data {
        func table(_ phrases: [String: Phrase]) -> JSONValue {
            .object(
                phrases.mapValues { phrase in
                    .object(
                        Dictionary(
                            uniqueKeysWithValues: WireLanguage.allCases.map { ($0.rawValue, .string(phrase($0))) }))
                })
        }
        return try encodeJSON(
            JSONValue.object([
                "page": table(Texts.pages.merging(Texts.administration) { $1 }),
                "refusal": table(Texts.refusals.merging(Texts.pageRefusals) { $1 }),
                "state": table(Texts.states), "rule": table(Texts.rules), "outcome": table(Texts.outcomes),
                "trouble": table(Texts.troubles), "caseState": table(Texts.caseStates), "due": table(Texts.due),
                "alarm": table(Texts.alarms), "event": table(Texts.events), "verdict": table(Texts.verdicts),
                "followUp": table(Texts.followUpStates), "origin": table(Texts.followUpOrigins),
                "appeal": table(Texts.appeals), "document": table(Texts.documents),
            ]))
    }

    func add<Context: RequestContext>(to router: Router<Context>) {
        router.get("/") { request, _ in page(.start, request) }
        router.get("/kiosk") { request, _ in page(.kiosk, request) }
        router.get("/admin") { request, _ in page(.admin, request) }
        router.get("/board") { request, _ in page(.board, request) }
        for kind in [Page.window, .display, .rate] {
            router.get("/\(kind.rawValue)/{number}") { request, context in
                guard let number = Int(context.parameters.get("number") ?? ""),
                    services.engine.snapshot.window(number) != nil
                else { return missing(request) }
                return page(kind, request, window: number)
            }
        }
        // The check code stays out of the page: the script reads it from the link.
        router.get("/t/{day}/{number}/{code}") { request, _ in page(.ticket, request) }
        router.get("/c/{case}/{code}") { request, _ in page(.matter, request) }
        router.get("/assets/{file}") { request, context in
            guard let asset = assets[context.parameters.get("file") ?? ""] else { return missing(request) }
            return answer(asset, request)
        }
        router.get("/**") { request, _ in missing(request) }
    }

    /// Changes with every file that a page is made of: a page that has been told another loads itself again.
    var edition: String {
        let tags = assets.keys.sorted().map { assets[$0]!.tag }.joined()
        return SHA256.hash(data: Array(tags.utf8)).prefix(6).map { String($0, radix: 16) }.joined()
    }

    private func page(
        _ page: Page, _ request: Request, window: Int? = nil, status: HTTPResponse.Status = .ok
    ) -> Response {
        let language =
            request.uri.queryParameters["lang"].flatMap { WireLanguage(rawValue: String($0)) } ?? .simplifiedChinese
        let hall = services.engine.snapshot.configuration?.name ?? LocalisedText("", "", "")
        let title = "title.\(page.rawValue)"
        let values: [String: Any] = [
            // A case looks like a ticket.
            "page": page.rawValue, "style": page == .matter ? "ticket" : page.rawValue, "language": language.rawValue,
            "window": window.map(String.init) ?? "",
            "title": (Texts.pages[title] ?? Texts.administration[title])?(language) ?? "",
            "hall": WireText(hall)[language], "noscript": Texts.pages["noscript"]?(language) ?? "",
            "windows": services.engine.snapshot.windows.map { "\($0.number)" }.joined(separator: ","),
            "isDemo": reception.isOpenToAll ? "demo" : "",
        ]
        var response = Response(text: shell.render(values), mediaType: "text/html; charset=utf-8", status: status)
        if let token = request.cookies[Reception.deviceCookie]?.value, reception.credentials.device(token) != nil {
            response.setCookie(Reception.deviceCookie(token, request))
        }
        return response
    }

    private func missing(_ request: Request) -> Response {
        page(.start, request, status: .notFound)
    }

    /// Kept by the browser, and asked about each time: an upgrade shows at once.
    private func answer(_ asset: Asset, _ request: Request) -> Response {
        let headers: HTTPFields = [.contentType: asset.mediaType, .cacheControl: "no-cache", .eTag: asset.tag]
        if request.headers[.ifNoneMatch] == asset.tag { return Response(status: .notModified, headers: headers) }
        return Response(status: .ok, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(bytes: asset.bytes)))
    }
}

extension WireText {
    subscript(language: WireLanguage) -> String {
        switch language {
        case .simplifiedChinese: zhHans
        case .traditionalChinese: zhHant
        case .english: en
        }
    }
}
