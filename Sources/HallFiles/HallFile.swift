package import HallCore

/// What hall.toml says: the hall, and what its daemon is connected to.
package struct HallFile: Sendable, Equatable {
    package var configuration: HallConfiguration
    package var printers: [PrinterBinding]
    /// What shows numbers and is pressed at the windows.
    package var devices: [WindowDeviceBinding]
    package var slips: SlipSettings
    /// Nil: nothing is called out.
    package var voice: VoiceSettings?
    package var backup: BackupSettings
    /// What is allowed but probably not meant.
    package var warnings: [FileFault] = []

    package static func == (left: HallFile, right: HallFile) -> Bool {
        left.configuration == right.configuration && left.printers == right.printers
            && left.devices == right.devices && left.slips == right.slips && left.voice == right.voice
            && left.backup == right.backup
    }

    /// Of everything that has a state of its own.
    package var deviceNames: [String] {
        printers.map(\.name) + devices.map(\.name) + (voice?.zones.map(\.name) ?? [])
    }

    /// The built-in demo hall, which is also the commented default that `halld config` prints.
    package static let defaultText = String(decoding: PackageResources.hall_toml, as: UTF8.self)
}

/// `[backup]`: which copies of the journal are kept, and where.
package struct BackupSettings: Sendable, Equatable {
    package var daysKept = 7
    package var weeksKept = 5
    package var monthsKept = 12
    /// Nil: backups/ in the state directory.
    package var directory: String?

    package init() {}

    fileprivate init(_ table: TableReader) {
        daysKept = table.integer("days", in: 1...366) ?? daysKept
        weeksKept = table.integer("weeks", in: 0...520) ?? weeksKept
        monthsKept = table.integer("months", in: 0...1200) ?? monthsKept
        directory = table.string("directory", "the path of a directory")
        if let directory, !directory.hasPrefix("/") {
            table.fault("directory", "expected a path from the root, found \"\(directory)\"")
        }
        table.finish()
    }
}

/// How slips look in this hall.
package struct SlipSettings: Sendable, Equatable {
    package struct Named: Sendable, Equatable {
        package var name: String
        /// In hall.toml, for faults that are found later.
        package var line: Int

        package init(name: String, line: Int) {
            self.name = name
            self.line = line
        }
    }

    package var templates: SlipTemplates
    /// Nil: the system's sans-serif.
    package var font: Named?
    /// A PNG file, by its path.
    package var logo: Named?
    /// What a QR code's link begins with: the hall's pages as a resident's phone reaches them.
    package var baseURL: String?

    package static func == (left: SlipSettings, right: SlipSettings) -> Bool {
        left.templates == right.templates && left.font?.name == right.font?.name
            && left.logo?.name == right.logo?.name && left.baseURL == right.baseURL
    }
}

package struct FileFaults: Error {
    package let faults: [FileFault]

    package init(faults: [FileFault]) {
        self.faults = faults
    }

    package func descriptions(in file: String) -> [String] { faults.map { $0.description(in: file) } }
}

extension HallFile {
    /// Reads the whole text, and the templates in `folder`/slips; every fault at once.
    package init(
        parsing text: String, folder: String? = nil, phrases: SlipTemplate.Phrases,
        profiles: DeviceProfiles = DeviceProfiles()
    ) throws(FileFaults) {
        let reader = try TableReader.root(of: text)
        let faults = reader.faults
        configuration = HallConfiguration(name: LocalisedText("", "", ""))
        configuration.read(from: reader)
        printers = PrinterBinding.read(from: reader, profiles)
        devices = WindowDeviceBinding.read(from: reader, profiles, configuration, printers)
        backup = reader.table("backup").map { BackupSettings($0) } ?? BackupSettings()
        if let table = reader.table("voice") { voice = VoiceSettings(table, folder: folder, configuration) }
        let taken = printers.map(\.name) + devices.map(\.name)
        for zone in voice?.zones ?? [] where taken.contains(zone.name) {
            reader.fault("voice", "\"\(zone.name)\" is a device's name already; give the zone its own")
        }
        var paper = PaperRules()
        paper.printers = printers.map { Printer(name: $0.name, role: $0.role) }
        var names = SlipNames()
        if let table = reader.table("slips") { names.read(from: table, &paper, folder) }
        configuration.paper = paper
        configuration.name(pads: devices)
        configuration.checkOfficers(reader)
        configuration.checkPrinters(reader)
        reader.finish()
        var all = faults.sorted
        var templates: SlipTemplates?
        do throws(FileFaults) {
            templates = try SlipTemplates(besideHallFileIn: folder, phrases: phrases)
        } catch {
            all += error.faults.sorted()
        }
        guard all.isEmpty, let templates else { throw FileFaults(faults: all) }
        slips = SlipSettings(
            templates: templates, font: names.font, logo: names.logo, baseURL: names.baseURL)
        warnings = SoundAlikes.warnings(for: configuration, reader)
    }
}

