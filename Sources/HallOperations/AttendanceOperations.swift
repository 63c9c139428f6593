import HallCore
import HallEngine
import HallReports
import HallWire

// 考勤: hours at the windows.

extension OperationTable {
    static let attendance: [Operation] = [
        .once("Staff.Hours", staff) { (asked: HoursParameters, caller, services) in
            guard let today = services.engine.snapshot.day else { throw OperationFailure.refused(.noBusinessDay) }
            let first = try asked.from.map { try value($0, "from", { BusinessDay($0) }) } ?? today
            let last = try asked.to.map { try value($0, "to", { BusinessDay($0) }) } ?? max(first, today)
            guard first <= last else { throw OperationFailure.invalidParameter("to") }
            var wanted = asked.staff
            // On a page people see their own time.
            if caller.role == .staff, let own = caller.actor.staff {
                guard wanted == nil || wanted == own else { throw OperationFailure.permissionDenied }
                wanted = own
            }
            let found = try await services.blocking { try services.reports.attendance(from: first, through: last) }
            guard !found.isEmpty else { throw OperationFailure.noData(from: "\(first)", to: "\(last)") }
            return HoursReply(
                stays: found.flatMap { day, times in
                    times.filter { wanted == nil || $0.staff == wanted }.map { WireStay($0, on: day) }
                })
        }
    ]
}

extension WireStay {
    init(_ time: WindowTime, on day: BusinessDay) {
        self.init(
            day: "\(day)", staff: time.staff, window: time.window, first: time.first.rfc3339(wholeSeconds: true),
            last: time.last.rfc3339(wholeSeconds: true))
        (open, serving) = (seconds(time.openMilliseconds), seconds(time.servingMilliseconds))
        (work, `break`) = (seconds(time.workMilliseconds), seconds(time.breakMilliseconds))
        (unstated, visits) = (seconds(time.unstatedMilliseconds), time.visits)
        openEnded = time.isOpenEnded
    }
}

private func seconds(_ milliseconds: Int64) -> Int { Int((milliseconds + 500) / 1000) }
