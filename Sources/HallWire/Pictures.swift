// The pictures that pages show, whole each time. The .varlink files say what each field means.

package struct OffersReply: Codable, Sendable, Equatable {
    package struct Offer: Codable, Sendable, Equatable {
        package var service: String
        package var waiting: Int
        package var refusal: String?
        package var opensAt: String?
        package var ahead: Int?
        package var wait: WireWaitRange?
        package var windows: [Int]

        package init(service: String, waiting: Int, windows: [Int]) {
            (self.service, self.waiting, self.windows) = (service, waiting, windows)
        }
    }

    package var open: Bool
    package var opensAt: String?
    package var trouble: String?
    package var offers: [Offer]
    package var appointments: Int

    package init(open: Bool, opensAt: String?, trouble: String?, offers: [Offer], appointments: Int) {
        (self.open, self.opensAt, self.trouble, self.offers) = (open, opensAt, trouble, offers)
        self.appointments = appointments
    }
}

package struct BoardReply: Codable, Sendable, Equatable {
    package struct Call: Codable, Sendable, Equatable {
        package var number: String
        package var window: Int
        package var name: WireText
        package var category: String
        package var state: String
        package var calledAt: String
        package var lastCalledAt: String
        package var calls: Int
        package var silent: Bool

        package init(
            number: String, window: Int, name: WireText, category: String, state: String, calledAt: String,
            lastCalledAt: String, calls: Int, silent: Bool
        ) {
            (self.number, self.window, self.name, self.category) = (number, window, name, category)
            (self.state, self.calledAt, self.lastCalledAt) = (state, calledAt, lastCalledAt)
            (self.calls, self.silent) = (calls, silent)
        }
    }

    package struct Window: Codable, Sendable, Equatable {
        package var window: Int
        package var state: String
        package var current: String?
        package var services: [WireText]
        package var rateable: String?

        package init(window: Int, state: String, current: String?, services: [WireText], rateable: String?) {
            (self.window, self.state, self.current, self.services) = (window, state, current, services)
            self.rateable = rateable
        }
    }

    package struct Category: Codable, Sendable, Equatable {
        package var prefix: String
        package var name: WireText
        package var pictogram: String
        package var colour: String
        package var waiting: Int

        package init(prefix: String, name: WireText, pictogram: String, colour: String, waiting: Int) {
            (self.prefix, self.name, self.pictogram) = (prefix, name, pictogram)
            (self.colour, self.waiting) = (colour, waiting)
        }
    }

    package var hall: WireText
    package var open: Bool
    package var opensAt: String?
    package var waiting: Int
    package var calls: [Call]
    package var windows: [Window]
    package var categories: [Category]
    package var notices: [WireText]
    package var lastCall: [String]?

    package init(
        hall: WireText, open: Bool, opensAt: String?, waiting: Int, calls: [Call], windows: [Window],
        categories: [Category], notices: [WireText]
    ) {
        (self.hall, self.open, self.opensAt, self.waiting) = (hall, open, opensAt, waiting)
        (self.calls, self.windows, self.categories, self.notices) = (calls, windows, categories, notices)
    }
}

package struct DeskReply: Codable, Sendable, Equatable {
    package struct Rules: Codable, Sendable, Equatable {
        package var undoSecondsMax: Int
        package var recallGapSecondsMin: Int
        package var recallCountMax: Int
        package var noShowCallCountMin: Int
        package var noShowGapSecondsMin: Int

        package init(
            undoSecondsMax: Int, recallGapSecondsMin: Int, recallCountMax: Int, noShowCallCountMin: Int,
            noShowGapSecondsMin: Int
        ) {
            (self.undoSecondsMax, self.recallGapSecondsMin) = (undoSecondsMax, recallGapSecondsMin)
            (self.recallCountMax, self.noShowCallCountMin) = (recallCountMax, noShowCallCountMin)
            self.noShowGapSecondsMin = noShowGapSecondsMin
        }
    }

    package struct Times: Codable, Sendable, Equatable {
        package var calledAt: String?
        package var lastCalledAt: String?
        package var startedAt: String?
        package var startInferred: Bool

        package init(calledAt: String?, lastCalledAt: String?, startedAt: String?, startInferred: Bool) {
            (self.calledAt, self.lastCalledAt) = (calledAt, lastCalledAt)
            (self.startedAt, self.startInferred) = (startedAt, startInferred)
        }
    }

    package struct Waiting: Codable, Sendable, Equatable {
        package var number: String
        package var service: String
        package var serviceName: WireText
        package var priority: String
        package var needs: [String]
        package var language: String
        package var issuedAt: String
        package var level: String
        package var passes: Int
        package var returned: Bool

        package init(
            number: String, service: String, serviceName: WireText, priority: String, needs: [String],
            language: String, issuedAt: String, level: String, passes: Int, returned: Bool
        ) {
            (self.number, self.service, self.serviceName) = (number, service, serviceName)
            (self.priority, self.needs, self.language) = (priority, needs, language)
            (self.issuedAt, self.level, self.passes) = (issuedAt, level, passes)
            self.returned = returned
        }
    }

    package var window: WireWindow
    package var staffName: String?
    package var current: WireTicket?
    package var times: Times?
    package var waiting: Int
    package var rule: String?
    package var queue: [Waiting]
    package var parked: [Waiting]
    package var passed: [Waiting]
    package var lastFinished: String?
    package var unstated = 0
    package var dueCases = 0
    package var rules: Rules

    package init(window: WireWindow, waiting: Int, rules: Rules) {
        (self.window, self.waiting, self.rules) = (window, waiting, rules)
        (queue, parked, passed) = ([], [], [])
    }
}

package struct FiguresReply: Codable, Sendable {
    package var staff: String?
    package var served: Int
    package var noShow: Int
    package var wait: WireSpread?
    package var serviceTime: WireSpread?

    package init(staff: String?, served: Int, noShow: Int, wait: WireSpread?, serviceTime: WireSpread?) {
        (self.staff, self.served, self.noShow) = (staff, served, noShow)
        (self.wait, self.serviceTime) = (wait, serviceTime)
    }
}