/// `[slips]`.
private struct SlipNames {
    var font: SlipSettings.Named?
    var logo: SlipSettings.Named?
    var baseURL: String?

    mutating func read(from table: TableReader, _ paper: inout PaperRules, _ folder: String?) {
        paper.withoutPaper = table.choice("without_paper", of: PaperRules.WithoutPaper.self) ?? paper.withoutPaper
        paper.patienceSeconds = table.integer("patience_seconds", in: 1...3600) ?? paper.patienceSeconds
        font = table.string("font", "an installed font's name").map { name in
            SlipSettings.Named(name: name, line: table.line(of: "font"))
        }
        logo = table.string("logo", "the path of a PNG file").map { path in
            SlipSettings.Named(
                name: path.hasPrefix("/") || folder == nil ? path : "\(folder!)/\(path)", line: table.line(of: "logo"))
        }
        baseURL = table.string("base_url", "a link like \"http://192.168.1.10:8080\"").map { link in
            if !link.hasPrefix("http://"), !link.hasPrefix("https://") {
                table.fault("base_url", "expected a link that begins with http:// or https://, found \"\(link)\"")
            }
            // Longer ones make QR codes that no phone reads off a roll.
            if link.utf8.count > 120 || link.contains(where: \.isWhitespace) {
                table.fault("base_url", "expected at most 120 characters without spaces")
            }
            return link.hasSuffix("/") ? String(link.dropLast()) : link
        }
        table.finish()
    }
}

extension HallConfiguration {
    mutating func read(from reader: TableReader) {
        name = LocalisedText(reader, "name") ?? name
        plates = reader.tables("plate").compactMap { LocalisedText($0) }
        let notices = reader.tables("notice").compactMap { LocalisedText($0) }
        if !notices.isEmpty { self.notices = notices }
        hours = [OpeningSpan](reader, "hours") ?? []
        if let table = reader.table("opening") { openDays = OpenDays(table) }
        dayEnd = reader.choice("day_end", of: DayEnd.self) ?? dayEnd
        if let table = reader.table("calling") { calling.read(from: table) }
        readCatalogue(from: reader)
        readPeople(from: reader)
        readWindows(from: reader)
        if let table = reader.table("pages") { readPages(from: table) }
        workCalendar = reader.table("calendar").map { WorkCalendar($0) }
        course = reader.table("course").map { CourseRules($0) }
        retention = reader.table("retention").map { RetentionRules($0) }
        report = reader.table("report").map { ReportRules($0) }
        appraisal = reader.table("appraisal").map { AppraisalRules($0) }
        appointments = reader.table("appointments").map { AppointmentRules($0) }
    }

    // MARK: Pages

    private mutating func readPages(from table: TableReader) {
        var rules = PageRules()
        rules.helpService = table.string("help_service", "a service's code")
        if let code = rules.helpService, service(code) == nil {
            table.fault("help_service", "there is no service \"\(code)\"")
        }
        rules.kioskIdleSeconds = table.integer("kiosk_idle_seconds", in: 20...3600) ?? rules.kioskIdleSeconds
        rules.guideDaysMax = table.integer("guide_days_max", in: 1...3650)
        rules.signInIdleMinutes = table.integer("sign_in_idle_minutes", in: 1...1440) ?? rules.signInIdleMinutes
        pages = rules
        table.finish()
    }

