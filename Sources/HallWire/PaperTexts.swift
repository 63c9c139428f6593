// The catalogue, what is on paper. Slip templates name these texts; {name} stands for a field of the document.

extension Texts {
    /// By the name that a template's `phrase` has.
    package static let paper: [String: Phrase] = [
        // A ticket's slip.
        "copy": Phrase("【补打】", "【補打】", "[ COPY ]"),
        "before": Phrase("您前面还有 {ahead} 人", "您前面還有 {ahead} 人", "{ahead} before you"),
        "wait": Phrase("预计等候 {low}–{high} 分钟", "預計等候 {low}–{high} 分鐘", "Expected wait {low}–{high} min"),
        "windows": Phrase("办理窗口：{windows}", "辦理窗口：{windows}", "Windows: {windows}"),
        "listen": Phrase(
            "请留意叫号和显示屏", "請留意叫號和顯示屏", "Please listen for your number and watch the displays"),
        "scan": Phrase("扫码查看排队进度", "掃碼查看排隊進度", "Scan to see how the queue moves"),
        "checkCode": Phrase("查询码 {checkCode}", "查詢碼 {checkCode}", "Check code {checkCode}"),
        "issued": Phrase("{issuedAt}　本号免费", "{issuedAt}　本號免費", "{issuedAt}  Free of charge"),
        // 一次性告知.
        "materialsTitle": Phrase("一次性告知单", "一次性告知單", "What to bring"),
        "materialsAll": Phrase("办理需要以下材料：", "辦理需要以下材料：", "You will need:"),
        "materialsNone": Phrase("不需要带材料。", "不需要帶材料。", "Nothing to bring."),
        "sample": Phrase("【样例】", "【樣例】", "[ SAMPLE ]"),
        "materialsMissing": Phrase("还缺以下材料：", "還缺以下材料：", "Still missing:"),
        "materialsNumber": Phrase("排队号：{number}", "排隊號：{number}", "Ticket {number}"),
        "returnRight": Phrase(
            "请在 {returnUntil} 前（含当日）补齐材料，凭 {number} 号回来，不用重新排队。",
            "請在 {returnUntil} 前（含當日）補齊材料，憑 {number} 號回來，不用重新排隊。",
            "Bring what is missing by {returnUntil}, with {number}: you will not queue again."),
        "limit": Phrase(
            "承诺 {limitDays} 个工作日内办结", "承諾 {limitDays} 個工作日內辦結", "Done within {limitDays} working days"),
        "department": Phrase("主管部门：{department}", "主管部門：{department}", "Department: {department}"),
        "printed": Phrase("打印时间 {printedAt}", "列印時間 {printedAt}", "Printed {printedAt}"),
        // A case.
        "acceptanceTitle": Phrase("受理通知单", "受理通知單", "Notice of acceptance"),
        "case": Phrase("办件编号：{case}", "辦件編號：{case}", "Case {case}"),
        "accepted": Phrase("受理时间：{acceptedAt}", "受理時間：{acceptedAt}", "Accepted {acceptedAt}"),
        "due": Phrase(
            "承诺办结：{dueOn} 前（{limitDays} 个工作日）", "承諾辦結：{dueOn} 前（{limitDays} 個工作日）",
            "Promised by {dueOn} ({limitDays} working days)"),
        "handler": Phrase("承办人：{handler}", "承辦人：{handler}", "Handled by {handler}"),
        "progress": Phrase(
            "凭办件编号和查询码可以查询办理进度。", "憑辦件編號和查詢碼可以查詢辦理進度。",
            "Ask for progress with the case number and the check code."),
        "denialTitle": Phrase("不予办理告知单", "不予辦理告知單", "Notice of denial"),
        "denied": Phrase("告知时间：{deniedAt}", "告知時間：{deniedAt}", "Given {deniedAt}"),
        "denialReason": Phrase("原因：{reason}", "原因：{reason}", "Reason: {reason}"),
        "denialBasis": Phrase("依据：{basis}", "依據：{basis}", "Basis: {basis}"),
        "remedies": Phrase(
            "如有异议，可向本大厅负责人反映；也可依法在六十日内申请行政复议，或在六个月内提起行政诉讼。",
            "如有異議，可向本大廳負責人反映；也可依法在六十日內申請行政複議，或在六個月內提起行政訴訟。",
            "If you disagree, speak to the head of this hall; by law you may also apply for administrative "
                + "reconsideration within 60 days, or bring an action within six months."),
        // The day's end.
        "closingTitle": Phrase("业务日小结", "業務日小結", "The day's figures"),
        "signed": Phrase("签字：", "簽字：", "Signed:"),
        // On sheets.
        "plateWindow": Phrase("{window} 号窗口", "{window} 號窗口", "Window {window}"),
        "plateStaff": Phrase("工作人员：{staff}", "工作人員：{staff}", "Staff: {staff}"),
        "posterTitle": Phrase("排队叫号规则", "排隊叫號規則", "How the queue works"),
        "posterHours": Phrase("取号时间：{hours}", "取號時間：{hours}", "Tickets are given {hours}"),
        "posterPriority": Phrase(
            "优先对象：{priorityGroups}", "優先對象：{priorityGroups}", "Priority: {priorityGroups}"),
        "posterServices": Phrase("办理事项", "辦理事項", "Services"),
        "posterFree": Phrase("取号和各项服务均不收费。", "取號和各項服務均不收費。", "Tickets and services are free."),
    ]

