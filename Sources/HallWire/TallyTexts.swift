// The catalogue, the names of figures: on tables, sheets and reports.

extension Texts {
    /// By the field's path in the JSON; others are in `headings`.
    package static let figures: [String: Phrase] = [
        "byAppointment": Phrase("预约办理", "預約辦理", "By appointment"),
        "corrected": Phrase("更正事项", "更正事項", "Corrected"),
        "appointments.booked": Phrase("预约", "預約", "Booked"),
        "appointments.kept": Phrase("预约到场", "預約到場", "Kept"),
        "appointments.missed": Phrase("爽约", "爽約", "Missed"),
        "appointments.cancelled": Phrase("预约取消", "預約取消", "Cancelled"),
        "matters.done": Phrase("即办", "即辦", "Done"),
        "matters.accepted": Phrase("受理", "受理", "Accepted"),
        "matters.materialsIncomplete": Phrase("材料不全", "材料不全", "Incomplete"),
        "matters.denied": Phrase("不予受理", "不予受理", "Denied"),
        "matters.referred": Phrase("转介", "轉介", "Referred"),
        "matters.consulted": Phrase("咨询", "諮詢", "Consulted"),
        "matters.handedOut": Phrase("领证", "領證", "Handed out"),
        "matters.unserved": Phrase("未办", "未辦", "Unserved"),
        "matters.byDefault": Phrase("未说明", "未說明", "Not stated"),
        "waits.within15": Phrase("15 分钟内", "15 分鐘內", "In 15 min"),
        "waits.within30": Phrase("30 分钟内", "30 分鐘內", "In 30 min"),
        "waits.open": Phrase("等候（不含闭厅）", "等候（不含閉廳）", "Open wait"),
        "waits.stages": Phrase("每段等候", "每段等候", "Stage"),
        "waits.total": Phrase("合计等候", "合計等候", "All stages"),
        "waits.unserved": Phrase("未办离开", "未辦離開", "Left unserved"),
        "walk": Phrase("走到窗口", "走到窗口", "Walk"),
        "suspects.short": Phrase("过短", "過短", "Too short"),
        "suspects.long": Phrase("过长", "過長", "Too long"),
        "windowTime.open": Phrase("在岗", "在崗", "At window"),
        "windowTime.occupied": Phrase("有人", "有人", "Occupied"),
        "windowTime.serving": Phrase("办理", "辦理", "Serving"),
        "windowTime.idle": Phrase("空闲", "空閒", "Idle"),
        "windowTime.work": Phrase("工作暂停", "工作暫停", "Work away"),
        "windowTime.break": Phrase("休息", "休息", "Break"),
        "windowTime.unstated": Phrase("未说明暂停", "未說明暫停", "Unexplained"),
        "promise.given": Phrase("预计等候", "預計等候", "Waits promised"),
        "promise.kept": Phrase("预计兑现", "預計兌現", "Promises kept"),
        "ratings.satisfied": Phrase("满意合计", "滿意合計", "Satisfied in all"),
        "ratings.unrated": Phrase("未评价", "未評價", "Unrated"),
        "ratings.ofRated": Phrase("满意率（已评）", "滿意率（已評）", "Of rated"),
        "ratings.ofAll": Phrase("满意率（全部）", "滿意率（全部）", "Of all"),
        "ratings.excluded": Phrase("申诉剔除", "申訴剔除", "Excluded"),
        "cases.opening": Phrase("期初在办", "期初在辦", "Cases, start"),
        "cases.accepted": Phrase("受理", "受理", "Accepted"),
        "cases.completed": Phrase("办结", "辦結", "Completed"),
        "cases.withdrawn": Phrase("撤回", "撤回", "Withdrawn"),
        "cases.denied": Phrase("不予办理", "不予辦理", "Denied"),
        "cases.closing": Phrase("期末在办", "期末在辦", "Cases, end"),
        "cases.due": Phrase("本期到期", "本期到期", "Due"),
        "cases.kept": Phrase("按时办结", "按時辦結", "Kept"),
        "cases.overdue": Phrase("超期在办", "超期在辦", "Overdue"),
        "denials.recorded": Phrase("否定", "否定", "Denials"),
        "denials.upheld": Phrase("签批同意", "簽批同意", "Upheld"),
        "denials.overturned": Phrase("签批不同意", "簽批不同意", "Overturned"),
        "denials.unsigned": Phrase("待签批", "待簽批", "Unsigned"),
        "followUps.opening": Phrase("期初待整改", "期初待整改", "Follow-ups, start"),
        "followUps.opened": Phrase("新增评议", "新增評議", "Follow-ups, new"),
        "followUps.answered": Phrase("已反馈", "已回覆", "Answered"),
        "followUps.closing": Phrase("期末待整改", "期末待整改", "Follow-ups, end"),
        "followUps.due": Phrase("本期应反馈", "本期應回覆", "Answers due"),
        "followUps.kept": Phrase("按时反馈", "按時回覆", "In time"),
    ]