    // MARK: Services

    private mutating func readCatalogue(from reader: TableReader) {
        let tables = reader.tables("category")
        for table in tables {
            let prefix = table.string("prefix", "one letter A to Z", required: true) ?? "?"
            if prefix != "?", !(prefix.utf8.count == 1 && TicketNumber.prefixes.contains(prefix.utf8.first!)) {
                table.fault("prefix", "expected one letter A to Z, found \"\(prefix)\"")
            }
            if category(prefix) != nil { table.fault("prefix", "\"\(prefix)\" is taken by an earlier category") }
            var category = Category(
                prefix: prefix, name: LocalisedText(table, "name") ?? name,
                firstOrdinal: Int32(table.integer("first_number", in: 1...9000) ?? 1))
            category.pictogram = table.choice("pictogram", of: Pictogram.self)
            category.emergencyNumbers = table.numberRange("emergency_numbers")
            category.colour = table.string("colour", "a colour like \"#1a5fb4\"").flatMap { checked(colour: $0, table) }
            category.spoken = LocalisedText(table, "spoken", required: false)
            categories.append(category)
            table.finish()
        }
        for table in reader.tables("service") { readService(from: table) }
        if services.count > HallLimits.standard.servicesMax {
            reader.fault("service", "\(HallLimits.standard.servicesMax) services at most")
        }
        if categories.isEmpty { reader.fault("category", "is missing; a hall has at least one category") }
        for (category, table) in zip(categories, tables)
        where category.prefix != "?" && !services.contains(where: { $0.category == category.prefix }) {
            table.fault("prefix", "category \"\(category.prefix)\" has no service")
        }
    }

    /// White stands out on it by at least 4.5 to 1, as WCAG 2.2 asks of text.
    private func checked(colour: String, _ table: TableReader) -> String? {
        guard let contrast = Colour(colour)?.contrastWithWhite else {
            table.fault("colour", "expected a colour like \"#1a5fb4\", found \"\(colour)\"")
            return nil
        }
        if contrast < 4.5 { table.fault("colour", "\"\(colour)\" is too light: white text on it could not be read") }
        return colour
    }

    private mutating func readService(from table: TableReader) {
        let code = table.string("code", required: true) ?? "?"
        if service(code) != nil { table.fault("code", "\"\(code)\" is taken by an earlier service") }
        if code.utf8.count == 1 { table.fault("code", "one letter alone means a category; use a longer code") }
        let prefix = table.string("category", "a category's prefix", required: true) ?? "?"
        if prefix != "?", category(prefix) == nil { table.fault("category", "there is no category \"\(prefix)\"") }
        var service = Service(code: code, category: prefix, name: LocalisedText(table, "name") ?? name)
        service.kind = table.choice("kind", of: ServiceKind.self) ?? .immediate
        service.defaultOutcome = table.choice("default_outcome", of: Outcome.self)
        if let outcome = service.defaultOutcome, !outcome.needsNothing {
            table.fault("default_outcome", "\"\(outcome.rawValue)\" needs somebody to say more than that")
        }
        service.hours = [OpeningSpan](table, "hours")
        service.quota = Quota(table)
        service.admission = table.table("admission").flatMap { Admission($0) }
        service.guide = table.table("verified").flatMap { GuideCheck($0) }
        service.statutoryDays = table.integer("statutory_days", in: 1...3650)
        service.suspendedWhile = suspendingStates(table)
        service.limitDays = table.integer("limit_days", in: 1...3650)
        service.expectedSeconds = (table.integer("expected_minutes", in: 1...480) ?? 5) * 60
        service.materials = table.tables("material").compactMap { LocalisedText($0) }
        service.department = table.string("department")
        service.sensitive = table.boolean("sensitive") ?? false
        if service.kind == .promised, service.limitDays == nil {
            table.fault("limit_days", "is missing; a promised service has its limit in working days")
        }
        if let statutory = service.statutoryDays, let promised = service.limitDays, statutory < promised {
            table.fault("limit_days", "promises \(promised) working days, more than the law's \(statutory)")
        }
        table.finish()
        services.append(service)
    }

