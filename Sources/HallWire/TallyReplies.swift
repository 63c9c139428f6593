// The figures, as they travel. org.halld.Tally says what each field means.

package struct WireSpread: Codable, Sendable, Equatable {
    package var count: Int
    package var mean: Double
    package var median: Double
    package var p90: Double
    package var max: Double

    package init(count: Int, mean: Double, median: Double, p90: Double, max: Double) {
        (self.count, self.mean, self.median, self.p90, self.max) = (count, mean, median, p90, max)
    }
}

package struct WireTally: Codable, Sendable, Equatable {
    package var day: String?
    package var from: String?
    package var to: String?
    package var days: Int?
    package var formula: Int?
    package var broken: [String]?
    package var key: String?
    package var issued = 0
    package var carriedIn = 0
    package var carriedOut = 0
    package var waiting = 0
    package var called = 0
    package var serving = 0
    package var parked = 0
    package var served = 0
    package var noShow = 0
    package var cancelled = 0
    package var voided = 0
    package var printFailures = 0
    package var returned = 0
    package var entered = 0
    package var homeVisits = 0
    package var turnedAway = 0
    package var overtime = 0
    package var corrected = 0
    package var byAppointment = 0
    package var appointments = WireAppointmentCounts()
    package var matters = WireOutcomes()
    package var wait: WireSpread?
    package var waits = WireWaits()
    package var walk: WireSpread?
    package var serviceTime: WireSpread?
    package var suspects = WireSuspectCounts()
    package var windowTime = WireWindowTime()
    package var promise = WirePromise()
    package var ratings = WireRatings()
    package var cases = WireCaseCounts()
    package var denials = WireDenialCounts()
    package var followUps = WireFollowUpCounts()
    package var groups: [WireTally]?

    package init() {}
}

/// Booked = kept + missed + cancelled + still to come.
package struct WireAppointmentCounts: Codable, Sendable, Equatable {
    package var booked = 0
    package var kept = 0
    package var missed = 0
    package var cancelled = 0

    package init() {}
}

/// Matters by outcome, as many as were brought at once.
package struct WireOutcomes: Codable, Sendable, Equatable {
    package var done = 0
    package var accepted = 0
    package var materialsIncomplete = 0
    package var denied = 0
    package var referred = 0
    package var consulted = 0
    package var handedOut = 0
    package var unserved = 0
    package var byDefault = 0

    package init() {}
}

package struct WireWaits: Codable, Sendable, Equatable {
    package var within15 = 0
    package var within30 = 0
    package var open: WireSpread?
    package var stages: WireSpread?
    package var total: WireSpread?
    package var unserved: WireSpread?

    package init() {}
}

package struct WireSuspectCounts: Codable, Sendable, Equatable {
    package var short = 0
    package var long = 0

    package init() {}
}

/// Seconds.
package struct WireWindowTime: Codable, Sendable, Equatable {
    package var open = 0
    package var occupied = 0
    package var serving = 0
    package var idle = 0
    package var work = 0
    package var `break` = 0
    package var unstated = 0

    package init() {}
}

package struct WirePromise: Codable, Sendable, Equatable {
    package var given = 0
    package var kept = 0

    package init() {}
}

package struct WireRatings: Codable, Sendable, Equatable {
    package var levels = [0, 0, 0, 0, 0]
    package var unrated = 0
    package var excluded = [0, 0, 0, 0, 0]
    package var satisfied = 0
    package var satisfiedMin = 3
    package var unratedCountsAs: Int?
    package var ofRated: Double?
    package var ofAll: Double?

    package init() {}
}

package struct WireCaseCounts: Codable, Sendable, Equatable {
    package var opening = 0
    package var accepted = 0
    package var completed = 0
    package var withdrawn = 0
    package var denied = 0
    package var closing = 0
    package var due = 0
    package var kept = 0
    package var overdue = 0

    package init() {}
}

package struct WireDenialCounts: Codable, Sendable, Equatable {
    package var recorded = 0
    package var upheld = 0
    package var overturned = 0
    package var unsigned = 0

    package init() {}
}

package struct WireFollowUpCounts: Codable, Sendable, Equatable {
    package var opening = 0
    package var opened = 0
    package var answered = 0
    package var closing = 0
    package var due = 0
    package var kept = 0

    package init() {}
}

package struct SuspectsReply: Codable, Sendable {
    package struct Suspect: Codable, Sendable {
        package var number: String
        package var day: String
        package var service: String
        package var window: Int
        package var staff: String?
        package var seconds: Int
        package var why: String

        package init(
            number: String, day: String, service: String, window: Int, staff: String?, seconds: Int, why: String
        ) {
            (self.number, self.day, self.service, self.window) = (number, day, service, window)
            (self.staff, self.seconds, self.why) = (staff, seconds, why)
        }
    }

    package var services: [Suspect]

    package init(services: [Suspect]) { self.services = services }
}

/// A category now, and at the same time of the same weekday in the weeks before.
package struct WireLoad: Codable, Sendable {
    package var prefix: String
    package var name: WireText
    package var colour: String
    package var waiting: Int
    package var longestWaitSeconds: Int?
    package var issued: Int
    package var usualWaiting: Double?
    package var usualIssued: Double?

    package init(prefix: String, name: WireText, colour: String, waiting: Int, issued: Int) {
        (self.prefix, self.name, self.colour) = (prefix, name, colour)
        (self.waiting, self.issued) = (waiting, issued)
    }
}

package struct LoadReply: Codable, Sendable {
    package var day: String
    package var now: String
    package var comparedWith: [String]
    package var categories: [WireLoad]

    package init(day: String, now: String, comparedWith: [String], categories: [WireLoad]) {
        (self.day, self.now) = (day, now)
        (self.comparedWith, self.categories) = (comparedWith, categories)
    }
}
