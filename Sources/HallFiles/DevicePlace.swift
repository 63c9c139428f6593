/// Where a device is.
package enum DevicePlace: Hashable, Sendable {
    /// slips/ of the state directory.
    case folder
    /// A CUPS queue.
    case queue(String)
    /// A device node, a serial line or a file, by a stable name.
    case node(String)
    case tcp(host: String, port: Int)

    /// As hall.toml has it.
    package var text: String {
        switch self {
        case .folder: "slips/"
        case .queue(let name), .node(let name): name
        case .tcp(let host, let port): host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
        }
    }

    static func tcp(_ address: String, _ table: TableReader) -> DevicePlace? {
        let parts = address.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count >= 2, let port = Int(parts.last!), (1...65_535).contains(port), !parts[0].isEmpty else {
            return table.fault("address", "expected a host and port like \"192.168.1.50:9100\"", nil)
        }
        let host = parts.dropLast().joined(separator: ":")
        return .tcp(host: host.hasPrefix("[") ? String(host.dropFirst().dropLast()) : host, port: port)
    }
}
