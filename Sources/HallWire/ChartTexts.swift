// The catalogue, what charts and their tables say.

extension Texts {
    package static let charts: [String: Phrase] = [
        "arrivals": Phrase("取号（人次）", "取號（人次）", "Numbers taken"),
        "waitMedian": Phrase("等候中位（分钟）", "等候中位（分鐘）", "Median wait (min)"),
        "waitP90": Phrase("九成等候不超过（分钟）", "九成等候不超過（分鐘）", "Nine in ten waited at most (min)"),
        "total": Phrase("合计", "合計", "Total"),
        "noData": Phrase("空白：没有业务，不是零。", "空白：沒有業務，不是零。", "Blank: no business, which is not zero."),
        "hours": Phrase("按取号时间", "按取號時間", "By hour"),
        "hours.key": Phrase("时间", "時間", "Hour"),
        "hours.arrivals": Phrase("各时段取号人次", "各時段取號人次", "Numbers taken by hour"),
        "hours.waits": Phrase("各时段取号后等候（分钟）", "各時段取號後等候（分鐘）", "Waits by hour of arrival (minutes)"),
        "days": Phrase("按日", "按日", "By day"),
        "days.key": Phrase("日期", "日期", "Day"),
        "days.arrivals": Phrase("每日取号人次", "每日取號人次", "Numbers taken by day"),
        "days.waits": Phrase("每日等候（分钟）", "每日等候（分鐘）", "Waits by day (minutes)"),
        "months": Phrase("按月", "按月", "By month"),
        "months.key": Phrase("月份", "月份", "Month"),
        "months.arrivals": Phrase("每月取号人次", "每月取號人次", "Numbers taken by month"),
        "months.waits": Phrase("每月等候（分钟）", "每月等候（分鐘）", "Waits by month (minutes)"),
        "services": Phrase("各事项等候时间分布（人次）", "各事項等候時間分布（人次）", "How long people waited, by service"),
        "services.key": Phrase("事项", "事項", "Service"),
        "ratings": Phrase("评价（次）", "評價（次）", "How people rated"),
        "ratings.key": Phrase("评价", "評價", "Rating"),
        "ratings.count": Phrase("次数", "次數", "How many"),
    ]

    package static let waitWithin = Phrase("≤{minutes} 分钟", "≤{minutes} 分鐘", "≤{minutes} min")
    package static let waitLonger = Phrase(">{minutes} 分钟", ">{minutes} 分鐘", ">{minutes} min")
}