    /// The same in one language: which fields each names.
    package static let paperPhrases: [String: String] = paper.mapValues(\.zhHans)

    /// What happens to whoever misses a call, by the hall's rule.
    package static let missed: [String: Phrase] = [
        "void": Phrase(
            "过号作废，请到导办台说明", "過號作廢，請到導辦台說明",
            "If you miss your call, the number lapses: ask at the guide desk"),
        "back": Phrase("过号后排到队尾", "過號後排到隊尾", "If you miss your call, you go to the back of the queue"),
        "after": Phrase(
            "过号后再等 {count} 位叫号", "過號後再等 {count} 位叫號", "If you miss your call, you are called after {count} others"),
    ]

    /// The rules in force, as the poster lists them.
    package static let rulesInForce: [String: Phrase] = [
        "fifo": Phrase("按取号先后叫号。", "按取號先後叫號。", "Numbers are called in the order in which they were taken."),
        "strict": Phrase(
            "优先对象先办，其余按取号先后叫号。", "優先對象先辦，其餘按取號先後叫號。",
            "Priority groups go first; others in the order in which they came."),
        "head-start": Phrase(
            "按取号先后叫号；优先对象按早到 {minutes} 分钟计算。", "按取號先後叫號；優先對象按早到 {minutes} 分鐘計算。",
            "Numbers are called in order; priority groups count as having come {minutes} minutes earlier."),
        "ratio": Phrase(
            "每办 {priority} 位优先对象，办 {normal} 位其他居民。", "每辦 {priority} 位優先對象，辦 {normal} 位其他居民。",
            "{priority} of the priority groups, then {normal} others, in turn."),
        "recall": Phrase(
            "每个号最多重呼 {count} 次，无人应答按过号处理。", "每個號最多重呼 {count} 次，無人應答按過號處理。",
            "A number is called again up to {count} times; if nobody comes, it is passed."),
        "carry": Phrase("当天未办完的号次日有效。", "當天未辦完的號次日有效。", "Numbers not served today stay valid tomorrow."),
        "void": Phrase("号码当天有效。", "號碼當天有效。", "A number is valid on its day."),
        "always": Phrase("全天", "全天", "at all times"),
    ]

    /// What keeps a printer from printing, in IPP's words.
    package static let troubles: [String: Phrase] = [
        "media-empty": Phrase("缺纸", "缺紙", "out of paper"),
        "media-jam": Phrase("卡纸", "卡紙", "paper jam"),
        "state-unknown": Phrase("不报告状态", "不回報狀態", "does not tell its state"),
        "state-by-cups": Phrase("状态以 CUPS 为准", "狀態以 CUPS 為準", "state as CUPS has it"),
        "media-low": Phrase("纸快用完", "紙快用完", "paper is low"),
        "cover-open": Phrase("机盖打开", "機蓋打開", "cover open"),
        "cutter-error": Phrase("切刀故障", "切刀故障", "cutter error"),
        "offline": Phrase("脱机", "離線", "offline"),
        "unreachable": Phrase("没有应答", "沒有應答", "does not answer"),
        "aborted": Phrase("打印机放弃了任务", "印表機放棄了工作", "gave the job up"),
        "other": Phrase("故障", "故障", "in trouble"),
    ]

    /// To whoever took the number.
    package static let noSlip = Phrase(
        "您的号码是 {number}。没有纸质号单（{trouble}），请记下号码。",
        "您的號碼是 {number}。沒有紙本號單（{trouble}），請記下號碼。",
        "Your number is {number}. There is no slip ({trouble}): please note the number.")
}
