package import HallCore
import HallJournal
import Synchronization

/// One person's time at one window on one day (考勤). Milliseconds.
package struct WindowTime: Sendable, Equatable {
    package let staff: StaffID
    package let window: WindowNumber
    package internal(set) var first: CivilTime
    package internal(set) var last: CivilTime
    /// Ready to serve: signed in, and not paused.
    package internal(set) var openMilliseconds: Int64 = 0
    /// Of that, with a resident.
    package internal(set) var servingMilliseconds: Int64 = 0
    /// With a resident called or served.
    package internal(set) var occupiedMilliseconds: Int64 = 0
    /// Away from the window for work: a home visit, a meeting, paperwork.
    package internal(set) var workMilliseconds: Int64 = 0
    package internal(set) var breakMilliseconds: Int64 = 0
    /// Paused, and nobody said why.
    package internal(set) var unstatedMilliseconds: Int64 = 0
    package internal(set) var visits = 0
    /// Nobody signed out: it ends with what was done last.
    package internal(set) var isOpenEnded = false
}

/// Rebuilds who was at which window when, from the events of one business day.
///
/// Whom the hall's file signs in when the day opens has not come yet: their time begins with what is first done at
/// their window.
package struct AttendanceBook: Sendable {
    private struct Stay {
        var staff: StaffID
        var window: WindowNumber
        /// Nil: signed in by the file, and not seen yet.
        var since: HallTime?
        var pause: PauseKind??
        var lastActive: HallTime
        var servingSince: Int64?
        var occupiedSince: Int64?
    }

    private var stays: [Stay] = []
    /// When the day opened: what began before belongs to the one before.
    private var openedAt: Int64 = 0
    private var ended: [WindowTime] = []

    package init() {}

    package mutating func record(_ event: Event) {
        let at = event.at
        switch event.body {
        case .dayOpened(let day):
            openedAt = at.instant
            for window in day.windows where window.state != .closed {
                guard let staff = window.staff else { continue }
                var stay = Stay(staff: staff, window: window.number, since: nil, lastActive: at)
                if window.state == .paused { stay.pause = .some(nil) }
                stays.append(stay)
            }
        case .windowOpened(let fields): open(fields, at)
        case .windowPaused(let fields):
            settle(fields.window, at)
            change(fields.window) { $0.pause = .some(fields.pause) }
        case .windowClosed(let fields): leave(fields.window, at, isOpenEnded: false)
        case .ticketCalled(let fields):
            settle(fields.window, at)
            change(fields.window) { $0.occupiedSince = at.instant }
        case .ticketRecalled(let fields): settle(fields.window, at)
        case .callUndone(let fields):
            change(fields.window) { $0.occupiedSince = nil }
            settle(fields.window, at)
        case .serviceStarted(let fields):
            settle(fields.window, at)
            let since = max(fields.startedAt, openedAt)
            change(fields.window) { $0.servingSince = since }
        case .ticketResumed(let fields):
            settle(fields.window, at)
            change(fields.window) { ($0.servingSince, $0.occupiedSince) = (at.instant, at.instant) }
        case .ticketPassed(let fields):
            change(fields.window) { $0.servingSince = nil }
            endService(fields.window, at, visits: 0)
        case .ticketParked(let fields): endService(fields.window, at, visits: 0)
        case .ticketTransferred(let fields): endService(fields.window, at, visits: 0)
        case .serviceFinished(let fields): endService(fields.window, at, visits: 1)
        default: break
        }
    }

    /// Everybody's time, in order of first coming; of those who are still there, until they did something last.
    package func times() -> [WindowTime] {
        var book = self
        for stay in stays { book.leave(stay.window, stay.lastActive, isOpenEnded: true) }
        return book.ended.sorted { ($0.first.epochMilliseconds, $0.window) < ($1.first.epochMilliseconds, $1.window) }
    }

    private mutating func open(_ fields: WindowOpened, _ at: HallTime) {
        let known = stays.first { $0.window == fields.window }
        if let known, known.staff == fields.staff {
            settle(fields.window, at)
            return change(fields.window) { $0.pause = nil }
        }
        if known != nil { leave(fields.window, at, isOpenEnded: false) }
        guard let staff = fields.staff else { return }
        stays.append(Stay(staff: staff, window: fields.window, since: at, lastActive: at))
        _ = row(of: stays[stays.count - 1], at)
    }

    private mutating func endService(_ window: WindowNumber, _ at: HallTime, visits: Int) {
        settle(window, at)
        guard let index = stays.firstIndex(where: { $0.window == window }) else { return }
        let row = row(of: stays[index], at)
        if let since = stays[index].servingSince { ended[row].servingMilliseconds += max(0, at.instant - since) }
        if let since = stays[index].occupiedSince { ended[row].occupiedMilliseconds += max(0, at.instant - since) }
        ended[row].visits += visits
        (stays[index].servingSince, stays[index].occupiedSince) = (nil, nil)
    }

    /// Counts what has passed since the last event at the window, by the state that the window was in.
    private mutating func settle(_ window: WindowNumber, _ at: HallTime) {
        guard let index = stays.firstIndex(where: { $0.window == window }) else { return }
        let stay = stays[index]
        let row = row(of: stay, at)
        if let since = stay.since {
            let passed = max(0, at.instant - since.instant)
            switch stay.pause {
            case nil: ended[row].openMilliseconds += passed
            case .some(nil): ended[row].unstatedMilliseconds += passed
            case .some(let kind?):
                if kind.isWork { ended[row].workMilliseconds += passed } else { ended[row].breakMilliseconds += passed }
            }
        }
        ended[row].last = at.civil
        (stays[index].since, stays[index].lastActive) = (at, at)
    }

    private mutating func leave(_ window: WindowNumber, _ at: HallTime, isOpenEnded: Bool) {
        guard let index = stays.firstIndex(where: { $0.window == window }) else { return }
        // Whom only the file signed in, and who did nothing, was not there.
        if stays[index].since != nil {
            settle(window, at)
            let row = row(of: stays[index], at)
            ended[row].isOpenEnded = isOpenEnded
        }
        stays.remove(at: index)
    }

    private mutating func row(of stay: Stay, _ at: HallTime) -> Int {
        if let row = ended.firstIndex(where: { $0.staff == stay.staff && $0.window == stay.window }) { return row }
        ended.append(WindowTime(staff: stay.staff, window: stay.window, first: at.civil, last: at.civil))
        return ended.count - 1
    }

    private mutating func change(_ window: WindowNumber, _ change: (inout Stay) -> Void) {
        guard let index = stays.firstIndex(where: { $0.window == window }) else { return }
        change(&stays[index])
    }
}

extension Reports {
    /// Who was at which window, day by day.
    package func attendance(
        from first: BusinessDay, through last: BusinessDay
    ) throws -> [(day: BusinessDay, times: [WindowTime])] {
        try journal.days(from: first, through: last).map { day in
            let book = Mutex(AttendanceBook())
            try journal.events(of: day) { event in book.withLock { $0.record(event) } }
            return (day, book.withLock { $0.times() })
        }
    }
}
