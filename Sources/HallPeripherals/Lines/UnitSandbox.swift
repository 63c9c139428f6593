import Glibc

/// What the sandbox of the systemd unit keeps from the daemon: technicians look for a cable, and it is a drop-in.
enum UnitSandbox {
    /// Under RestrictAddressFamilies=AF_UNIX there is CUPS's socket and nothing else.
    static let closesNetwork: Bool = {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor < 0 else {
            close(descriptor)
            return false
        }
        return true
    }()

    /// PrivateDevices leaves a handful of nodes, and the kernel's log is none of them.
    private static let hidesDevices = isUnit && access("/dev/kmsg", F_OK) != 0

    private static let isUnit = getenv("INVOCATION_ID") != nil

    static let hintForNetwork =
        "; the unit's sandbox keeps the network closed: install network-devices.conf with this address"

    /// After a reason for which an address could not be reached; empty where the sandbox is not to blame.
    static func hint(forAddress error: CInt) -> String {
        if closesNetwork { return hintForNetwork }
        // A packet to an address that nobody allowed is dropped without a word.
        let isMaybe = isUnit && [ETIMEDOUT, EAFNOSUPPORT, EPERM].contains(error)
        return isMaybe ? "; is it an IPv4 address that network-devices.conf allows?" : ""
    }

    /// The same for a device node.
    static func hint(forNode path: String, _ error: CInt) -> String {
        guard path.hasPrefix("/dev/") else { return "" }
        // Which kinds of devices a unit may use is settled when it starts, by the drivers that there are then.
        if error == EPERM {
            return "; the unit's sandbox forbids it: install local-devices.conf or local-printers.conf,"
                + " or restart halld where one is installed"
        }
        return error == ENOENT && hidesDevices
            ? "; the unit's sandbox shows no devices: install local-devices.conf or local-printers.conf" : ""
    }

    /// The same for a program that plays sound.
    static var hintForSound: String {
        hidesDevices && access("/dev/snd", F_OK) != 0
            ? "; the unit's sandbox shows no sound cards: install local-devices.conf" : ""
    }
}