    /// In which the limits do not run. Nil where nothing is said.
    private func suspendingStates(_ table: TableReader) -> [CaseState]? {
        guard table.has("limit_suspended_while") else { return nil }
        let allowed: [CaseState] = [.sentUp, .investigation, .publicNotice, .waitingForMaterials]
        let names = allowed.map { "\"\($0.rawValue)\"" }.joined(separator: ", ")
        return table.strings("limit_suspended_while", "a list of \(names)").compactMap { text, line in
            CaseState(rawValue: text).flatMap { allowed.contains($0) ? $0 : nil }
                ?? table.faults.none(
                    line, table.path(of: "limit_suspended_while"), "\"\(text)\" is none of \(names)")
        }
    }

    // MARK: People

    private mutating func readPeople(from reader: TableReader) {
        for table in reader.tables("staff") {
            let id = table.string("id", required: true) ?? "?"
            if staff.contains(where: { $0.id == id }) { table.fault("id", "\"\(id)\" is taken by an earlier one") }
            staff.append(
                StaffMember(
                    id: id, name: table.string("name") ?? id, role: table.choice("role", of: StaffRole.self)))
            table.finish()
        }
        for table in reader.tables("priority_group") {
            let code = table.string("code", required: true) ?? "?"
            if code == "normal" { table.fault("code", "\"normal\" means no priority; use another code") }
            if priorityGroups.contains(where: { $0.code == code }) {
                table.fault("code", "\"\(code)\" is taken by an earlier one")
            }
            var group = PriorityGroup(code: code, name: LocalisedText(table, "name") ?? name)
            group.largePrint = table.boolean("large_print")
            priorityGroups.append(group)
            table.finish()
        }
        for table in reader.tables("community") {
            let code = table.string("code", required: true) ?? "?"
            if communities.contains(where: { $0.code == code }) {
                table.fault("code", "\"\(code)\" is taken by an earlier one")
            }
            var community = Community(code: code, name: table.string("name") ?? code)
            community.person = table.string("person")
            community.within = table.string("within", "the code of an earlier community")
            if let within = community.within,
                !communities.contains(where: { $0.code == within && $0.within == nil })
            {
                table.fault("within", "no earlier community is \"\(within)\"")
            }
            communities.append(community)
            table.finish()
        }
        focusGroups = reader.tables("focus_group").map { table in
            let code = table.string("code", required: true) ?? "?"
            let name = LocalisedText(table, "name") ?? LocalisedText(code, code, code)
            table.finish()
            return FocusGroup(code: code, name: name)
        }
        if focusGroups == [] { focusGroups = nil }
    }

    // MARK: Windows

    private mutating func readWindows(from reader: TableReader) {
        for table in reader.tables("window") {
            // Below 1 stands for a number that could not be read: it is told once.
            let number = table.integer("number", in: 1...999, required: true) ?? -windows.count
            if number > 0, window(number) != nil { table.fault("number", "\(number) is taken by an earlier window") }
            var window = Window(number: number)
            window.primary = codes("primary", in: table)
            window.secondary = codes("secondary", in: table).filter { !window.primary.contains($0) }
            window.backup = codes("backup", in: table).filter {
                !window.primary.contains($0) && !window.secondary.contains($0)
            }
            if window.primary.isEmpty, window.secondary.isEmpty, window.backup.isEmpty {
                table.fault("primary", "serves nothing; expected services or category letters")
            }
            window.signedIn = table.string("signed_in", "a staff id")
            window.hours = [OpeningSpan](table, "hours")
            window.printer = table.string("printer", "a slip printer's name")
            checkSignedIn(window, table)
            table.finish()
            windows.append(window)
        }
        if windows.isEmpty { reader.fault("window", "is missing; a hall has at least one window") }
        if windows.count > HallLimits.standard.windowsMax {
            reader.fault("window", "\(HallLimits.standard.windowsMax) windows at most")
        }
        for (service, table) in zip(services, services.isEmpty ? [] : reader.tables("service"))
        where service.code != "?" && !windows.contains(where: { $0.level(of: service.code) != nil }) {
            table.fault("code", "\"\(service.code)\" is served by no window")
        }
    }

