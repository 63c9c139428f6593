import Foundation
import Testing

/// The direction of imports, and what the core must not know.
@Suite struct Layout {
    /// What each target may import besides Swift's own modules. A new import is a decision: it is made here.
    private static let allowed: [String: Set<String>] = [
        "JSONValues": ["FoundationEssentials"],
        "HallCore": ["HashTreeCollections"],
        "HallEngine": ["HallCore", "Logging", "Dispatch", "Synchronization"],
        "HallJournal": [
            "HallCore", "HallEngine", "GRDB", "Crypto", "Foundation", "Glibc", "Synchronization",
        ],
        "HallReports": ["CXlsxWriter", "HallCore", "HallJournal", "Synchronization", "FoundationEssentials", "Glibc"],
        "HallFiles": ["HallCore", "CHallToml", "FoundationEssentials", "Glibc"],
        "Varlink": ["NIOCore", "NIOPosix", "CHallPlatform", "JSONValues", "Glibc", "Synchronization"],
        "HallWire": ["JSONValues", "FoundationEssentials"],
        "HallClient": ["HallWire", "JSONValues", "Glibc"],
        "HallOperations": [
            "HallCore", "HallEngine", "HallFiles", "HallJournal", "HallReports", "HallWire", "JSONValues",
            "FoundationEssentials", "Dispatch", "Glibc", "Synchronization",
        ],
        "HallControl": ["HallCore", "HallOperations", "HallWire", "JSONValues", "Varlink"],
        "HallWeb": [
            "HallCore", "HallEngine", "HallJournal", "HallOperations", "HallWire", "JSONValues", "ServiceLifecycle",
            "Varlink", "AsyncAlgorithms", "Crypto", "CryptoExtras",
            "Dispatch", "Foundation", "Glibc", "HTTPTypes", "Hummingbird", "HummingbirdCore", "Logging", "Mustache",
            "NIOCore",
            "Synchronization",
        ],
        "HallPeripherals": [
            "HallCore", "HallEngine", "HallFiles", "HallWire", "CHallPlatform", "CPango", "CCUPS", "CQREncode",
            "FoundationEssentials", "Logging", "Glibc",
            "Synchronization", "Foundation", "Dispatch",
        ],
        "hallctl": ["HallClient", "HallWire", "JSONValues", "ArgumentParser", "FoundationEssentials", "Glibc"],
    ]

    private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()

    private func sources(of target: String) throws -> [URL] {
        let folder = Self.root.appendingPathComponent("Sources/\(target)")
        return try FileManager.default.subpathsOfDirectory(atPath: folder.path).sorted()
            .filter { $0.hasSuffix(".swift") }.map { folder.appendingPathComponent($0) }
    }

    @Test(arguments: allowed.keys.sorted())
    func aTargetImportsOnlyWhatItMay(target: String) throws {
        guard FileManager.default.fileExists(atPath: Self.root.appendingPathComponent("Sources/\(target)").path)
        else { return }
        for file in try sources(of: target) {
            let text = try String(contentsOf: file, encoding: .utf8)
            for match in text.matches(of: /(?m)^(?:package |public |@testable )?import (?:struct )?(\w+)/) {
                #expect(
                    Self.allowed[target]!.contains(String(match.1)),
                    "\(file.lastPathComponent) imports \(match.1)")
            }
        }
    }

    @Test func everyTargetIsListed() throws {
        let folders = try FileManager.default.contentsOfDirectory(
            atPath: Self.root.appendingPathComponent("Sources").path)
        let free: Set = [
            "halld", "HallTestSupport", "CHallPlatform", "CHallToml", "CPango", "CCUPS", "CQREncode", "CXlsxWriter",
        ]
        #expect(Set(folders).subtracting(free).isSubset(of: Set(Self.allowed.keys)))
    }

    @Test func theTopLevelHoldsNothingElse() throws {
        let expected: Set = [
            "Package.swift", "Sources", "Tests", "devices", "systemd", "README.md", "README.zh-CN.md", "Makefile",
            "LICENSE", "CHANGELOG.md", "docs", "packaging",
        ]
        let found = try FileManager.default.contentsOfDirectory(atPath: Self.root.path)
            .filter { !$0.hasPrefix(".") && $0 != "Package.resolved" }
        #expect(Set(found).subtracting(expected).isEmpty)
    }

    /// Its order changes between processes, and with it every decision that it touched.
    @Test func theCoreIteratesNoDictionary() throws {
        for file in try sources(of: "HallCore") {
            let text = try String(contentsOf: file, encoding: .utf8)
            for member in ["tickets", "ticketByNumber", "ordinals", "printJobByNumber", "requestByID", "paces"] {
                for way in ["in \(member) ", "in \(member).", "\(member).values", "\(member).keys", "\(member).map"] {
                    let lines = text.split(separator: "\n").filter { $0.contains(way) && !$0.contains("opened.") }
                    #expect(lines.isEmpty, "\(file.lastPathComponent): \(lines)")
                }
            }
            for forbidden in ["Date()", ".random(", "getenv", "Glibc", "Foundation"] {
                #expect(!text.contains(forbidden), "\(file.lastPathComponent) has \(forbidden)")
            }
        }
    }
}
