// The catalogue, what reports say.

extension Texts {
    package static let report: [String: Phrase] = [
        "title": Phrase("{unit}月报表", "{unit}月報表", "{unit}: monthly table"),
        "sheet": Phrase("月报表", "月報表", "Monthly table"),
        "departments": Phrase("按主管部门", "按主管部門", "By department"),
        "period": Phrase(
            "月份：{month}（{from} 至 {through}，开放 {days} 天）", "月份：{month}（{from} 至 {through}，開放 {days} 天）",
            "Month: {month} ({from} to {through}, open on {days} days)"),
        "handedIn": Phrase(
            "第 {version} 次上报，{at}", "第 {version} 次上報，{at}", "Handed in, version {version}, {at}"),
        "draft": Phrase("未上报（草表），{at}", "未上報（草表），{at}", "Not handed in: a draft of {at}"),
        "signatures": Phrase(
            "填表人：{preparer}　　审核人：{reviewer}　　（盖章）", "填表人：{preparer}　　審核人：{reviewer}　　（蓋章）",
            "Prepared by: {preparer}    Reviewed by: {reviewer}    (seal)"),
        "blank": Phrase("＿＿＿＿", "＿＿＿＿", "________"),
        "cutOff": Phrase(
            "截至日志第 {cutOff} 条", "截至日誌第 {cutOff} 條", "Through event {cutOff} of the journal"),
        "pad": Phrase(
            "评价器 {name} 的按键依次表示：{levels}", "評價器 {name} 的按鍵依次表示：{levels}",
            "The keys of pad {name} stand for: {levels}"),
        "meaning": Phrase(
            "接待人次＝已办的号；即办件＝当场办结和领证；办结含撤回和不予办理；待领取的仍在办；按时率＝本期到期承诺件中按时办结的；环比、同比按接待人次；差评整改含居委会评议和意见；等候＝取号到首次呼叫（预约从预约时间或到场时间的较晚者起算）。",
            "接待人次＝已辦的號；即辦件＝當場辦結和領證；辦結含撤回和不予辦理；待領取的仍在辦；按時率＝本期到期承諾件中按時辦結的；環比、同比按接待人次；差評整改含居委會評議和意見；等候＝取號到首次呼叫（預約從預約時間或到場時間的較晚者起算）。",
            "Visits: tickets that were served. Done: done or handed out at once. Ended: withdrawn and denied among them; what is ready to collect is still open. Kept: of the cases due in the period, those decided in time. On month before and last year: visits. Answered in time: committees’ appraisals and suggestions too. Wait: from taking to the first call (of appointments from the later of time and coming)."
        ),
        "department": Phrase("主管部门", "主管部門", "Department"),
        "service": Phrase("事项", "事項", "Service"),
        "kind": Phrase("类型", "類型", "Kind"),
        "immediate": Phrase("即办", "即辦", "at once"),
        "promised": Phrase("承诺", "承諾", "promised"),
        "visits": Phrase("接待人次", "接待人次", "Visits"),
        "consulted": Phrase("咨询", "諮詢", "Consulted"),
        "done": Phrase("即办件", "即辦件", "Done"),
        "opening": Phrase("期初在办", "期初在辦", "Cases, start"),
        "accepted": Phrase("受理", "受理", "Accepted"),
        "ended": Phrase("办结", "辦結", "Ended"),
        "closing": Phrase("期末在办", "期末在辦", "Cases, end"),
        "keptShare": Phrase("按时率", "按時率", "Kept"),
        "overdue": Phrase("超期在办", "超期在辦", "Overdue"),
        "denials": Phrase("否定", "否定", "Denials"),
        "overtime": Phrase("延时服务", "延時服務", "Overtime"),
        "byAppointment": Phrase("预约办理", "預約辦理", "By appointment"),
        "homeVisits": Phrase("上门服务", "上門服務", "Home visits"),
        "turnedAway": Phrase("未取到号", "未取到號", "Turned away"),
        "waitMean": Phrase("平均等候（分）", "平均等候（分）", "Mean wait (min)"),
        "rated": Phrase("评价次数", "評價次數", "Ratings"),
        "satisfiedShare": Phrase("满意率", "滿意率", "Satisfied"),
        "remedyShare": Phrase("差评整改率", "差評整改率", "Answered in time"),
        "onMonth": Phrase("环比", "環比", "On month before"),
        "onYear": Phrase("同比", "同比", "On last year"),
        "remarks": Phrase("备注", "備註", "Remarks"),
        "noBusiness": Phrase("本月无业务", "本月無業務", "No business this month"),
        "none": Phrase("（未定）", "（未定）", "(none)"),
        "whole": Phrase("合计", "合計", "Total"),
        "correction": Phrase("更正：{reason}", "更正：{reason}", "Correction: {reason}"),
        "changed": Phrase(
            "{row}　{column}：{old} → {new}", "{row}　{column}：{old} → {new}", "{row}, {column}: {old} → {new}"),
        "changes": Phrase("更正内容", "更正內容", "What was corrected"),
        "row": Phrase("行", "列", "Row"),
        "column": Phrase("栏", "欄", "Column"),
        "old": Phrase("原报", "原報", "As handed in"),
        "new": Phrase("更正", "更正", "Corrected"),
    ]

