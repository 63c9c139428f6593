// The catalogue, what is said of cases and denials.

extension Texts {
    package static let caseStates: [String: Phrase] = [
        "accepted": Phrase("已受理", "已受理", "accepted"),
        "sentUp": Phrase("已转报", "已轉報", "sent up"),
        "investigation": Phrase("调查核实", "調查核實", "under investigation"),
        "publicNotice": Phrase("公示", "公示", "on public notice"),
        "waitingForMaterials": Phrase("待补正", "待補正", "waiting for materials"),
        "ready": Phrase("待领取", "待領取", "ready to collect"),
        "completed": Phrase("办结", "辦結", "completed"),
        "denied": Phrase("不予办理", "不予辦理", "denied"),
        "withdrawn": Phrase("撤回", "撤回", "withdrawn"),
    ]

    /// Where a case stands against its promised limit.
    package static let due: [String: Phrase] = [
        "overdue": Phrase("超期", "超期", "overdue"),
        "today": Phrase("今日到期", "今日到期", "due today"),
        "soon": Phrase("临近到期", "臨近到期", "due soon"),
        "later": Phrase("期限内", "期限內", "within its limit"),
        "suspended": Phrase("期限中止", "期限中止", "suspended"),
        "none": Phrase("—", "—", "—"),
    ]

    package static let verdicts: [String: Phrase] = [
        "open": Phrase("待签批", "待簽批", "to be signed off"),
        "upheld": Phrase("同意", "同意", "upheld"),
        "overturned": Phrase("不同意", "不同意", "overturned"),
    ]

    package static let noCases = Phrase("没有办件。", "沒有辦件。", "No cases.")
    package static let noDenials = Phrase("没有不予办理的记录。", "沒有不予辦理的記錄。", "No denials.")
    package static let caseIs = Phrase(
        "{case}　{service}　{state}　{due}", "{case}　{service}　{state}　{due}", "{case}  {service}  {state}  {due}")
    package static let caseOpened = Phrase(
        "受理：{case}　查询码 {code}", "受理：{case}　查詢碼 {code}", "Accepted as case {case}, check code {code}")
    package static let denialIs = Phrase("{denial}　{verdict}", "{denial}　{verdict}", "{denial}  {verdict}")
}
