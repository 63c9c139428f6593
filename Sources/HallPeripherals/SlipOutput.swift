import CCUPS
import Foundation
import HallFiles

/// Where slips leave the daemon. Sending blocks.
protocol SlipOutput: Sendable {
    func send(_ document: SlipRenderer.Document, named name: String) throws(SlipFailure)
}

struct SlipFailure: Error {
    let reason: String
}

/// One PDF file a slip.
struct FolderOutput: SlipOutput {
    let path: String

    func send(_ document: SlipRenderer.Document, named name: String) throws(SlipFailure) {
        do {
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
            // Written beside its name and renamed: whoever watches the folder sees whole files.
            try document.pdf.write(to: URL(fileURLWithPath: "\(path)/\(name).pdf"), options: .atomic)
        } catch {
            throw SlipFailure(reason: "\(path): \(error.localizedDescription)")
        }
    }
}

/// A CUPS queue, through libcups. ‘Printed’ means here that cupsd has the whole document.
struct CUPSOutput: SlipOutput {
    let queue: String

    private static let connectMilliseconds: Int32 = 2000

    func send(_ document: SlipRenderer.Document, named name: String) throws(SlipFailure) {
        guard
            let connection = httpConnect2(
                cupsServer(), Int32(ippPort()), nil, AF_UNSPEC, cupsEncryption(), 1, Self.connectMilliseconds, nil)
        else { throw SlipFailure(reason: "CUPS does not answer: \(lastError)") }
        defer { httpClose(connection) }
        // A dead peer ends a request after two seconds instead of never.
        httpSetTimeout(connection, 2, { _, _ in 0 }, nil)
        guard let destination = cupsGetNamedDest(connection, queue, nil) else {
            throw SlipFailure(reason: "CUPS has no queue ‘\(queue)’")
        }
        defer { cupsFreeDests(1, destination) }
        guard let info = cupsCopyDestInfo(connection, destination) else {
            throw SlipFailure(reason: "CUPS queue ‘\(queue)’ cannot be asked: \(lastError)")
        }
        defer { cupsFreeDestInfo(info) }
        try submit(document, name, connection, destination, info)
    }

    private func submit(
        _ document: SlipRenderer.Document, _ name: String, _ connection: OpaquePointer,
        _ destination: UnsafeMutablePointer<cups_dest_t>, _ info: OpaquePointer
    ) throws(SlipFailure) {
        var options: UnsafeMutablePointer<cups_option_t>?
        let media = "custom_ticket_\(document.widthMillimetres)x\(document.heightMillimetres)mm"
        var count = cupsAddOption("print-scaling", "none", 0, &options)
        // A printer of fixed sheets refuses jobs of a roll's size: the slip goes on its own paper then.
        if cupsCheckDestSupported(connection, destination, info, "media", media) == 1 {
            count = cupsAddOption("media", media, count, &options)
        }
        defer { cupsFreeOptions(count, options) }
        var job: Int32 = 0
        guard cupsCreateDestJob(connection, destination, info, &job, name, count, options) == IPP_STATUS_OK else {
            throw SlipFailure(reason: "CUPS refused the job: \(lastError)")
        }
        guard
            cupsStartDestDocument(
                connection, destination, info, job, name, "application/pdf", count, options, 1) == HTTP_STATUS_CONTINUE
        else { throw SlipFailure(reason: "CUPS refused the document: \(lastError)") }
        let written = document.pdf.withUnsafeBytes {
            cupsWriteRequestData(connection, $0.bindMemory(to: CChar.self).baseAddress, $0.count)
        }
        guard written == HTTP_STATUS_CONTINUE,
            cupsFinishDestDocument(connection, destination, info) == IPP_STATUS_OK
        else { throw SlipFailure(reason: "CUPS lost the document: \(lastError)") }
    }

    private var lastError: String { cupsLastErrorString().map { String(cString: $0) } ?? "no reason given" }
}