    /// 考评表.
    package static let staffTable: [String: Phrase] = [
        "sheet": Phrase("考评表", "考評表", "Staff"),
        "title": Phrase("工作人员考评表", "工作人員考評表", "What each member of the staff did"),
        "staff": Phrase("工作人员", "工作人員", "Staff"),
        "visits": Phrase("接待人次", "接待人次", "Visits"),
        "matters": Phrase("办件", "辦件", "Matters"),
        "serviceMean": Phrase("平均办理（分）", "平均辦理（分）", "Mean service (min)"),
        "serviceMedian": Phrase("办理中位数（分）", "辦理中位數（分）", "Median service (min)"),
        "suspects": Phrase("过短过长", "過短過長", "Too short or long"),
        "open": Phrase("在岗（分）", "在崗（分）", "At window (min)"),
        "occupied": Phrase("有人（分）", "有人（分）", "Occupied (min)"),
        "work": Phrase("工作暂停（分）", "工作暫停（分）", "Work away (min)"),
        "due": Phrase("到期办件", "到期辦件", "Cases due"),
        "kept": Phrase("按时办结", "按時辦結", "Kept"),
        "keptShare": Phrase("按时率", "按時率", "Kept share"),
        "ratings": Phrase("评价次数", "評價次數", "Ratings"),
        "poor": Phrase("差评", "差評", "Poor"),
        "satisfiedShare": Phrase("满意率", "滿意率", "Satisfied"),
        "excluded": Phrase("申诉剔除", "申訴剔除", "Excluded"),
        "denials": Phrase("否定", "否定", "Denials"),
        "overturned": Phrase("签批不同意", "簽批不同意", "Overturned"),
        "whole": Phrase("合计", "合計", "Total"),
        "note": Phrase(
            "评价次数少时满意率不说明问题；办理时间因事项而异，请按事项比较（hallctl tally --by service）。外出办事、会议、案头工作不算空闲。",
            "評價次數少時滿意率不說明問題；辦理時間因事項而異，請按事項比較（hallctl tally --by service）。外出辦事、會議、案頭工作不算空閒。",
            "A share of few ratings says little. Services take different times: compare by service (hallctl tally --by service). Home visits, meetings and paperwork are not idle time."
        ),
    ]

    package static let handedIn = Phrase(
        "{month} 月报已上报（第 {version} 次）。", "{month} 月報已上報（第 {version} 次）。",
        "The table of {month} is handed in (version {version}).")
    package static let noReports = Phrase("还没有上报过月报。", "還沒有上報過月報。", "No monthly table has been handed in yet.")
}
