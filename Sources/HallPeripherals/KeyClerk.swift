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

    /// Nil where the hall did it; else why not.
    func carryOut(_ press: KeyPress) async -> String? {
        let hall = engine.snapshot
        if press.action == .evaluate, hall.window(window)?.current == nil {
            let visit = hall.lastVisit(at: window, now: engine.now().instant)
            return visit.map { $0.score == nil } ?? false ? nil : "there is no visit to rate"
        }
        guard let command = command(of: press, hall) else { return "there is no such number, or no digits" }
        let request = RequestID(id: "key-\(UUID().uuidString)", fingerprint: 0)
        for _ in 0..<Self.attemptsMax {
            do throws(SubmissionFailure) {
                _ = try await engine.submit(Submission(command, by: .device(device.name), request: request))
                return nil
            } catch {
                switch error {
                case .refused(let refusal): return refusal.description.name
                // Whether it was done is not known: asked again, the hall says.
                case .outcomeUnknown: try? await Task.sleep(for: .seconds(1))
                case .storageUnavailable, .busy, .stopping: return "\(error)"
                }
            }
        }
        return "the journal cannot be written"
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
        case .finish, .evaluate: return .finish(window, reason: nil)
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

    /// The same id again signs out.
    private func signIn(_ digits: String, _ status: WindowStatus, _ hall: Hall) -> Command? {
        guard !digits.isEmpty else { return nil }
        let known = hall.configuration?.staff ?? []
        let number = Int(digits)
        let staff =
            known.first { $0.id == digits }?.id ?? known.first { number != nil && Int($0.id) == number }?.id ?? digits
        let isThere = status.state != .closed && status.staff == staff
        return isThere
            ? .closeWindow(window, reason: nil) : .openWindow(window, staff: staff, relieve: true, reason: nil)
    }

    /// By the digits of its number, which is enough where only one of this window's has them; without digits the first
    /// that was begun here.
    private func ticket(_ digits: String, _ state: TicketState, _ hall: Hall) -> TicketNumber? {
        let served = hall.issued.array.compactMap { hall[$0] }.filter { $0.state == state }
        guard !digits.isEmpty else {
            let own = served.filter { $0.window == window }
            return own.min { ($0.startedAt ?? 0) < ($1.startedAt ?? 0) }?.number
        }
        let meant = served.filter { ticket in
            Int32(digits) == ticket.number.ordinal
                && hall.windowsServing(ticket).contains { $0.status.number == window }
        }
        return meant.count == 1 ? meant[0].number : nil
    }
}
