import HallCore
import HallEngine
package import HallJournal
package import HallWire
import Synchronization

/// What an administrator has to know: told by `hallctl status`, the page of administrators, `/metrics` and the daemon's
/// log, all from this list.
package struct Alarm: Sendable, Equatable {
    package let name: String
    package let detail: String
    package var device: String?
    package var trouble: String?
    /// Nil: since it was first seen.
    fileprivate var since: HallTime?
    /// There may be several of the name, about different things.
    fileprivate var subject = ""

    init(_ name: String, _ detail: String, since: HallTime? = nil, subject: String = "") {
        (self.name, self.detail, self.since, self.subject) = (name, detail, since, subject)
    }

    /// The same trouble, though its figure may have changed.
    fileprivate var key: String { [name, device ?? subject].filter { !$0.isEmpty }.joined(separator: " ") }
}

/// Since when each alarm has been there, as RFC 3339 by the alarm's key; a restart in between does not count: what comes
/// again soon after it is what stood before.
package final class AlarmBook: Sendable {
    private struct Entries {
        var lists = 0
        var since: [String: (told: String, seenByList: Int)] = [:]
        /// Of those that stood before the daemon was restarted.
        var before: [String: String]
    }

    private let entries: Mutex<Entries>

    package init(before: [String: String] = [:]) {
        entries = Mutex(Entries(before: before))
    }

    /// The list that is made, with since when. What has ended is forgotten: when it comes back it is another. Several lists
    /// may be made at once, and one begun before an alarm was seen does not know of it: only a later one ends it.
    fileprivate func dated(at now: HallTime, _ makeList: () -> [Alarm]) -> [(alarm: Alarm, since: String)] {
        let list = entries.withLock { entries in
            entries.lists += 1
            return entries.lists
        }
        let alarms = makeList()
        return entries.withLock { entries in
            let dated = alarms.map { alarm in
                let first = alarm.since?.told ?? entries.since[alarm.key]?.told ?? now.told
                return (alarm: alarm, since: entries.before[alarm.key] ?? first)
            }
            let ended = entries.since.filter { $0.value.seenByList < list }.keys
            for (alarm, since) in dated { entries.since[alarm.key] = (since, entries.lists) }
            for key in ended where !alarms.contains(where: { $0.key == key }) {
                (entries.since[key], entries.before[key]) = (nil, nil)
            }
            return dated
        }
    }

    /// To be kept for the next start, with what has not come again since this one.
    package var all: [String: String] {
        entries.withLock { $0.before.merging($0.since.mapValues(\.told)) { _, now in now } }
    }

    /// What has not come again by now has ended while nobody looked.
    package func forgetWhatIsOver() {
        entries.withLock { entries in
            let since = entries.since
            entries.before = entries.before.filter { since[$0.key] != nil }
        }
    }
}

extension HallTime {
    fileprivate var told: String { civil.rfc3339(wholeSeconds: true) }
}

/// What goes wrong where nobody asks: a backup that could not be made, and the like, until it goes well again.
package final class TroubleBoard: Sendable {
    private let troubles: Mutex<[(name: String, why: String)]>
    private let keepDamage: @Sendable (String?) -> Void

    /// `damage` is what is known of the journal's from before, and `keepDamage` keeps it for the next start.
    package init(damage: String? = nil, keepDamage: @escaping @Sendable (String?) -> Void = { _ in }) {
        troubles = Mutex(damage.map { [("damaged", $0)] } ?? [])
        self.keepDamage = keepDamage
    }

    /// After the whole journal was read. Nil: it is good. Writes a file: blocks.
    package func noteDamage(_ why: String?) {
        keepDamage(why)
        note("damaged", why)
    }

    /// Nil: it goes well again.
    package func note(_ name: String, _ why: String?) {
        troubles.withLock { troubles in
            troubles.removeAll { $0.name == name }
            if let why { troubles.append((name, why)) }
        }
    }

    package var all: [(name: String, why: String)] { troubles.withLock { $0 } }
}

extension HallServices {
    /// Reads all of the journal; the alarm `damaged` begins or ends with what is found. Blocks.
    package func verifyJournal() throws -> SQLiteJournal.Verification {
        let found = try journal.verify()
        troubles.noteDamage(found.brokenSequence.map { "\($0): \(found.why ?? "")" })
        return found
    }
}

/// What the hall can record just now.
package enum Recording: String, Sendable {
    case everything, whatHasBegun, nothing
}

