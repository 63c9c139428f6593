// What may be asked, as it travels. The .varlink files say what each field means.

/// What every changing request may carry.
package protocol ChangingRequest: Codable, Sendable {
    var requestId: String? { get set }
    var reason: String? { get set }
}

/// What somebody does at a window of theirs.
package protocol WindowRequest: ChangingRequest {
    var window: Int { get }
    /// The number that whoever asks has seen in hand; empty for nobody.
    var inHand: String? { get }
}

package struct NoParameters: Codable, Sendable {
    package init() {}
}

package struct TakeParameters: ChangingRequest {
    package var service: String
    package var priority: String?
    package var community: String?
    package var needs: [String]?
    package var language: String?
    package var print: Bool?
    package var printer: String?
    package var largePrint: Bool?
    package var next: [String]?
    package var requestId: String?
    package var reason: String?

    package init(service: String) { self.service = service }
}

/// Cancel, Return.
package struct CancelParameters: ChangingRequest {
    package var number: String
    package var day: String?
    package var code: String?
    package var requestId: String?
    package var reason: String?

    package init(number: String) { self.number = number }
}

package struct RateTicketParameters: ChangingRequest {
    package var number: String
    package var day: String?
    package var code: String?
    package var score: Int
    package var words: String?
    package var requestId: String?
    package var reason: String?

    package init(number: String, score: Int) { (self.number, self.score) = (number, score) }
}

package struct TurnAwayParameters: ChangingRequest {
    package var service: String
    package var requestId: String?
    package var reason: String?

    package init(service: String) { self.service = service }
}

package struct EnterParameters: ChangingRequest {
    package var service: String
    package var channel: String
    package var window: Int
    package var number: String?
    package var staff: String?
    package var priority: String?
    package var community: String?
    package var taken: String?
    package var called: String?
    package var finished: String?
    package var matters: [WireMatterRequest]?
    package var requestId: String?
    package var reason: String?

    package init(service: String, channel: String, window: Int) {
        (self.service, self.channel, self.window) = (service, channel, window)
    }
}

package struct ServeParameters: ChangingRequest {
    package var window: Int
    package var primary: [String]
    package var secondary: [String]?
    package var backup: [String]?
    package var requestId: String?
    package var reason: String?

    package init(window: Int, primary: [String], secondary: [String]?, backup: [String]?) {
        (self.window, self.primary, self.secondary, self.backup) = (window, primary, secondary, backup)
    }
}

package struct NoteParameters: ChangingRequest {
    package var number: String
    package var focusGroups: [String]
    package var requestId: String?
    package var reason: String?

    package init(number: String, focusGroups: [String]) { (self.number, self.focusGroups) = (number, focusGroups) }
}

/// Requeue.
package struct TicketParameters: ChangingRequest {
    package var number: String
    package var requestId: String?
    package var reason: String?

    package init(number: String) { self.number = number }
}

package struct ReprintParameters: ChangingRequest {
    package var number: String
    package var printer: String?
    package var requestId: String?
    package var reason: String?

    package init(number: String, printer: String?) { (self.number, self.printer) = (number, printer) }
}

package struct CorrectParameters: ChangingRequest {
    package var number: String
    package var service: String
    package var priority: String?
    package var requestId: String?
    package var reason: String?

    package init(number: String, service: String) { (self.number, self.service) = (number, service) }
}

package struct ShowParameters: Codable, Sendable {
    package var number: String
    package var day: String?
    package var code: String?

    package init(number: String) { self.number = number }
}

package struct ExplainParameters: Codable, Sendable {
    package var number: String

    package init(number: String) { self.number = number }
}

package struct ListParameters: Codable, Sendable {
    package var state: String?

    package init(state: String?) { self.state = state }
}

package struct PauseParameters: WindowRequest {
    package var window: Int
    package var kind: String?
    package var inHand: String?
    package var requestId: String?
    package var reason: String?

    package init(window: Int, kind: String?) { (self.window, self.kind) = (window, kind) }
}

package struct HoursParameters: Codable, Sendable {
    package var from: String?
    package var to: String?
    package var staff: String?

    package init() {}
}

/// Close, Recall, Undo, Start, NoShow, Park.
package struct WindowParameters: WindowRequest {
    package var window: Int
    package var inHand: String?
    package var requestId: String?
    package var reason: String?

    package init(window: Int) { self.window = window }
}

package struct OpenParameters: ChangingRequest {
    package var window: Int
    package var staff: String?
    package var relieve: Bool?
    package var requestId: String?
    package var reason: String?

    package init(window: Int, staff: String?) { (self.window, self.staff) = (window, staff) }
}

package struct CallParameters: WindowRequest {
    package var window: Int
    package var number: String?
    package var finish: Bool?
    package var silent: Bool?
    package var inHand: String?
    package var requestId: String?
    package var reason: String?

    package init(window: Int) { self.window = window }
}

package struct FinishParameters: WindowRequest {
    package var window: Int
    package var outcome: String?
    package var matters: [WireMatterRequest]?
    package var next: String?
    package var inHand: String?
    package var requestId: String?
    package var reason: String?

    package init(window: Int, outcome: String?) { (self.window, self.outcome) = (window, outcome) }
}