    /// Parts of a tally's table.
    package static let tallyParts: [String: Phrase] = [
        "queue": Phrase("取号与办理", "取號與辦理", "Tickets"),
        "matters": Phrase("办件", "辦件", "Matters"),
        "times": Phrase("等候与办理时间（分:秒）", "等候與辦理時間（分:秒）", "Waits and services (min:s)"),
        "windows": Phrase("窗口时间（时:分）", "窗口時間（時:分）", "At the windows (h:min)"),
        "ratings": Phrase("评价", "評價", "Ratings"),
        "cases": Phrase("承诺件、否定、评议整改", "承諾件、否定、評議整改", "Cases, denials, follow-ups"),
    ]

    /// The same, short enough for the tabs of a spreadsheet.
    package static let tallySheets: [String: Phrase] = [
        "queue": Phrase("取号与办理", "取號與辦理", "Tickets"),
        "matters": Phrase("办件", "辦件", "Matters"),
        "times": Phrase("等候与办理（分钟）", "等候與辦理（分鐘）", "Waits (min)"),
        "windows": Phrase("窗口时间（分钟）", "窗口時間（分鐘）", "Windows (min)"),
        "ratings": Phrase("评价", "評價", "Ratings"),
        "cases": Phrase("承诺件与整改", "承諾件與整改", "Cases"),
    ]

    package static let notBalanced = Phrase(
        "注意：下列平衡关系不成立，请勿上报：{names}", "注意：下列平衡關係不成立，請勿上報：{names}",
        "WARNING: these equations do not hold; do not hand this in: {names}")
    package static let formulas = Phrase(
        "公式版本 {formula}；满意指“{level}”及以上；未评价{unrated}", "公式版本 {formula}；滿意指「{level}」及以上；未評價{unrated}",
        "Formulas {formula}; satisfied: ‘{level}’ and up; unrated: {unrated}")
    package static let unratedApart = Phrase("单列", "單列", "counted apart")
    package static let unratedAs = Phrase("按“{level}”计", "按「{level}」計", "counted as ‘{level}’")

    /// Equations, by the name that a broken one has.
    package static let equations: [String: Phrase] = [
        "tickets": Phrase("取号＝各状态之和", "取號＝各狀態之和", "tickets = the sum of their states"),
        "cases": Phrase("期初＋受理＝办结＋撤回＋不予＋期末", "期初＋受理＝辦結＋撤回＋不予＋期末", "cases, opening to closing"),
        "followUps": Phrase("评议期初＋新增＝反馈＋期末", "評議期初＋新增＝回覆＋期末", "follow-ups, opening to closing"),
        "appointments": Phrase("预约＝到场＋爽约＋取消＋未到", "預約＝到場＋爽約＋取消＋未到", "appointments = what became of them"),
        "groups": Phrase("各组之和＝合计", "各組之和＝合計", "the groups = the whole"),
    ]
}
