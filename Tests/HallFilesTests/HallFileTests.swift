import Foundation
import HallCore
import HallFiles
import HallTestSupport
import HallWire
import Testing

@Suite struct HallFiles {
    @Test func theDefaultHallIsWhatTheContractPromises() throws {
        let hall = try HallFile(parsing: HallFile.defaultText, phrases: Texts.paperPhrases).configuration
        #expect(hall.categories.map(\.prefix) == ["A", "B", "C", "D", "E", "F", "G", "H"])
        for category in hall.categories {
            #expect(hall.services.count { $0.category == category.prefix } >= 3)
        }
        for service in hall.services {
            for language in Language.allCases { #expect(!service.name[language].isEmpty) }
            #expect(hall.window(1)?.level(of: service.code) != nil, "window 1 serves all")
        }
        #expect(hall.windows.map(\.number) == [1, 2, 3, 4, 5, 6])
        #expect(hall.windows.map(\.signedIn) == ["1", "2", "3", "4", "5", "6"])
        #expect(hall.hours.isEmpty)
    }

    /// A key of a hundred thousand parts would end the process in the parser.
    @Test(
        arguments: [
            (deep, true), ("[\(deep)]", true), ("a = { \(deep) = 1 }", true),
            ("a = { x = \"\\\"\", \(deep) = 1 }", true),
            ("a = [\"\"\"\n# \"\"\", { \(deep) = 1 }]", true), ("a = [\"\"\"\"x\"\"\"\"\", { \(deep) = 1 }]", true),
            ("a = ['''\n''''', { \(deep) = 1 }]", true), ("a = { x = '\\', \(deep) = 1 }", true),
            ("# \(dots)", false), ("a = \"\(dots)\"", false), ("a = \"\"\"\n签字 \(dots)\n\"\"\"", false),
            ("a = \"\\\" \(dots)\"", false), ("a = '''\n\(dots)'''", false),
            ("a = [1.5, 2.5]\nb.c = \"\" # \(dots)", false),
        ])
    func aKeyHasAFewParts(text: String, isTooDeep: Bool) {
        let error = #expect(throws: FileFaults.self) { try HallFile(parsing: text, phrases: Texts.paperPhrases) }
        #expect(error?.faults.contains { $0.message.contains("parts") } == isTooDeep, "\(text)")
    }

    private static let deep = Array(repeating: "b", count: 40).joined(separator: ".")
    private static let dots = String(repeating: ".", count: 60)

    @Test(
        arguments: [
            ("plain", "plain"), ("a,b", "\"a,b\""), ("a\"b", "\"a\"\"b\""), ("=1+1", "'=1+1"), ("-3", "-3"),
            ("-3%", "'-3%"),
            ("=\u{200D}1", "'=\u{200D}1"), ("a,\u{301}b", "\"a,\u{301}b\""), ("a\"\u{301},=1", "\"a\"\"\u{301},=1\""),
            ("a\r\nb", "\"a\r\nb\""), ("\t=1", "'\t=1"), ("", ""),
        ])
    func aFieldOfATableIsTextForEverySpreadsheet(text: String, field: String) {
        // Code point by code point: strings compare by what they look like.
        #expect(Array(CommaSeparated.field(text).unicodeScalars) == Array(field.unicodeScalars))
    }

    @Test func aPrinterIsOneQueueByItsName() throws {
        let text = "printer = \"tickets\"\n" + minimal
        let named = try HallFile(parsing: text, phrases: Texts.paperPhrases).printers
        #expect(named.map(\.place) == [.queue("tickets")])
        #expect(named.map(\.profile.name) == ["cups"])
        #expect(
            try HallFile(parsing: minimal, phrases: Texts.paperPhrases).printers.map(\.profile.name) == [
                "pdf-folder", "pdf-folder",
            ])
        let two =
            minimal + "\n[[printer]]\nprofile = \"cups\"\nqueue = \"q\"\n[[printer]]\nname = \"b\"\n"
            + "profile = \"escpos-58-text\"\naddress = \"[::1]:9100\"\n"
        let hall = try HallFile(parsing: two, phrases: Texts.paperPhrases)
        #expect(hall.printers.map(\.place) == [.queue("q"), .tcp(host: "::1", port: 9100)])
        #expect(hall.configuration.paper?.printers.map(\.name) == ["slip", "b"])
    }

    @Test func aHallsOwnProfileGoesBeforeTheInstalledOne() throws {
        let directory = try TemporaryDirectory()
        let narrow = """
            description = "A narrow roll"
            class = "printer"
            [printer]
            output = "folder"
            format = "application/pdf"
            width_mm = 58
            """
        try narrow.write(toFile: directory.path("pdf-folder.toml"), atomically: true, encoding: .utf8)
        let profiles = DeviceProfiles(directories: [directory.path])
        let hall = try HallFile(parsing: minimal, phrases: Texts.paperPhrases, profiles: profiles)
        #expect(hall.printers[0].profile.printer.widthMillimetres == 58)
    }