/// A matter, as a clerk states it.
package struct WireMatterRequest: Codable, Sendable {
    package var service: String?
    package var outcome: String?
    package var quantity: Int?
    package var missing: [Int]?
    package var reason: String?
    package var basis: String?
    package var destination: String?
    package var contact: String?

    package init() {}
}

package struct CompleteParameters: ChangingRequest {
    package var number: String
    package var matters: [WireMatterRequest]
    package var requestId: String?
    package var reason: String?

    package init(number: String, matters: [WireMatterRequest]) { (self.number, self.matters) = (number, matters) }
}

package struct TransferParameters: WindowRequest {
    package var window: Int
    package var toService: String?
    package var toWindow: Int?
    package var inHand: String?
    package var requestId: String?
    package var reason: String?

    package init(window: Int, toService: String?, toWindow: Int?) {
        (self.window, self.toService, self.toWindow) = (window, toService, toWindow)
    }
}

package struct ResumeParameters: WindowRequest {
    package var window: Int
    package var number: String
    package var inHand: String?
    package var requestId: String?
    package var reason: String?

    package init(window: Int, number: String) { (self.window, self.number) = (window, number) }
}

package struct RateParameters: ChangingRequest {
    package var window: Int
    package var number: String?
    package var score: Int
    package var words: String?
    package var requestId: String?
    package var reason: String?

    package init(window: Int, score: Int) { (self.window, self.score) = (window, score) }
}

package struct TallyDayParameters: Codable, Sendable {
    package var day: String?
    package var by: String?

    package init(day: String?, by: String?) { (self.day, self.by) = (day, by) }
}

package struct TallyRangeParameters: Codable, Sendable {
    package var from: String
    package var to: String
    package var by: String?

    package init(from: String, to: String, by: String?) { (self.from, self.to, self.by) = (from, to, by) }
}

package struct ExportParameters: Codable, Sendable {
    package var from: String?
    package var to: String?

    package init(from: String?, to: String?) { (self.from, self.to) = (from, to) }
}

package struct WatchParameters: Codable, Sendable {
    package var window: Int?

    package init(window: Int?) { self.window = window }
}

/// Desk, Figures.
package struct DeskParameters: Codable, Sendable {
    package var window: Int

    package init(window: Int) { self.window = window }
}

package struct CaseListParameters: Codable, Sendable {
    package var state: String?
    package var due: String?
    package var handler: String?

    package init() {}
}

package struct CaseShowParameters: Codable, Sendable {
    package var `case`: String
    package var code: String?

    package init(case id: String) { self.case = id }
}

package struct CaseMoveParameters: ChangingRequest {
    package var `case`: String
    package var state: String
    package var basis: String?
    package var missing: [Int]?
    package var requestId: String?
    package var reason: String?

    package init(case id: String, state: String) { (self.case, self.state) = (id, state) }
}

package struct CaseAssignParameters: ChangingRequest {
    package var `case`: String
    package var staff: String
    package var requestId: String?
    package var reason: String?

    package init(case id: String, staff: String) { (self.case, self.staff) = (id, staff) }
}

package struct DenialListParameters: Codable, Sendable {
    package var open: Bool?

    package init(open: Bool?) { self.open = open }
}

package struct SignOffParameters: ChangingRequest {
    package var denial: String
    package var upheld: Bool
    package var requestId: String?
    package var reason: String?

    package init(denial: String, upheld: Bool) { (self.denial, self.upheld) = (denial, upheld) }
}

package struct AddTokenParameters: Codable, Sendable {
    package var name: String
    package var kind: String
    package var window: Int?

    package init(name: String, kind: String, window: Int?) {
        (self.name, self.kind, self.window) = (name, kind, window)
    }
}

package struct RemoveTokenParameters: Codable, Sendable {
    package var name: String

    package init(name: String) { self.name = name }
}

package struct SetPinParameters: Codable, Sendable {
    package var staff: String
    package var pin: String

    package init(staff: String, pin: String) { (self.staff, self.pin) = (staff, pin) }
}

package struct UnlockParameters: Codable, Sendable {
    package var staff: String

    package init(staff: String) { self.staff = staff }
}

/// Retry, Void.
package struct PrintJobParameters: ChangingRequest {
    package var job: Int
    package var requestId: String?
    package var reason: String?

    package init(job: Int) { self.job = job }
}

package struct DocumentParameters: ChangingRequest {
    package var document: String
    package var service: String?
    package var missing: [Int]?
    package var day: String?
    package var window: Int?
    package var `case`: String?
    package var denial: String?
    package var month: String?
    package var version: Int?
    package var printer: String?
    package var language: String?
    package var requestId: String?
    package var reason: String?

    package init(document: String) { self.document = document }
}

package struct PreviewParameters: Codable, Sendable {
    package var number: String?
    package var document: String?
    package var service: String?
    package var missing: [Int]?
    package var day: String?
    package var window: Int?
    package var printer: String?
    package var language: String?
    package var largePrint: Bool?
    package var format: String?

    package init() {}
}

package struct DeviceWatchParameters: Codable, Sendable {
    package var device: String
    package var learn: Bool?

    package init(device: String, learn: Bool?) { (self.device, self.learn) = (device, learn) }
}

package struct DeviceTestParameters: Codable, Sendable {
    package var device: String
    package var text: String?

    package init(device: String, text: String?) { (self.device, self.text) = (device, text) }
}
