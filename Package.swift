// swift-tools-version: 6.2
import PackageDescription

let strict: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .treatAllWarnings(as: .error),
]

let grdb: Target.Dependency = .product(name: "GRDB", package: "GRDB.swift")
let nioCore: Target.Dependency = .product(name: "NIOCore", package: "swift-nio")
let nioPosix: Target.Dependency = .product(name: "NIOPosix", package: "swift-nio")
let log: Target.Dependency = .product(name: "Logging", package: "swift-log")
let crypto: Target.Dependency = .product(name: "Crypto", package: "swift-crypto")
let cryptoExtras: Target.Dependency = .product(name: "CryptoExtras", package: "swift-crypto")
let asyncAlgorithms: Target.Dependency = .product(name: "AsyncAlgorithms", package: "swift-async-algorithms")
let httpTypes: Target.Dependency = .product(name: "HTTPTypes", package: "swift-http-types")
let hummingbird: Target.Dependency = .product(name: "Hummingbird", package: "hummingbird")
let hummingbirdCore: Target.Dependency = .product(name: "HummingbirdCore", package: "hummingbird")
let mustache: Target.Dependency = .product(name: "Mustache", package: "swift-mustache")
let hashTrees: Target.Dependency = .product(name: "HashTreeCollections", package: "swift-collections")
let lifecycle: Target.Dependency = .product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let unixSignals: Target.Dependency = .product(name: "UnixSignals", package: "swift-service-lifecycle")
let arguments: Target.Dependency = .product(name: "ArgumentParser", package: "swift-argument-parser")

let profiles = [
    "pdf-folder", "cups", "ipp-roll-80", "ipp-roll-58", "escpos-80-text", "escpos-80-raster", "escpos-58-text",
    "escpos-58-raster", "escpos-58-gb2312", "strip-aa", "strip-aa-ff", "onbon-bx", "lumen-c-power", "led-modbus",
    "alpha",
    "pole-cd5220", "pole-epson", "jqueue-0807", "text-file", "relay-lcus", "relay-modbus", "caller-ff68", "keypad-usb",
    "pad-usb", "unknown-serial", "unknown-keys",
].map { Resource.embedInCode("Devices/\($0).toml") }
let slips = ["ticket", "materials", "acceptance", "denial", "closing", "plate", "poster", "report"]
    .map { Resource.embedInCode("Slips/\($0).toml") }

let pageFiles =
    [Resource.embedInCode("Pages/page.mustache"), Resource.embedInCode("Pages/closed.mustache")]
    + [
        "base.css", "start.css", "kiosk.css", "window.css", "display.css", "board.css", "rate.css", "ticket.css",
        "closed.css", "hall.js", "calls.js", "rating.js", "start.js", "kiosk.js", "voice.js", "lookup.js", "window.js",
        "matters.js", "sign-in.js", "admin.css", "admin.js", "sheets.js", "admin-today.js", "admin-figures.js",
        "admin-course.js", "admin-tickets.js",
        "display.js", "board.js", "rate.js", "ticket.js", "case.js", "pictograms.svg",
    ].map { Resource.embedInCode("Assets/\($0)") }

