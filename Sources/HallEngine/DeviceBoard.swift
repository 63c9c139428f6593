package import HallCore
import Synchronization

/// How a device is, in its own word.
package struct DeviceStatus: Sendable, Equatable {
    package var name: String
    /// The profile of its kind.
    package var profile: String
    /// Of a printer.
    package var role: PrinterRole?
    package var state: DeviceState
    /// What keeps a printer from printing.
    package var trouble: PrinterTrouble?
    /// What will need somebody soon, in IPP's words: `media-low`.
    package var notices: [String]
    /// The last error, as whoever knows it words it.
    package var detail: String?

    package init(
        name: String, profile: String, role: PrinterRole? = nil, state: DeviceState = .ok,
        trouble: PrinterTrouble? = nil,
        notices: [String] = [], detail: String? = nil
    ) {
        (self.name, self.profile, self.role, self.state) = (name, profile, role, state)
        (self.trouble, self.notices, self.detail) = (trouble, notices, detail)
    }
}

/// How every device of the hall is now. Adapters report here at once; the journal is told of changes, at most once
/// a minute for each device, so that a loose plug does not fill it.
package final class DeviceBoard: Sendable {
    package struct Entry: Sendable, Equatable {
        package var status: DeviceStatus
        package var since: HallTime
        /// Since when it has been in trouble of one kind or another.
        package var troubleSince: HallTime?
        fileprivate var journaled: DeviceChanged
        fileprivate var journaledAt: Int64?
    }

    private let entries = Mutex<[Entry]>([])
    private let order = Mutex<[String]>([])
    private static let journalGapMilliseconds: Int64 = 60_000

    package init() {}

    /// In the order of hall.toml.
    package var all: [Entry] { entries.withLock { $0 } }

    package subscript(name: String) -> DeviceStatus? {
        entries.withLock { entries in entries.first { $0.status.name == name }?.status }
    }

    /// Of a device that the hall has; what a reload took away may still be finishing.
    package func report(_ status: DeviceStatus, at now: HallTime) {
        guard order.withLock({ $0.contains(status.name) }) else { return }
        entries.withLock { entries in
            if let index = entries.firstIndex(where: { $0.status.name == status.name }) {
                guard entries[index].status != status else { return }
                let wasInTrouble = entries[index].status.trouble != nil
                entries[index].status = status
                entries[index].since = now
                if status.trouble == nil || !wasInTrouble {
                    entries[index].troubleSince = status.trouble == nil ? nil : now
                }
            } else {
                let assumed = DeviceChanged(device: status.name, state: .ok, detail: nil)
                entries.append(
                    Entry(
                        status: status, since: now, troubleSince: status.trouble == nil ? nil : now,
                        journaled: assumed))
            }
            let names = order.withLock { $0 }
            entries.sort { names.firstIndex(of: $0.status.name) ?? .max < names.firstIndex(of: $1.status.name) ?? .max }
        }
    }

    /// The devices that hall.toml has now, in its order.
    package func keep(only names: [String]) {
        order.withLock { $0 = names }
        entries.withLock { entries in entries.removeAll { !names.contains($0.status.name) } }
    }

    /// Submits what has changed and is due. Called every second.
    package func journal(through engine: HallEngine) async {
        let now = engine.now().instant
        for change in changesDue(now) {
            guard (try? await engine.submit(Submission(.reportDevice(change), by: .device(change.device)))) != nil
            else { continue }
            entries.withLock { entries in
                guard let index = entries.firstIndex(where: { $0.status.name == change.device }) else { return }
                (entries[index].journaled, entries[index].journaledAt) = (change, now)
            }
        }
    }

    private func changesDue(_ now: Int64) -> [DeviceChanged] {
        entries.withLock { entries in
            entries.compactMap { entry in
                let change = DeviceChanged(entry.status)
                let isDue = entry.journaledAt.map { now - $0 >= Self.journalGapMilliseconds } ?? true
                return isDue && change != entry.journaled ? change : nil
            }
        }
    }
}

extension DeviceChanged {
    fileprivate init(_ status: DeviceStatus) {
        let told = [status.trouble?.rawValue, status.detail].compactMap { $0 }
        self.init(device: status.name, state: status.state, detail: told.isEmpty ? nil : told.joined(separator: ": "))
    }
}
