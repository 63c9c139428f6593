// What is answered about hours at the windows. org.halld.Staff says what each field means.

package struct WireStay: Codable, Sendable, Equatable {
    package var day: String
    package var staff: String
    package var window: Int
    package var first: String
    package var last: String
    package var open = 0
    package var serving = 0
    package var work = 0
    package var `break` = 0
    package var unstated = 0
    package var visits = 0
    package var openEnded = false

    package init(day: String, staff: String, window: Int, first: String, last: String) {
        (self.day, self.staff, self.window) = (day, staff, window)
        (self.first, self.last) = (first, last)
    }
}

package struct HoursReply: Codable, Sendable {
    package var stays: [WireStay]

    package init(stays: [WireStay]) { self.stays = stays }
}
