// The catalogue, what is called out in the hall. {number} is spelt: A 0 0 1.

extension Texts {
    package static let voice: [String: Phrase] = [
        "call": Phrase(
            "请 {number} 号到 {window} 号窗口", "請 {number} 號到 {window} 號窗口",
            "Number {number}, please go to window {window}."),
        "lastCall": Phrase(
            "末次呼叫：请 {number} 号到服务台", "末次呼叫：請 {number} 號到服務台",
            "Last call: number {number}, please come to the desk."),
        "callCategory": Phrase(
            "{category}，请 {number} 号到 {window} 号窗口", "{category}，請 {number} 號到 {window} 號窗口",
            "{category}: number {number}, please go to window {window}."),
    ]
}
