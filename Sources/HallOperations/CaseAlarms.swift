import HallCore

extension Hall {
    /// What a supervisor has to know about cases and denials: an alarm's name, and its figure or day.
    var courseAlarms: [(name: String, detail: String)] {
        guard let today = day else { return [] }
        var alarms: [(String, String)] = []
        let open = caseIDs.compactMap { self.case($0) }.filter(\.state.isOpen)
        let overdue = open.count { due($0, on: today) == .overdue }
        if overdue > 0 { alarms.append(("overdue", "\(overdue)")) }
        let unanswered = followUpIDs.compactMap { followUp($0) }.count { $0.state.isOpen && $0.dueOn < today }
        if unanswered > 0 { alarms.append(("followUps", "\(unanswered)")) }
        let waiting = denialIDs.compactMap { denial($0) }.count { denial in
            denial.isOpen && calendar.workingDays(after: denial.id.day, through: today) > course.signOffDays
        }
        if waiting > 0 { alarms.append(("signOff", "\(waiting)")) }
        if let known = calendar.knownThrough, open.contains(where: { dueDay(of: $0).map { $0 > known } ?? false }) {
            alarms.append(("calendar", "\(known)"))
        }
        return alarms
    }

    /// Visits that a supervisor should look at.
    func longServices(_ now: Int64) -> [Ticket] {
        windows.compactMap { window in
            guard let ticket = window.current.flatMap({ self[$0] }), let started = ticket.startedAt,
                now - started >= Int64(course.longServiceMinutesMin) * 60_000
            else { return nil }
            return ticket
        }
    }

    /// Services that people wait for and no window serves: its last one closed, or serves others now.
    var servicesWithoutWindow: [ServiceCode] {
        var codes: [ServiceCode] = []
        for ticket in waiting.compactMap({ self[$0.id] }) where !codes.contains(ticket.service) {
            if windowsServing(ticket).allSatisfy({ $0.status.state == .closed }) { codes.append(ticket.service) }
        }
        return codes
    }
}
