// The catalogue, what is said of appointments, and of tables that are read.

extension Texts {
    package static let appointmentStates: [String: Phrase] = [
        "booked": Phrase("已预约", "已預約", "booked"),
        "checkedIn": Phrase("已取号", "已取號", "has come"),
        "missed": Phrase("爽约", "爽約", "did not come"),
        "cancelled": Phrase("已取消", "已取消", "cancelled"),
    ]

    package static let noAppointments = Phrase("没有预约。", "沒有預約。", "No appointments.")
    package static let appointmentIs = Phrase(
        "{appointment}　{day} {time}　{service}　{state}　取号码 {code}",
        "{appointment}　{day} {time}　{service}　{state}　取號碼 {code}",
        "{appointment}  {day} {time}  {service}  {state}  code {code}")
    package static let imported = Phrase(
        "预约 {booked} 件，原有 {known} 件，已过期 {past} 件。", "預約 {booked} 件，原有 {known} 件，已過期 {past} 件。",
        "Booked {booked}; {known} were known already, {past} are over.")
    package static let lastCallMade = Phrase(
        "末次呼叫：{numbers}", "末次呼叫：{numbers}", "Last call for {numbers}")

    /// What is wrong with a table.
    package static let tableFaults: [String: Phrase] = [
        "line": Phrase("第 {line} 行：{words}", "第 {line} 行：{words}", "Line {line}: {words}"),
        "unclosedQuote": Phrase("引号没有结束。", "引號沒有結束。", "A quote is not closed."),
        "tooManyCells": Phrase("单元格比表头多。", "儲存格比表頭多。", "There are more cells than headings."),
        "noRows": Phrase("表是空的。", "表是空的。", "The table is empty."),
        "missingColumn": Phrase(
            "缺少“{column}”列。必须有日期（day）、时间（time）、事项（service）。",
            "缺少「{column}」欄。必須有日期（day）、時間（time）、事項（service）。",
            "There is no column ‘{column}’; day, time and service are needed."),
        "unknownColumn": Phrase(
            "不认识“{column}”列。", "不認識「{column}」欄。", "No column is called ‘{column}’."),
        "sameColumn": Phrase(
            "“{first}”和“{second}”两列都会当作“{column}”，请删去一列。", "「{first}」和「{second}」兩欄都會當作「{column}」，請刪去一欄。",
            "‘{first}’ and ‘{second}’ would both be read as {column}: remove one of them."),
        "badCell": Phrase(
            "“{column}”列的“{text}”不对。", "「{column}」欄的「{text}」不對。", "‘{text}’ is no {column}."),
        "notUTF8": Phrase(
            "文件不是 UTF-8。在表格软件里另存为“CSV UTF-8”。", "檔案不是 UTF-8。在試算表裡另存為「CSV UTF-8」。",
            "The file is not UTF-8: save it as ‘CSV UTF-8’."),
    ]
}
