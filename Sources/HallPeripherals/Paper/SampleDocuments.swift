import HallCore
import HallFiles
import HallWire

/// Made-up documents of every kind: what a template looks like before there is anything to print.
enum SampleDocuments {
    static func document(_ kind: DocumentKind, language: Language = .simplifiedChinese) -> Document {
        Document(kind: kind, language: language, name: "sample-\(kind.rawValue)") { content(kind, $0) }
    }

    /// So that nobody hangs it up.
    static func marked(_ kind: DocumentKind) -> Document {
        Document(kind: kind, language: .simplifiedChinese, name: "sample-\(kind.rawValue)") { language in
            var content = content(kind, language)
            content["hall"] = Texts.paper["sample"]!(content.wire) + content.text("hall")
            return content
        }
    }

    static func content(_ kind: DocumentKind, _ language: Language) -> DocumentContent {
        var content = DocumentContent(kind, language)
        func say(_ field: String, _ text: LocalisedText) { content[field] = text[language] }
        say("hall", LocalisedText("示范社区一站式服务大厅", "示範社區一站式服務大廳", "Demo Community Service Hall"))
        content["printedAt"] = "2026-11-21 09:05"
        say("service", LocalisedText("城乡居民医疗保险参保", "城鄉居民醫療保險參保", "Residents' medical insurance"))
        say("department", LocalisedText("医疗保障局", "醫療保障局", "Healthcare Security Bureau"))
        switch kind {
        case .ticket: ticket(&content)
        case .materials: materials(&content)
        case .acceptance: acceptance(&content)
        case .denial: denial(&content)
        case .closing: closing(&content)
        case .plate: plate(&content)
        case .poster: poster(&content)
        case .report: report(&content)
        }
        return content
    }

    private static let link = "http://192.168.1.10:8080"

    private static func ticket(_ content: inout DocumentContent) {
        content["number"] = "A023"
        content["ahead"] = "7"
        (content["low"], content["high"]) = ("12", "30")
        content["windows"] = content.language == .english ? "1, 2" : "1、2"
        content["issuedAt"] = "2026-11-21 09:05"
        content["missed"] = Texts.missed["after"]!(content.wire, ["count": "3"])
        content["checkCode"] = "K7Q2MX"
        content["qr"] = "\(link)/t/2026-11-21/A023/K7Q2MX"
        content["link"] = link
    }

    private static func materials(_ content: inout DocumentContent) {
        let names = [
            LocalisedText("身份证原件及复印件", "身分證正本及影本", "Identity card, original and copy"),
            LocalisedText("户口簿或居住证", "戶口簿或居住證", "Household register or residence permit"),
            LocalisedText(
                "近期一寸免冠彩色照片两张（背面写姓名）", "近期一吋免冠彩色照片兩張（背面寫姓名）",
                "Two recent 1-inch colour photographs, name written on the back"),
        ]
        content.set("materials", list: names.map { $0[content.language] })
        content["missing"] = "3"
        content["number"] = "A023"
        content["returnUntil"] = "2026-11-27"
        content["limitDays"] = "15"
    }

    private static func acceptance(_ content: inout DocumentContent) {
        content["case"] = "2026-1121-0007"
        content["checkCode"] = "K7Q2MX"
        content["acceptedAt"] = "2026-11-21 09:20"
        content["dueOn"] = "2026-12-11"
        content["limitDays"] = "15"
        content["handler"] = content.language == .english ? "Wang Fang" : "王芳"
        content["qr"] = "\(link)/c/2026-1121-0007/K7Q2MX"
        content["link"] = link
    }

    private static func denial(_ content: inout DocumentContent) {
        content["case"] = "2026-1121-0008"
        content["deniedAt"] = "2026-11-21 09:31"
        let reason = LocalisedText(
            "申请人户籍不在本区，不属于本窗口受理范围。", "申請人戶籍不在本區，不屬於本窗口受理範圍。",
            "The applicant is not registered in this district.")
        content["reason"] = reason[content.language]
        let basis = LocalisedText(
            "《社会救助暂行办法》第十一条", "《社會救助暫行辦法》第十一條", "Interim Measures for Social Assistance, article 11")
        content["basis"] = basis[content.language]
        content["handler"] = content.language == .english ? "Wang Fang" : "王芳"
    }

    private static func closing(_ content: inout DocumentContent) {
        content["day"] = "2026-11-21"
        let figures = [
            ("issued", "128"), ("carriedIn", "2"), ("served", "119"), ("noShow", "6"), ("cancelled", "3"),
            ("voided", "0"), ("carriedOut", "2"), ("printFailures", "1"),
        ]
        content.set(
            "figures",
            table: figures.map { heading, figure in
                DocumentContent.Row(name: Texts.headings[heading]!(content.wire), value: figure)
            })
    }

    private static func report(_ content: inout DocumentContent) {
        let (language, hall) = (content.wire, content.text("hall"))
        let text = { (name: String) in Texts.report[name]!(language, ["unit": hall]) }
        content["title"] = text("title")
        content.set("lines", list: ["2026-11"])
        let figures = [
            "visits", "consulted", "done", "opening", "accepted", "ended", "closing", "keptShare", "waitMean",
        ]
        let columns =
            [PrintedGrid.Column(heading: text("department"), width: 20, isFigure: false)]
            + figures.map { PrintedGrid.Column(heading: text($0), width: 8, isFigure: true) }
        let numbers = ["128", "31", "52", "12", "40", "37", "15", "97.5%", "8.4"]
        content.set(
            "table",
            grid: PrintedGrid(
                columns: columns,
                rows: [
                    PrintedGrid.Row(cells: [content.text("department")] + numbers, isTotal: false),
                    PrintedGrid.Row(cells: [text("whole")] + numbers, isTotal: true),
                ]))
        content.set("notes", list: [text("meaning")])
    }

    private static func plate(_ content: inout DocumentContent) {
        content["window"] = "3"
        content["plate"] = Texts.paper["plateWindow"]!(content.wire, ["window": "3"])
        let services = [
            LocalisedText("社会救助", "社會救助", "Social assistance"),
            LocalisedText("卫生健康（生育登记）", "衛生健康（生育登記）", "Health and birth registration"),
        ]
        content.set("services", list: services.map { $0[content.language] })
        content["staff"] = content.language == .english ? "Wang Fang" : "王芳"
    }

    private static func poster(_ content: inout DocumentContent) {
        let rules = Texts.rulesInForce
        content.set(
            "rules",
            list: [
                rules["head-start"]!(content.wire, ["minutes": "10"]), rules["recall"]!(content.wire, ["count": "3"]),
                Texts.missed["after"]!(content.wire, ["count": "3"]), rules["carry"]!(content.wire),
            ])
        let groups = LocalisedText(
            "老年人；残疾人；孕妇及携带婴幼儿；现役军人、退役军人、其他优抚对象", "老年人；殘疾人；孕婦及攜帶嬰幼兒；現役軍人、退役軍人、其他優撫對象",
            "Older people; people with disabilities; pregnant or with an infant; service members and veterans")
        content["priorityGroups"] = groups[content.language]
        content["hours"] = "08:30–12:00, 13:30–17:30"
        let service = LocalisedText(
            "社会救助：最低生活保障、临时救助", "社會救助：最低生活保障、臨時救助", "Social assistance: minimum living allowance")
        content.set("services", list: ["A", "B", "C"].map { "\($0)　\(service[content.language])" })
    }
}
