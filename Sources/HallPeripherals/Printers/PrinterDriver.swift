import Glibc
import HallCore
import HallEngine
import HallFiles

/// What is to be printed, for every way out. Rendering happens when it is asked for.
struct PrintableDocument {
    let document: Document
    let settings: SlipSettings
    let renderer: SlipRenderer
    let printer: PrinterProfile

    var name: String { document.name }

    func bytes() throws(PrintFailure) -> (bytes: [UInt8], widthMillimetres: Int, heightMillimetres: Int) {
        try renderer.output(of: document, settings, printer)
    }
}

/// A printer's own word about itself.
struct PrinterCondition: Sendable, Equatable {
    var trouble: PrinterTrouble?
    /// What will need somebody soon.
    var notices: [String] = []
    var detail: String?
    /// It prints, but how it is cannot be known, for the reason in `detail`.
    var isUnknown = false

    var state: DeviceState {
        switch trouble {
        case nil: isUnknown ? .degraded : .ok
        case .unreachable: .absent
        default: .degraded
        }
    }
}

struct PrintFailure: Error, Equatable {
    var trouble: PrinterTrouble
    var detail: String = ""
}

/// Asked by a driver in the middle of a job.
struct JobWatch: Sendable {
    /// The job was voided, or the daemon has stopped: go no further.
    let isGivenUp: @Sendable () -> Bool
    /// A printer in trouble for this long fails the job.
    let patience: Duration
    /// The condition changed in the middle of the job.
    let report: @Sendable (PrinterCondition) -> Void
}

enum JobEnd: Error, Equatable {
    case failed(PrintFailure)
    /// `isGivenUp` said so.
    case givenUp
}

/// One printer, by the thread that owns it: everything here blocks.
protocol PrinterDriver: AnyObject {
    /// Connects if need be.
    func condition() -> PrinterCondition
    /// Returns when the printer has the whole of it on paper, as far as it can say. Begins to send at once.
    func print(_ document: PrintableDocument, _ watch: JobWatch) throws(JobEnd)
    /// How long to leave an idle printer alone.
    var pollInterval: Duration { get }
    func close()
}

/// Waits on the thread that owns a printer.
func pause(_ duration: Duration) {
    let (seconds, attoseconds) = duration.components
    usleep(UInt32(seconds) * 1_000_000 + UInt32(attoseconds / 1_000_000_000_000))
}
