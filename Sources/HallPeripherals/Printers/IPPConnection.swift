import CCUPS
import Glibc
import HallCore

/// One HTTP connection that speaks IPP, by libcups. Everything blocks, and nothing for longer than a few seconds.
final class IPPConnection {
    let http: OpaquePointer

    struct Trouble: Error {
        let description: String
        /// There is something that answers, and it says no.
        var isAnswer = false
    }

    private static let connectMilliseconds: Int32 = 2000

    /// To the CUPS server, as CUPS_SERVER or client.conf say.
    static func toCUPS() throws(Trouble) -> IPPConnection {
        do throws(Trouble) {
            return try IPPConnection(
                host: String(cString: cupsServer()), port: ippPort(), encryption: cupsEncryption())
        } catch {
            throw Trouble(description: "CUPS does not answer: \(error.description)")
        }
    }

    init(host: String, port: Int32, encryption: http_encryption_t) throws(Trouble) {
        guard let http = httpConnect2(host, port, nil, AF_UNSPEC, encryption, 1, Self.connectMilliseconds, nil) else {
            throw Trouble(description: Self.lastError)
        }
        self.http = http
        // A dead peer ends a request after two seconds instead of never.
        httpSetTimeout(http, 2, { _, _ in 0 }, nil)
    }

    deinit {
        httpClose(http)
    }

    static var lastError: String { cupsLastErrorString().map { String(cString: $0) } ?? "no reason given" }

    /// Sends one request about `uri` and hands over the answer.
    func ask<Answer>(
        _ operation: ipp_op_t, about uri: String, resource: String, _ fill: (OpaquePointer) -> Void = { _ in },
        _ read: (OpaquePointer) -> Answer
    ) throws(Trouble) -> Answer {
        let request = ippNewRequest(operation)!
        ippAddString(request, IPP_TAG_OPERATION, IPP_TAG_URI, "printer-uri", nil, uri)
        ippAddString(request, IPP_TAG_OPERATION, IPP_TAG_NAME, "requesting-user-name", nil, cupsUser())
        fill(request)
        let answer = cupsDoRequest(http, request, resource)
        defer { ippDelete(answer) }
        let status = cupsLastError()
        guard let answer, status.rawValue < IPP_STATUS_REDIRECTION_OTHER_SITE.rawValue else {
            let isAnswer = answer != nil && status.rawValue >= IPP_STATUS_ERROR_BAD_REQUEST.rawValue
            throw Trouble(description: Self.lastError, isAnswer: isAnswer)
        }
        return read(answer)
    }
}

/// Reading attributes of an answer.
enum IPPAttributes {
    static func integer(_ answer: OpaquePointer, _ name: String) -> Int? {
        guard let attribute = ippFindAttribute(answer, name, IPP_TAG_ZERO) else { return nil }
        return Int(ippGetInteger(attribute, 0))
    }

    static func boolean(_ answer: OpaquePointer, _ name: String) -> Bool? {
        guard let attribute = ippFindAttribute(answer, name, IPP_TAG_BOOLEAN) else { return nil }
        return ippGetBoolean(attribute, 0) != 0
    }

    static func strings(_ answer: OpaquePointer, _ name: String) -> [String] {
        guard let attribute = ippFindAttribute(answer, name, IPP_TAG_ZERO) else { return [] }
        return (0..<ippGetCount(attribute)).compactMap { index in
            ippGetString(attribute, index, nil).map { String(cString: $0) }
        }
    }
}

/// A URI of IPP taken apart.
struct IPPAddress {
    let uri: String
    let host: String
    let port: Int32
    let resource: String
    let isEncrypted: Bool

    /// Nil for other schemes: what is behind them cannot be asked.
    init?(_ uri: String) {
        var scheme = [CChar](repeating: 0, count: 32)
        var user = [CChar](repeating: 0, count: 256)
        var host = [CChar](repeating: 0, count: 256)
        var resource = [CChar](repeating: 0, count: 1024)
        var port: Int32 = 0
        let status = httpSeparateURI(
            HTTP_URI_CODING_ALL, uri, &scheme, 32, &user, 256, &host, 256, &port, &resource, 1024)
        guard status.rawValue >= HTTP_URI_STATUS_OK.rawValue else { return nil }
        let name = Self.text(scheme)
        guard ["ipp", "ipps", "http", "https"].contains(name) else { return nil }
        self.uri = uri
        self.host = Self.text(host)
        self.port = port
        self.resource = Self.text(resource)
        isEncrypted = name == "ipps" || name == "https"
    }

    private static func text(_ characters: [CChar]) -> String {
        String(decoding: characters.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    func connect() throws(IPPConnection.Trouble) -> IPPConnection {
        try IPPConnection(
            host: host, port: port,
            encryption: isEncrypted ? HTTP_ENCRYPTION_ALWAYS : HTTP_ENCRYPTION_IF_REQUESTED)
    }
}

extension PrinterCondition {
    /// From printer-state, printer-state-reasons and printer-state-message (RFC 8011, 5.4.11 to 5.4.13).
    /// A roll printer has one paper, so that whatever is wrong with it stops the next slip; some tell it as a mere
    /// report while they are idle. A printer with several trays goes on.
    init(ippState state: Int?, reasons: [String], message: String?, hasOnePaper: Bool) {
        self.init()
        for reason in reasons where reason != "none" {
            let (keyword, isError) = Self.severity(of: reason)
            if let trouble = Self.troubles[keyword], isError || hasOnePaper {
                self.trouble = self.trouble ?? trouble
            } else {
                notices.append(keyword)
            }
        }
        // Stopped, and it does not say why.
        if state == Int(IPP_PSTATE_STOPPED.rawValue), trouble == nil { trouble = .other }
        // A known trouble says it all; the message beside it may be ‘Idle.’
        detail = trouble == .other && message?.isEmpty == false ? message : nil
    }

    /// A reason without a severity is an error.
    private static func severity(of reason: String) -> (keyword: String, isError: Bool) {
        for (suffix, isError) in [("-error", true), ("-warning", false), ("-report", false)]
        where reason.hasSuffix(suffix) {
            return (String(reason.dropLast(suffix.count)), isError)
        }
        return (reason, true)
    }

    private static let troubles: [String: PrinterTrouble] = [
        "media-empty": .mediaEmpty, "media-needed": .mediaEmpty, "media-jam": .mediaJam, "cover-open": .coverOpen,
        "door-open": .coverOpen, "interlock-open": .coverOpen, "cutter-blade": .cutter, "offline": .offline,
        "shutdown": .offline, "timed-out": .unreachable, "paused": .other,
        "spool-area-full": .other, "marker-supply-empty": .other, "fuser-over-temp": .other,
    ]
}
