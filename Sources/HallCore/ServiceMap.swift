import HashTreeCollections

/// Which window serves which service at which level, as a flat table: ordering reads it for every waiting ticket.
struct ServiceMap: Sendable, Equatable {
    private var serviceCount = 0
    private var indexByCode: TreeDictionary<ServiceCode, Int32> = [:]
    private var rowByWindow: TreeDictionary<WindowNumber, Int> = [:]
    private var levels: [ServiceLevel?] = []

    init() {}

    init(_ configuration: HallConfiguration) {
        serviceCount = configuration.services.count
        for (index, service) in configuration.services.enumerated() { indexByCode[service.code] = Int32(index) }
        for (row, window) in configuration.windows.enumerated() {
            rowByWindow[window.number] = row
            levels += configuration.services.map { window.level(of: $0.code) }
        }
    }

    func index(of service: ServiceCode) -> Int32? { indexByCode[service] }

    func row(of window: WindowNumber) -> Row? {
        rowByWindow[window].map { Row(window: Int32($0), start: $0 * serviceCount, number: Int32(window)) }
    }

    struct Row {
        let window: Int32
        let start: Int
        let number: Int32
    }

    /// Nil where the window does not serve the ticket's service, or the ticket is for another window.
    func level(of ticket: WaitingTicket, at row: Row) -> ServiceLevel? {
        if let target = ticket.targetWindow { return target == row.number ? .primary : nil }
        return levels[row.start + Int(ticket.service)]
    }
}
