import Dispatch

/// The thread that owns a printer's driver: everything a driver does blocks.
///
/// `@unchecked`: the driver is touched on `queue` alone.
final class DriverSeat: @unchecked Sendable {
    private let driver: any PrinterDriver
    private let queue: DispatchQueue
    let pollInterval: Duration

    init(_ driver: any PrinterDriver, name: String) {
        self.driver = driver
        queue = DispatchQueue(label: "hall.printer.\(name)")
        pollInterval = driver.pollInterval
    }

    func sit<Value: Sendable>(_ work: @escaping @Sendable (any PrinterDriver) -> Value) async -> Value {
        await withCheckedContinuation { continuation in
            queue.async { continuation.resume(returning: work(self.driver)) }
        }
    }

    func sit<Value: Sendable>(_ work: @escaping @Sendable (any PrinterDriver) throws -> Value) async throws -> Value {
        let result = await sit { driver in Result { try work(driver) } }
        return try result.get()
    }
}