extension HallServices {
    package var recording: Recording {
        engine.storageTrouble != nil ? .nothing : engine.isShortOfRoom ? .whatHasBegun : .everything
    }

    /// A day: until somebody may have seen it.
    private static let diskTroubleMilliseconds: Int64 = 86_400_000

    /// Every alarm, and since when.
    package func alarms() -> [StatusReply.Alarm] { keyedAlarms().map(\.alarm) }

    /// The same, each with what tells it from others of its name.
    package func keyedAlarms() -> [(key: String, alarm: StatusReply.Alarm)] {
        let (hall, now) = state
        return alarmBook.dated(at: now) { current(hall, now) }.map { alarm, since in
            let told = StatusReply.Alarm(
                name: alarm.name, since: since, detail: alarm.detail, device: alarm.device, trouble: alarm.trouble)
            return (alarm.key, told)
        }
    }

    private func current(_ hall: Hall, _ now: HallTime) -> [Alarm] {
        ofTheMachine(hall, now) + ofTheQueue(hall, now) + ofThePaperwork(hall, now) + ofDevices
    }

    private func ofTheMachine(_ hall: Hall, _ now: HallTime) -> [Alarm] {
        var alarms: [Alarm] = []
        if let fault = engine.storageTrouble { alarms.append(Alarm("storage", fault.why, since: fault.since)) }
        if let fault = engine.lastStorageTrouble, engine.storageTrouble == nil,
            now.instant - fault.since.instant < Self.diskTroubleMilliseconds
        {
            // The next fault is another one, also where the last was just told.
            alarms.append(Alarm("disk", fault.why, since: fault.since, subject: fault.since.told))
        }
        if engine.isShortOfRoom { alarms.append(Alarm("room", "")) }
        if !now.trusted {
            alarms.append(Alarm("clock", now.told, since: hall.trustedTime))
        }
        return alarms + troubles.all.map { Alarm($0.name, $0.why) }
    }

    private func ofTheQueue(_ hall: Hall, _ now: HallTime) -> [Alarm] {
        var alarms: [Alarm] = []
        let unserved = hall.servicesWithoutWindow.map {
            hall.configuration?.service($0)?.name[.simplifiedChinese] ?? $0
        }
        if !unserved.isEmpty { alarms.append(Alarm("noWindow", unserved.joined(separator: "、"))) }
        if let one = hall.appointmentsOutsideHours.first { alarms.append(Alarm("appointments", "\(one.day)")) }
        return alarms
            + hall.longServices(now.instant).map { Alarm("longService", "\($0.number)", subject: "\($0.number)") }
    }

    private func ofThePaperwork(_ hall: Hall, _ now: HallTime) -> [Alarm] {
        var alarms = hall.courseAlarms.map { Alarm($0.name, $0.detail) }
        let stale = hall.configuration?.staleGuides(on: now.civil.day) ?? []
        if !stale.isEmpty {
            alarms.append(Alarm("guides", stale.map { $0.name[.simplifiedChinese] }.joined(separator: "、")))
        }
        if let month = monthToHandIn(hall) { alarms.append(Alarm("report", "\(month)")) }
        return alarms
    }

    private var ofDevices: [Alarm] {
        func alarm(_ name: String, _ device: DeviceBoard.Entry, _ detail: String, _ trouble: String?) -> Alarm {
            var alarm = Alarm(name, detail, since: device.since)
            (alarm.device, alarm.trouble) = (device.status.name, trouble)
            return alarm
        }
        let low = devices.all.filter { $0.status.notices.contains("media-low") }.map {
            alarm("paper", $0, "", "media-low")
        }
        return low
            + devices.all.compactMap { device in
                let detail = device.status.detail ?? ""
                if let trouble = device.status.trouble { return alarm("printer", device, detail, trouble.rawValue) }
                return device.status.state == .ok ? nil : alarm("device", device, detail, nil)
            }
    }

    /// The last month that is over, where it had business and has not been handed in by its time.
    private func monthToHandIn(_ hall: Hall) -> ReportMonth? {
        guard let today = hall.day else { return nil }
        let (month, due) = hall.reportDue(on: today)
        let span = month.days(beginningOn: hall.reportRules.monthBeginsOn)
        guard due <= today, hall.handedIn(month) == nil else { return nil }
        // Whoever asks how the hall is must be told while the journal cannot be read, too.
        guard let days = try? journal.days(from: span.first, through: span.last), !days.isEmpty else { return nil }
        return month
    }
}
