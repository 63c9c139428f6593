import ArgumentParser
import Glibc
import HallWire
import JSONValues

struct DeviceCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "device", abstract: "The hall's hardware.",
        subcommands: [List.self, Test.self, Watch.self, Learn.self])

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Every device, and how it is.")

        @OptionGroup var global: GlobalOptions

        func run() throws {
            let session = try Session(global)
            try session.call("Device.List", NoParameters()) { (reply: DevicesReply) in
                print(session.output.table(of: reply.devices))
            }
        }
    }

    struct Test: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show a test picture on a device, and the bytes that were sent.")

        @Argument(help: "The device's name in hall.toml.") var name: String
        @Option(help: "What to show instead of a number that nobody has.") var text: String?
        @OptionGroup var global: GlobalOptions

        func run() throws {
            let session = try Session(global)
            try session.call("Device.Test", DeviceTestParameters(device: name, text: text)) {
                (reply: DeviceTestReply) in
                for sent in reply.sent {
                    for frame in sent.frames { print("\(session.output.heading("window")) \(sent.window)  \(frame)") }
                }
                if let device = reply.device { print(session.output.table(of: [device])) }
            }
        }
    }

    struct Watch: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show the bytes on a device's line, both ways, and what its profile makes of them.")

        @Argument(help: "The device's name in hall.toml.") var name: String
        @OptionGroup var global: GlobalOptions

        func run() throws { try follow(name, learns: false, global) }
    }

    struct Learn: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show what a device sends, which bytes stay the same and which are a checksum.",
            discussion:
                "Press one key after another, each three times. docs/hardware.md shows how a profile comes of it.")

        @Argument(help: "The device's name in hall.toml.") var name: String
        @OptionGroup var global: GlobalOptions

        func run() throws { try follow(name, learns: true, global) }
    }

    private static func follow(_ name: String, learns: Bool, _ global: GlobalOptions) throws {
        let session = try Session(global)
        try session.stream("Device.Watch", DeviceWatchParameters(device: name, learn: learns)) { json in
            if global.json {
                try session.output.print(json: json)
            } else {
                show(try json.decode(DeviceTraffic.self))
            }
            fflush(nil)
            return true
        }
    }

    private static func show(_ traffic: DeviceTraffic) {
        let arrow =
            switch traffic.direction {
            case "sent": "→"
            case "received": "←"
            default: "·"
            }
        let parts = [traffic.bytes, traffic.meaning ?? ""].filter { !$0.isEmpty }
        guard !parts.isEmpty else { return }
        print("\(clock()) \(arrow) \(parts.joined(separator: "   "))")
    }

    /// To the millisecond: how far apart frames are tells much of a line.
    private static func clock() -> String {
        var now = timespec()
        var local = tm()
        clock_gettime(CLOCK_REALTIME, &now)
        localtime_r(&now.tv_sec, &local)
        let fields = [local.tm_hour, local.tm_min, local.tm_sec].map { String(100 + $0).dropFirst() }
        return fields.joined(separator: ":") + "." + String(1000 + now.tv_nsec / 1_000_000).dropFirst()
    }
}

extension Output {
    func table(of devices: [WireDevice]) -> String {
        var table = Table([
            (heading("device"), .left), (heading("role"), .left), (heading("profile"), .left),
            (heading("state"), .left),
            (heading("since"), .left), (heading("detail"), .left),
        ])
        for device in devices {
            let troubles = (device.trouble.map { [$0] } ?? []) + device.notices
            let words = troubles.map(trouble) + (device.detail.map { [$0] } ?? [])
            table.append([
                device.name, device.role ?? "", device.profile, state(device.state), clock(device.since),
                words.joined(separator: ": "),
            ])
        }
        return table.text
    }
}