    private func checkSignedIn(_ window: Window, _ table: TableReader) {
        guard let id = window.signedIn else { return }
        if !staff.isEmpty, !staff.contains(where: { $0.id == id }) {
            table.fault("signed_in", "there is no staff member \"\(id)\"")
        }
        if let other = windows.first(where: { $0.signedIn == id }) {
            table.fault("signed_in", "\"\(id)\" is signed in at window \(other.number) already")
        }
    }

    /// Codes of services; a category's letter stands for all of its services.
    private func codes(_ key: String, in table: TableReader) -> [ServiceCode] {
        var codes: [ServiceCode] = []
        for (text, line) in table.strings(key, "a list of services or category letters") {
            let meant =
                service(text).map { [$0.code] }
                ?? services.filter { $0.category == text }.map(\.code)
            if meant.isEmpty {
                table.faults.add(line, table.path(of: key), "there is no service or category \"\(text)\"")
            }
            codes += meant.filter { !codes.contains($0) }
        }
        return codes
    }
}

extension HallConfiguration {
    /// What is handed out at a window must come out somewhere.
    fileprivate func checkPrinters(_ reader: TableReader) {
        let known = (paper?.printers ?? []).filter { $0.role == .slip }.map(\.name)
        for (window, table) in zip(windows, windows.isEmpty ? [] : reader.tables("window")) {
            guard let name = window.printer, !known.contains(name) else { continue }
            table.fault("printer", "there is no slip printer \"\(name)\"; known: \(known.joined(separator: ", "))")
        }
    }
}

extension CourseRules {
    init(_ table: TableReader) {
        self.init()
        returnDays = table.integer("return_days", in: 0...250) ?? returnDays
        dueEveryCount = table.integer("due_every_count", in: 1...100) ?? dueEveryCount
        dueSoonDays = table.integer("due_soon_days", in: 1...60) ?? dueSoonDays
        shortServiceSeconds = table.integer("short_service_seconds", in: 0...3600)
        longServiceMinutes = table.integer("long_service_minutes", in: 1...1440)
        signOffDays = table.integer("sign_off_days", in: 0...60) ?? signOffDays
        table.finish()
    }
}

extension RetentionRules {
    init(_ table: TableReader) {
        self.init()
        let days = 0...36_500
        appointmentDays = table.integer("appointment_days", in: days) ?? appointmentDays
        caseContactDays = table.integer("case_contact_days", in: days) ?? caseContactDays
        wordsDays = table.integer("words_days", in: days) ?? wordsDays
        table.finish()
    }
}

extension ReportRules {
    init(_ table: TableReader) {
        self.init()
        monthBeginsOn = table.integer("month_begins_on", in: 1...28) ?? monthBeginsOn
        dueWorkingDays = table.integer("due_working_days", in: 0...20) ?? dueWorkingDays
        unit = table.string("unit")
        preparer = table.string("preparer")
        reviewer = table.string("reviewer")
        table.finish()
    }
}

extension AppraisalRules {
    private static let levels = [
        "very-dissatisfied", "dissatisfied", "fairly-satisfied", "satisfied", "very-satisfied",
    ]

    init(_ table: TableReader) {
        self.init()
        officers = table.strings("officers", "a list of staff ids like [\"9\"]").map(\.text)
        followUpDays = table.integer("follow_up_days", in: 1...60) ?? followUpDays
        satisfiedMin = table.integer("satisfied_min", in: 1...5) ?? satisfiedMin
        if let text = table.string("unrated_counts_as", "\"nothing\", or a level like \"satisfied\""), text != "nothing"
        {
            unratedCountsAs = Self.levels.firstIndex(of: text).map { $0 + 1 }
            if unratedCountsAs == nil {
                table.fault(
                    "unrated_counts_as",
                    "\"\(text)\" is not \"nothing\" nor one of \(Self.levels.joined(separator: ", "))")
            }
        }
        table.finish()
    }
}