    @Test func everyShippedProfileIsGood() throws {
        let devices = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appendingPathComponent("devices")
        let files = try FileManager.default.contentsOfDirectory(at: devices, includingPropertiesForKeys: nil)
            .filter { $0.pathExtension == "toml" }
        #expect(!files.isEmpty)
        for file in files {
            let name = file.deletingPathExtension().lastPathComponent
            let profile = try DeviceProfile(parsing: String(contentsOf: file, encoding: .utf8), name: name)
            #expect(try DeviceProfiles(directories: []).profile(name) == profile, "\(name) is built in")
        }
    }

    @Test(
        arguments: [
            ("AA {station", "a { has no end"), ("AA \"号", "a text has no end"), ("AA checksum( 01", "has no \")\""),
            ("AA )", "a \")\" too many"), ("AAA", "is no byte in hexadecimal"), ("+A", "is no byte in hexadecimal"),
            ("{checksum}", "there is no \"checksum( … )\""), ("checksum( 01 )", "without a {checksum}"),
            ("{length of body}", "there is no \"body( … )\""), ("\"{nothing}\"", "there is no {nothing}"),
            ("{station:u9}", "is no format"), ("a( a( 01 ) )", "is there twice"),
            (
                (0..<5000).map { "p\($0)(" }.joined(separator: " ") + String(repeating: " )", count: 5000),
                "8 parts within each other at most"
            ),
        ])
    func aWrongTemplateIsTold(text: String, told: String) {
        #expect {
            try FrameTemplate(parsing: text)
        } throws: {
            ($0 as? FrameTemplate.Fault)?.description.contains(told) ?? false
        }
    }

    private let minimal = """
        name = "厅"
        [[category]]
        prefix = "A"
        name = "甲"
        [[service]]
        code = "one"
        category = "A"
        name = "一"
        [[window]]
        number = 1
        primary = ["A"]
        """

    @Test(arguments: [
        ("", nil), ("hours = [\"08:30-12:00\", \"13:30-24:00\"]", nil),
        ("hours = [\"8:30-12:00\"]", "hours"), ("hours = [\"12:00-08:30\"]", "hours"),
        ("hours = [\"24:01-25:00\"]", "hours"), ("hours = \"always\"", "hours"), ("hours = [7]", "hours[1]"),
        ("day_end = \"forget\"", "day_end"),
        ("calling = { policy = \"random\" }", "calling.policy"),
        ("calling = { ratio_priority = 0 }", "calling.ratio_priority"),
        ("calling = { recall_count_max = 0, no_show_call_count_min = 3 }", "calling.no_show_call_count_min"),
        ("staff = [{ id = \"1\" }, { id = \"1\" }]", "staff[2].id"),
        ("priority_group = [{ code = \"normal\", name = \"x\" }]", "priority_group[1].code"),
        ("community = [{ code = \"e\", nmae = \"x\" }]", "community[1].nmae"),
        ("printer = [{ profile = \"cups\" }]", "printer[1].queue"),
        ("printer = [{ profile = \"dot-matrix\" }]", "printer[1].profile"),
        ("printer = [{ profile = \"../etc/passwd\" }]", "printer[1].profile"),
        ("printer = 7", "printer"),
        ("printer = [{ profile = \"escpos-80-text\" }]", "printer[1].device"),
        ("printer = [{ profile = \"escpos-80-text\", device = \"/dev/x\", address = \"h:1\" }]", "printer[1].address"),
        ("printer = [{ profile = \"escpos-80-text\", address = \"host\" }]", "printer[1].address"),
        ("printer = [{ profile = \"escpos-80-text\", queue = \"q\", device = \"/dev/x\" }]", "printer[1].queue"),
        ("printer = [{ profile = \"cups\", queue = \"q\", width_mm = 0 }]", "printer[1].width_mm"),
        ("printer = [{ profile = \"cups\", queue = \"q\", role = \"fax\" }]", "printer[1].role"),
        ("printer = [{profile = \"pdf-folder\"}, {profile = \"pdf-folder\"}]", "printer[2].name"),
        ("slips = { without_paper = \"panic\" }", "slips.without_paper"),
        ("slips = { base_url = \"ftp://x\" }", "slips.base_url"),
        ("slips = { patience_seconds = 0 }", "slips.patience_seconds"),
        ("opening = { days = \"working-days\" }", nil),
        ("opening = { days = \"weekdays\", weekdays = [\"mon\", \"sat\"] }", nil),
        ("opening = { days = \"weekdays\" }", "opening.weekdays"),
        ("opening = { weekdays = [\"monday\"] }", "opening.weekdays"),
        ("opening = { special = [{ days = \"2026-12-31\", hours = [] }] }", nil),
        ("opening = { special = [{ days = \"2026-12-31\" }] }", "opening.special[1].hours"),
        ("opening = { special = [{ days = \"2026-12-32\", hours = [] }] }", "opening.special[1].days"),
        ("calendar = { holidays = [\"2026-10-01..2026-10-07\"], make_up_days = [\"2026-10-10\"] }", nil),
        ("calendar = { holidays = [\"2026-10-07..2026-10-01\"] }", "calendar.holidays"),
        ("calendar = { holidays = [\"2026-01-01..2027-01-01\"] }", nil),
        ("calendar = { holidays = [\"2026-01-01..9999-12-31\"] }", "calendar.holidays"),
        ("calendar = { make_up_days = [\"2026-10-12\"] }", "calendar.make_up_days"),
        ("course = { return_days = 3, due_every_count = 2 }", nil),
        ("course = { return_days = -1 }", "course.return_days"),
    ])
    func eachKeyIsHeldToWhatItMayBe(line: String, wrong: String?) {
        do throws(FileFaults) {
            _ = try HallFile(parsing: line + "\n" + minimal, phrases: Texts.paperPhrases)
            #expect(wrong == nil)
        } catch {
            #expect(error.faults.map(\.key) == [wrong])
            #expect(error.faults.map(\.line) == [1])
        }
    }

    @Test(arguments: [
        ("quota = 30", nil), ("quota = { morning = 20, afternoon = 10 }", nil), ("quota = 0", "quota"),
        ("quota = { evening = 3 }", "quota.evening"), ("hours = [\"09:00-10:00\"]", nil),
        ("hours = [\"9-10\"]", "hours"),
        ("default_outcome = \"consulted\"", nil), ("default_outcome = \"accepted\"", "default_outcome"),
        ("limit_suspended_while = [\"publicNotice\"]", nil),
        ("limit_suspended_while = [\"ready\"]", "limit_suspended_while"),
        ("kind = \"promised\"\nlimit_days = 5\nstatutory_days = 3", "limit_days"),
        ("admission = { authority = \"区\", document = \"1号\", from = \"2026-01-01\" }", nil),
        ("admission = { authority = \"区\" }", "admission.document"),
        (
            "admission = { authority = \"区\", document = \"1\", from = \"2026-02-01\", through = \"2026-01-01\" }",
            "admission.through"
        ),
    ])
    func aServiceIsHeldToWhatItMayBe(lines: String, wrong: String?) {
        let text = minimal.replacing("name = \"一\"", with: "name = \"一\"\n" + lines)
        do throws(FileFaults) {
            _ = try HallFile(parsing: text, phrases: Texts.paperPhrases)
            #expect(wrong == nil)
        } catch {
            #expect(error.faults.map(\.key) == [wrong.map { "service[1].\($0)" }])
        }
    }

    @Test(arguments: [
        ("category", "emergency_numbers = \"901-999\"", nil),
        ("category", "emergency_numbers = \"999-901\"", "emergency_numbers"),
        ("window", "printer = \"desk\"", "printer"), ("window", "hours = [\"09:00-10:00\"]", nil),
    ])
    func categoriesAndWindowsToo(table: String, line: String, wrong: String?) {
        let text = minimal.replacing("[[\(table)]]", with: "[[\(table)]]\n" + line)
        do throws(FileFaults) {
            _ = try HallFile(parsing: text, phrases: Texts.paperPhrases)
            #expect(wrong == nil)
        } catch {
            #expect(error.faults.map(\.key) == [wrong.map { "\(table)[1].\($0)" }])
        }
    }

    /// Bytes of the real file, cut, repeated, swapped and overwritten: a fault or a hall, never a crash.
    @Test func damagedFilesAreToldAndNeverCrash() {
        let original = Array(HallFile.defaultText.utf8)
        for seed in seeds(300) {
            var random = SeededRandom(seed: seed)
            var bytes = original
            for _ in 0..<Int.random(in: 1...8, using: &random) {
                let at = Int.random(in: 0..<bytes.count, using: &random)
                let end = min(bytes.count, at + Int.random(in: 1...60, using: &random))
                switch Int.random(in: 0..<4, using: &random) {
                case 0: bytes.removeSubrange(at..<end)
                case 1: bytes.insert(contentsOf: bytes[at..<end], at: Int.random(in: 0..<bytes.count, using: &random))
                case 2: bytes[at] = UInt8.random(in: 0...255, using: &random)
                default:
                    bytes.insert(
                        contentsOf: Array(random.pick(["[", "]]", "\"\"\"", "{", "=", "\n", "."]).utf8), at: at)
                }
                if bytes.isEmpty { bytes = original }
            }
            do throws(FileFaults) {
                _ = try HallFile(parsing: String(decoding: bytes, as: UTF8.self), phrases: Texts.paperPhrases)
            } catch {
                #expect(!error.faults.isEmpty)
            }
        }
    }
}
