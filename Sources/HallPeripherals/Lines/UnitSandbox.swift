import Glibc

/// What the sandbox of the systemd unit keeps from the daemon: technicians look for a cable, and it is a drop-in.
enum UnitSandbox {
    /// RestrictAddressFamilies answers for itself; nothing else does so in this way.
    static let closesNetwork: Bool = {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor < 0 else {
            close(descriptor)
            return false
        }
        return errno == EAFNOSUPPORT
    }()

    /// PrivateDevices leaves a handful of nodes, and the kernel's log is none of them.
    private static let hidesDevices = getenv("INVOCATION_ID") != nil && access("/dev/kmsg", F_OK) != 0

    /// After a reason for which an address could not be reached; empty where the sandbox is not to blame.
    static func hint(forAddress error: CInt) -> String {
        closesNetwork || error == EPERM
            ? "; the unit's sandbox keeps the network closed: install network-devices.conf with this address" : ""
    }

    /// The same for a device node.
    static func hint(forNode error: CInt) -> String {
        (error == ENOENT && hidesDevices) || error == EPERM
            ? "; the unit's sandbox shows no devices: install local-devices.conf or local-printers.conf" : ""
    }
}
