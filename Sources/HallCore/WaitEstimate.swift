import HashTreeCollections

/// How fast a service went of late.
package struct ServicePace: Codable, Equatable, Sendable {
    package let service: ServiceCode
    /// Newest last.
    package internal(set) var serviceSeconds: [Int] = []
    /// Of the last ticket called for the first time.
    package internal(set) var lastWaitSeconds: Int?
    package internal(set) var calledCount = 0
    package internal(set) var passedCount = 0

    static let samplesMax = 20

    mutating func served(seconds: Int) {
        serviceSeconds.append(seconds)
        if serviceSeconds.count > Self.samplesMax { serviceSeconds.removeFirst() }
    }
}

extension Hall {
    /// How many the window may call, now or later. Every display asks at every change.
    package func waitingCount(at window: WindowNumber) -> Int {
        guard let row = serviceMap.row(of: window) else { return 0 }
        return waiting.count { serviceMap.level(of: $0, at: row) != nil }
    }

    /// How long somebody with `ahead` tickets before them will wait; nil while nobody serves them.
    ///
    /// The mean of two estimators of Ibrahim and Whitt (2009): QL, the queue divided by the rate at which it is
    /// served, thinned by those who do not come, and LES, the wait of the last who was called. A range of
    /// 0.6 to 1.5 times that mean, in whole minutes.
    package func estimatedWait(for ticket: Ticket, ahead: Int, now: Int64) -> WaitRange? {
        let windows = bestWindows(for: ticket).filter { $0.state == .open }
        guard !windows.isEmpty else { return nil }
        let idle = windowsServing(ticket).count { serving in
            serving.status.state == .open && serving.status.current == nil && serving.level != .backup
        }
        if ahead < idle { return WaitRange(lowMinutes: 0, highMinutes: 2) }
        let pace = paces[ticket.service]
        let samples = pace?.serviceSeconds ?? []
        let expected = configuration?.service(ticket.service)?.expectedSeconds ?? 300
        let mean = samples.isEmpty ? Double(expected) : Double(samples.reduce(0, +)) / Double(samples.count)
        let passedShare = pace.map { Double($0.passedCount) / Double(max(1, $0.calledCount)) } ?? 0
        let queueLength = (Double(ahead) * (1 - min(passedShare, 0.9)) + 1) * mean / Double(windows.count)
        let seconds = pace?.lastWaitSeconds.map { (queueLength + Double($0)) / 2 } ?? queueLength
        let (shortest, longest) = (clockSeconds(seconds * 0.6, now), clockSeconds(seconds * 1.5, now))
        let low = Int(shortest / 60)
        return WaitRange(lowMinutes: low, highMinutes: max(low + 2, Int((longest / 60).rounded(.up))))
    }

    /// Lunch and closures are waited through.
    private func clockSeconds(_ seconds: Double, _ now: Int64) -> Double {
        guard let configuration, time != nil else { return seconds }
        return configuration.clockSeconds(forOpen: seconds, from: wallClock(at: now))
    }

    /// What the clock showed at an instant, reckoned from the last event: the same for every picture until the next one.
    package func wallClock(at instant: Int64) -> CivilTime {
        let last = time!
        return CivilTime(
            epochMilliseconds: last.civil.epochMilliseconds - (last.instant - instant),
            offsetMinutes: last.civil.offsetMinutes)
    }
}
