import Foundation
import HallCore
import HallEngine
import HallFiles

/// Carries out what is pressed at a window by the hall's rules for clerks with nothing but keys.
struct KeyClerk {
    let engine: HallEngine
    let device: WindowDeviceBinding
    let window: WindowNumber

    private static let attemptsMax = 5

    /// Whether the hall did it.
    func carryOut(_ press: KeyPress) async -> Bool {
        let hall = engine.snapshot
        if press.action == .evaluate, hall.window(window)?.current == nil {
            return hall.lastVisit(at: window, now: engine.now().instant).map { $0.score == nil } ?? false
        }
        guard let command = command(of: press, hall) else { return false }
        let request = RequestID(id: "key-\(UUID().uuidString)", fingerprint: 0)
        for _ in 0..<Self.attemptsMax {
            do throws(SubmissionFailure) {
                _ = try await engine.submit(Submission(command, by: .device(device.name), request: request))
                return true
            } catch {
                // Whether it was done is not known: asked again, the hall says.
                guard case .outcomeUnknown = error else { return false }
                try? await Task.sleep(for: .seconds(1))
            }
        }
        return false
    }

    /// Nil where what was pressed makes no sense now.
    private func command(of press: KeyPress, _ hall: Hall) -> Command? {
        guard let status = hall.window(window) else { return nil }
        switch press.action {
        case .call:
            guard !press.digits.isEmpty else {
                return .call(window, pick: nil, finish: true, silent: false, reason: nil)
            }
            return ticket(press.digits, .waiting, hall).map {
                .call(window, pick: $0, finish: true, silent: false, reason: nil)
            }
        case .recall: return .recall(window, reason: nil)
        case .start: return .start(window, reason: nil)
        case .finish, .evaluate: return .finish(window, .done, reason: nil)
        case .noShow: return .noShow(window, reason: nil)
        case .park: return .park(window, reason: nil)
        case .resume: return ticket(press.digits, .parked, hall).map { .resume(window, $0, reason: nil) }
        case .transfer: return Int(press.digits).map { .transfer(window, to: .window($0), reason: nil) }
        case .undo: return .undoCall(window, reason: nil)
        case .pause:
            return status.state == .paused
                ? .openWindow(window, staff: status.staff, reason: nil) : .pauseWindow(window, reason: nil)
        case .signIn: return signIn(press.digits, status, hall)
        case .rate(let key):
            guard device.scores.indices.contains(key - 1) else { return nil }
            return .rate(window, score: device.scores[key - 1], reason: nil)
        }
    }

    /// The same id again signs out, and so does the key alone.
    private func signIn(_ digits: String, _ status: WindowStatus, _ hall: Hall) -> Command {
        let known = hall.configuration?.staff ?? []
        let number = Int(digits)
        let staff = known.first { $0.id == digits }?.id ?? known.first { number != nil && Int($0.id) == number }?.id
        let isThere = status.state != .closed && status.staff != nil && status.staff == staff
        guard !digits.isEmpty, !isThere else { return .closeWindow(window, reason: nil) }
        return .openWindow(window, staff: staff ?? digits, relieve: true, reason: nil)
    }

    /// By the digits of its number, which is enough where only one of this window's has them; without digits the first.
    private func ticket(_ digits: String, _ state: TicketState, _ hall: Hall) -> TicketNumber? {
        let served = hall.issued.array.compactMap { hall[$0] }.filter { ticket in
            ticket.state == state && hall.configuration?.window(window)?.level(of: ticket.service) != nil
        }
        guard let ordinal = Int32(digits) else {
            return served.first { $0.window == window }?.number ?? served.first?.number
        }
        let meant = served.filter { $0.number.ordinal == ordinal }
        return meant.count == 1 ? meant[0].number : nil
    }
}
