package import HallCore
package import HallEngine

/// The lines of the hall's hardware, for a technician who tries them out.
package struct DeviceLines: Sendable {
    /// Shows a test picture; returns the frames for each window. Nil where there is no such device.
    package var test: @Sendable (_ name: String, _ text: String?) async -> [(window: WindowNumber, frames: [[UInt8]])]?
    /// Bytes both ways, from now on; `learns`: with what can be found out about unknown ones. Nil where there is no such
    /// device.
    package var watch: @Sendable (_ name: String, _ learns: Bool) -> AsyncStream<LineTraffic>?

    package init(
        test: @escaping @Sendable (String, String?) async -> [(window: WindowNumber, frames: [[UInt8]])]? = { _, _ in
            nil
        },
        watch: @escaping @Sendable (String, Bool) -> AsyncStream<LineTraffic>? = { _, _ in nil }
    ) {
        (self.test, self.watch) = (test, watch)
    }
}
