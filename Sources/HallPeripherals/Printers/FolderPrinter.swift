import Foundation
import HallCore
import HallFiles

/// One file a document.
final class FolderPrinter: PrinterDriver {
    private let path: String
    private let suffix: String

    let pollInterval = Duration.seconds(5)

    init(path: String, format: PrinterProfile.Format) {
        self.path = path
        suffix = format == .png ? "png" : "pdf"
    }

    func condition() -> PrinterCondition {
        // Not what it is in: a state directory that is away is not made anew where its disk should be.
        var status = stat()
        func isThere() -> Bool { stat(path, &status) == 0 }
        // Two printers may share it, and make it at once.
        guard isThere() || ((mkdir(path, 0o750) == 0 || errno == EEXIST) && isThere()) else {
            return PrinterCondition(trouble: .unreachable, detail: "\(path): \(String(cString: strerror(errno)))")
        }
        guard status.st_mode & S_IFMT == S_IFDIR else {
            return PrinterCondition(trouble: .unreachable, detail: "\(path): not a directory")
        }
        guard FileManager.default.isWritableFile(atPath: path) else {
            return PrinterCondition(trouble: .unreachable, detail: "\(path): not writable")
        }
        return PrinterCondition()
    }

    func print(_ document: PrintableDocument, _ watch: JobWatch) throws(JobEnd) {
        do throws(PrintFailure) {
            let bytes = try document.bytes().bytes
            do {
                // Written beside its name and renamed: whoever watches the folder sees whole files.
                let file = URL(fileURLWithPath: "\(path)/\(document.name).\(suffix)")
                try Data(bytes).write(to: file, options: .atomic)
            } catch {
                throw PrintFailure(trouble: .other, detail: "\(path): \(error.localizedDescription)")
            }
        } catch {
            throw .failed(error)
        }
    }

    func close() {}
}