let package = Package(
    name: "halld",
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
        .package(url: "https://github.com/apple/swift-async-algorithms", exact: "1.1.4"),
        .package(url: "https://github.com/apple/swift-collections", exact: "1.6.0"),
        .package(url: "https://github.com/apple/swift-crypto", exact: "4.5.2"),
        .package(url: "https://github.com/apple/swift-http-types", exact: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", exact: "1.16.2"),
        .package(url: "https://github.com/apple/swift-nio", exact: "2.101.2"),
        .package(url: "https://github.com/groue/GRDB.swift", exact: "7.10.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", exact: "2.28.1", traits: []),
        .package(url: "https://github.com/hummingbird-project/swift-mustache", exact: "2.1.1"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", exact: "2.13.0"),
    ],
    targets: [
        .target(name: "CHallPlatform"),
        .target(name: "JSONValues", swiftSettings: strict),
        .target(name: "HallCore", dependencies: [hashTrees], swiftSettings: strict),
        .target(name: "HallEngine", dependencies: ["HallCore", log], swiftSettings: strict),
        .target(name: "HallJournal", dependencies: ["HallCore", "HallEngine", grdb, crypto], swiftSettings: strict),
        .systemLibrary(name: "CXlsxWriter", pkgConfig: "xlsxwriter"),
        .target(
            name: "HallReports", dependencies: ["CXlsxWriter", "HallCore", "HallJournal"], swiftSettings: strict),
        .target(
            name: "Varlink", dependencies: ["CHallPlatform", "JSONValues", nioCore, nioPosix],
            swiftSettings: strict),
        .target(
            name: "HallWire", dependencies: ["JSONValues"],
            resources: [
                .embedInCode("Interfaces/org.halld.Device.varlink"),
                .embedInCode("Interfaces/org.halld.Hall.varlink"),
                .embedInCode("Interfaces/org.halld.Journal.varlink"),
                .embedInCode("Interfaces/org.halld.Print.varlink"),
                .embedInCode("Interfaces/org.halld.Queue.varlink"),
                .embedInCode("Interfaces/org.halld.Staff.varlink"),
                .embedInCode("Interfaces/org.halld.Case.varlink"),
                .embedInCode("Interfaces/org.halld.Appointment.varlink"),
                .embedInCode("Interfaces/org.halld.Appraisal.varlink"),
                .embedInCode("Interfaces/org.halld.Report.varlink"),
                .embedInCode("Interfaces/org.halld.Tally.varlink"),
                .embedInCode("Interfaces/org.halld.Window.varlink"),
            ],
            swiftSettings: strict),
        .target(
            name: "CHallToml",
            cxxSettings: [
                .define("NDEBUG"), .unsafeFlags(["-std=c++17", "-fno-exceptions"]),
            ]),
        .target(
            name: "HallFiles", dependencies: ["CHallToml", "HallCore"],
            exclude: ["Devices/README.md", "Devices/60-halld.rules"],
            resources: [.embedInCode("hall.toml")] + profiles + slips, swiftSettings: strict),
        .target(name: "HallClient", dependencies: ["HallWire", "JSONValues"], swiftSettings: strict),
        .target(
            name: "HallOperations",
            dependencies: [
                "HallCore", "HallEngine", "HallFiles", "HallJournal", "HallReports", "HallWire", "JSONValues",
            ],
            swiftSettings: strict),
        .target(
            name: "HallControl",
            dependencies: ["HallCore", "HallOperations", "HallWire", "JSONValues", "Varlink"],
            swiftSettings: strict),
        .target(
            name: "HallWeb",
            dependencies: [
                "HallCore", "HallEngine", "HallJournal", "HallOperations", "HallWire", "JSONValues", "Varlink",
                asyncAlgorithms, crypto, cryptoExtras, httpTypes, hummingbird, hummingbirdCore, lifecycle, log,
                mustache, nioCore,
            ],
            resources: pageFiles, swiftSettings: strict),
        .systemLibrary(name: "CCUPS"),
        .systemLibrary(name: "CPango", pkgConfig: "pangocairo"),
        .systemLibrary(name: "CQREncode", pkgConfig: "libqrencode"),
        .target(
            name: "HallPeripherals",
            dependencies: [
                "CCUPS", "CHallPlatform", "CPango", "CQREncode", "HallCore", "HallEngine", "HallFiles", "HallWire", log,
            ],
            swiftSettings: strict),
        .executableTarget(
            name: "halld",
            dependencies: [
                "CHallPlatform", "HallControl", "HallCore", "HallEngine", "HallFiles", "HallJournal",
                "HallOperations", "HallPeripherals", "HallReports", "HallWeb", "HallWire", "Varlink", arguments, log,
                nioCore,
                nioPosix,
                lifecycle, unixSignals,
            ],
            swiftSettings: strict),
        .executableTarget(
            name: "hallctl", dependencies: ["HallClient", "HallWire", "JSONValues", arguments],
            swiftSettings: strict),
        .target(
            name: "HallTestSupport", dependencies: ["HallCore", "HallEngine"], swiftSettings: strict),
        .testTarget(name: "HallCoreTests", dependencies: ["HallCore", "HallTestSupport"], swiftSettings: strict),
        .testTarget(
            name: "HallJournalTests",
            dependencies: ["HallCore", "HallEngine", "HallJournal", "HallReports", "HallTestSupport", grdb, log],
            swiftSettings: strict),
        .testTarget(
            name: "VarlinkTests", dependencies: ["HallTestSupport", "JSONValues", "Varlink", nioPosix],
            swiftSettings: strict),
        .testTarget(
            name: "HallFilesTests",
            dependencies: ["HallCore", "HallFiles", "HallReports", "HallTestSupport", "HallWire"],
            swiftSettings: strict),
        .testTarget(
            name: "HallPeripheralsTests",
            dependencies: [
                "CPango", "HallCore", "HallEngine", "HallFiles", "HallPeripherals", "HallTestSupport", "HallWire",
            ],
            exclude: ["Golden"], swiftSettings: strict),
        .testTarget(
            name: "HallOperationsTests",
            dependencies: [
                "HallControl", "HallCore", "HallEngine", "HallJournal", "HallOperations", "HallTestSupport", "HallWeb",
                "HallWire", "JSONValues", "Varlink", log,
            ],
            swiftSettings: strict),
        .testTarget(name: "HallctlTests", dependencies: ["hallctl"], swiftSettings: strict),
        .testTarget(name: "LayoutTests", swiftSettings: strict),
    ]
)

// Time from a file, in an optimised build: campaigns run a month of days in it.
if Context.environment["HALL_TEST_CLOCK"] != nil {
    package.targets.first { $0.name == "halld" }?.swiftSettings = strict + [.define("HALL_TEST_CLOCK")]
}

// The fuzz target needs a runtime, and coverage in what it runs, that other builds must not have: `make fuzz`.
if Context.environment["HALL_FUZZ"] != nil {
    for target in package.targets {
        switch target.name {
        case "HallCore", "HallFiles", "HallOperations", "HallPeripherals", "HallWeb", "HallWire", "JSONValues",
            "Varlink":
            target.swiftSettings = strict + [.unsafeFlags(["-sanitize=fuzzer,address"])]
        case "CHallToml": target.cxxSettings?.append(.unsafeFlags(["-fsanitize=fuzzer-no-link,address"]))
        default: break
        }
    }
    package.targets.append(
        .executableTarget(
            name: "HallFuzz",
            dependencies: [
                "HallCore", "HallEngine", "HallFiles", "HallJournal", "HallOperations", "HallPeripherals",
                "HallTestSupport", "HallWeb", "HallWire", "JSONValues", "Varlink", log, nioCore,
            ],
            path: "Tests/Fuzz", exclude: ["Corpus"],
            swiftSettings: [.unsafeFlags(["-parse-as-library", "-sanitize=fuzzer,address"])],
            linkerSettings: [.unsafeFlags(["-sanitize=fuzzer,address", "-use-ld=lld"])]))
}
