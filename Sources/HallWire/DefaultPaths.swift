/// Where the daemon's socket is when nobody says.
package enum DefaultPaths {
    package static let configuration = "/etc/halld/hall.toml"
    package static let state = "/var/lib/halld"
    package static let web = "127.0.0.1:8080"
    package static let socket = "/run/halld/control.sock"
    /// Names another socket for hallctl, and for a daemon started by hand.
    package static let socketVariable = "HALL_SOCKET"
    package static let version = "0.1.0"
}