extension HallConfiguration {
    fileprivate func checkOfficers(_ reader: TableReader) {
        for officer in appraisal?.officers ?? [] where staffMember(officer) == nil {
            reader.fault("appraisal", "officers: there is no staff member \"\(officer)\"")
        }
    }

    /// A pad with fewer keys than levels is named on reports, with what its keys stand for.
    fileprivate mutating func name(pads: [WindowDeviceBinding]) {
        let narrow = pads.filter { $0.hasRatingKeys && Set($0.scores).count < 5 }
        guard !narrow.isEmpty else { return }
        var rules = appraisal ?? AppraisalRules()
        rules.pads = narrow.map { PadLevels(name: $0.name, levels: $0.scores) }
        appraisal = rules
    }
}

extension AppointmentRules {
    init(_ table: TableReader) {
        self.init()
        aheadDaysMax = table.integer("ahead_days_max", in: 0...365) ?? aheadDaysMax
        lateMinutesMax = table.integer("late_minutes_max", in: 0...480) ?? lateMinutesMax
        table.finish()
    }
}

extension CallingRules {
    mutating func read(from table: TableReader) {
        policy = table.choice("policy", of: CallingPolicy.self) ?? policy
        let seconds = 0...86_400
        headStartSeconds = table.integer("head_start_seconds", in: seconds) ?? headStartSeconds
        ratioPriority = table.integer("ratio_priority", in: 1...100) ?? ratioPriority
        ratioNormal = table.integer("ratio_normal", in: 1...100) ?? ratioNormal
        backupAfterSeconds = table.integer("backup_after_seconds", in: seconds) ?? backupAfterSeconds
        recallCountMax = table.integer("recall_count_max", in: 0...100) ?? recallCountMax
        recallGapSecondsMin = table.integer("recall_gap_seconds_min", in: seconds) ?? recallGapSecondsMin
        noShowCallCountMin = table.integer("no_show_call_count_min", in: 1...100) ?? noShowCallCountMin
        noShowGapSecondsMin = table.integer("no_show_gap_seconds_min", in: seconds) ?? noShowGapSecondsMin
        passed = table.choice("passed", of: PassedRule.self) ?? passed
        passedAfterCount = table.integer("passed_after_count", in: 1...1000) ?? passedAfterCount
        passCountMax = table.integer("pass_count_max", in: 0...100) ?? passCountMax
        undoSecondsMax = table.integer("undo_seconds_max", in: seconds) ?? undoSecondsMax
        startInferredAfterSeconds =
            table.integer("start_inferred_after_seconds", in: seconds) ?? startInferredAfterSeconds
        ratingSecondsMax = table.integer("rating_seconds_max", in: seconds) ?? ratingSecondsMax
        noShowGraceSecondsMin = table.integer("no_show_grace_seconds_min", in: seconds)
        if noShowCallCountMin > recallCountMax + 1 {
            table.fault("no_show_call_count_min", "is more than recall_count_max allows: nobody could ever be passed")
        }
        table.finish()
    }
}

extension LocalisedText {
    /// A table with zh-Hans, zh-Hant and en; plain text means all three.
    init?(_ reader: TableReader, _ key: String, required: Bool = true) {
        guard let table = reader.textOrTable(key, required: required) else { return nil }
        switch table {
        case .text(let text): self.init(text, text, text)
        case .table(let table): self.init(table)
        }
    }

    init?(_ table: TableReader) {
        let simplified = table.string("zh-Hans", required: true)
        let traditional = table.string("zh-Hant")
        let english = table.string("en")
        table.finish()
        guard let simplified else { return nil }
        self.init(simplified, traditional ?? simplified, english ?? simplified)
    }
}

extension Faults {
    /// Adds a fault and stands for the value that could not be read.
    func none<Value>(_ line: Int, _ key: String, _ message: String) -> Value? {
        add(line, key, message)
        return nil
    }
}
