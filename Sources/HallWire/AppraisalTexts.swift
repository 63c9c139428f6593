// The catalogue, what is said of appraisals.

extension Texts {
    /// 好差评, the five levels.
    package static let levels: [String: Phrase] = [
        "5": Phrase("非常满意", "非常滿意", "Very satisfied"),
        "4": Phrase("满意", "滿意", "Satisfied"),
        "3": Phrase("基本满意", "基本滿意", "Fairly satisfied"),
        "2": Phrase("不满意", "不滿意", "Dissatisfied"),
        "1": Phrase("非常不满意", "非常不滿意", "Very dissatisfied"),
    ]

    package static let followUpOrigins: [String: Phrase] = [
        "rating": Phrase("差评", "差評", "poor rating"),
        "committee": Phrase("居委会评议", "居委會評議", "committee"),
        "suggestion": Phrase("意见建议", "意見建議", "suggestion"),
    ]

    package static let followUpStates: [String: Phrase] = [
        "open": Phrase("待核实", "待核實", "to be verified"),
        "verified": Phrase("已核实", "已核實", "verified"),
        "remedied": Phrase("已整改", "已整改", "put right"),
        "answered": Phrase("已反馈", "已回覆", "answered"),
    ]

    package static let appeals: [String: Phrase] = [
        "open": Phrase("待处理", "待處理", "to be decided"),
        "upheld": Phrase("成立，不计入", "成立，不計入", "upheld, not counted"),
        "refused": Phrase("不成立", "不成立", "refused"),
    ]

    package static let noFollowUps = Phrase("没有待回复的评议。", "沒有待回覆的評議。", "Nothing waits for an answer.")
    package static let noRatings = Phrase(
        "没有可以显示的评价：只显示已过完、且不少于五次评价的月份。", "沒有可以顯示的評價：只顯示已過完、且不少於五次評價的月份。",
        "Nothing to show: only months that are over and had five ratings or more.")
    package static let followUpIs = Phrase(
        "{followUp}　{state}　{due} 前答复", "{followUp}　{state}　{due} 前答覆", "{followUp}  {state}, due {due}")
}
