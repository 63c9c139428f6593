// The catalogue: every sentence that people see, in the product's three languages. {name} stands for a value.

package enum WireLanguage: String, Sendable, CaseIterable {
    case simplifiedChinese = "zh-Hans"
    case traditionalChinese = "zh-Hant"
    case english = "en"

    /// By a locale's name as LANG has it: zh_CN.UTF-8, zh_TW, en_GB; English for any other.
    package init(locale: String) {
        let name = locale.lowercased().replacing("_", with: "-")
        if name.hasPrefix("zh") {
            let traditional = ["zh-tw", "zh-hk", "zh-mo", "zh-hant"].contains { name.hasPrefix($0) }
            self = traditional ? .traditionalChinese : .simplifiedChinese
        } else {
            self = .english
        }
    }
}

package struct Phrase: Sendable {
    package let zhHans: String
    package let zhHant: String
    package let en: String

    init(_ zhHans: String, _ zhHant: String, _ en: String) {
        (self.zhHans, self.zhHant, self.en) = (zhHans, zhHant, en)
    }

    package func callAsFunction(_ language: WireLanguage, _ values: [String: String] = [:]) -> String {
        var text =
            switch language {
            case .simplifiedChinese: zhHans
            case .traditionalChinese: zhHant
            case .english: en
            }
        for key in values.keys.sorted() { text = text.replacing("{\(key)}", with: values[key]!) }
        return text
    }
}

package enum Texts {
    /// By the error's unqualified name.
    package static let refusals: [String: Phrase] = [
        "NoBusinessDay": Phrase(
            "业务日还没有开始。", "業務日還沒有開始。", "The business day has not opened yet."),
        "HallClosed": Phrase(
            "现在不取号。下次取号时间：{opensAt}。", "現在不取號。下次取號時間：{opensAt}。",
            "No tickets are given now. Next opening: {opensAt}."),
        "ServiceClosed": Phrase(
            "事项“{service}”现在不取号。下次取号时间：{opensAt}。", "事項「{service}」現在不取號。下次取號時間：{opensAt}。",
            "No tickets are given for ‘{service}’ now. Next: {opensAt}."),
        "NotAdmitted": Phrase(
            "事项“{service}”现在不在受理范围内。", "事項「{service}」現在不在受理範圍內。",
            "The hall does not do ‘{service}’ at present."),
        "QuotaReached": Phrase(
            "事项“{service}”的号已取完（{max} 个）。", "事項「{service}」的號已取完（{max} 個）。",
            "All {max} tickets for ‘{service}’ have been given."),
        "IsOffered": Phrase(
            "事项“{service}”现在可以取号；确实没有取到号的，请写明 --reason。", "事項「{service}」現在可以取號；確實沒有取到號的，請寫明 --reason。",
            "‘{service}’ is offered now; if somebody was turned away all the same, give a --reason."),
        "TimesOutOfOrder": Phrase(
            "时间须按取号、呼叫、办结先后，且不晚于现在。", "時間須按取號、呼叫、辦結先後，且不晚於現在。",
            "Times must follow one another (taken, called, finished), and be over."),
        "NotAnEmergencyNumber": Phrase(
            "{number} 不是应急号。见 hall.toml 中的 emergency_numbers。", "{number} 不是應急號。見 hall.toml 中的 emergency_numbers。",
            "{number} is not one of the category's emergency_numbers."),
        "NumberTaken": Phrase("{number} 今天已经用过。", "{number} 今天已經用過。", "{number} has been used today."),
        "LimitReached": Phrase(
            "已达上限（{limit}：{max}）。", "已達上限（{limit}：{max}）。", "The limit is reached ({limit}: {max})."),
        "RequestIdReused": Phrase(
            "请求编号 {requestId} 已用于另一个请求，请换一个。", "請求編號 {requestId} 已用於另一個請求，請換一個。",
            "Request id {requestId} was used for a different request; choose another."),
        "TextTooLong": Phrase(
            "文字过长（最多 {bytesMax} 字节）。", "文字過長（最多 {bytesMax} 位元組）。",
            "That text is too long ({bytesMax} bytes at most)."),
        "UnknownService": Phrase(
            "没有事项“{service}”。用 hallctl services 查看全部事项。", "沒有事項「{service}」。用 hallctl services 查看全部事項。",
            "There is no service ‘{service}’. ‘hallctl services’ lists them."),
        "UnknownPriority": Phrase(
            "没有优先对象“{priority}”。用 hallctl services 查看。", "沒有優先對象「{priority}」。用 hallctl services 查看。",
            "There is no priority group ‘{priority}’. ‘hallctl services’ lists them."),
        "UnknownCommunity": Phrase(
            "没有社区“{community}”。", "沒有社區「{community}」。", "There is no community ‘{community}’."),
        "UnknownFocusGroup": Phrase(
            "没有重点对象“{focusGroup}”。", "沒有重點對象「{focusGroup}」。", "There is no focus group ‘{focusGroup}’."),
        "UnknownWindow": Phrase("没有 {window} 号窗口。", "沒有 {window} 號窗口。", "There is no window {window}."),
        "UnknownStaff": Phrase(
            "没有工号为 {staff} 的工作人员。", "沒有工號為 {staff} 的工作人員。", "There is no staff member {staff}."),
        "UnknownTicket": Phrase(
            "今天没有 {number} 号。", "今天沒有 {number} 號。", "There is no ticket {number} today."),
        "UnknownPrintJob": Phrase("没有打印任务 {job}。", "沒有列印工作 {job}。", "There is no print job {job}."),
        "UnknownPrinter": Phrase(
            "没有名为“{printer}”的打印机（{role}）。用 hallctl device list 查看。",
            "沒有名為「{printer}」的印表機（{role}）。用 hallctl device list 查看。",
            "There is no {role} printer ‘{printer}’. ‘hallctl device list’ shows them."),
        "UnknownMaterial": Phrase(
            "事项“{service}”没有第 {material} 项材料（共 {max} 项）。", "事項「{service}」沒有第 {material} 項材料（共 {max} 項）。",
            "Service ‘{service}’ has no material {material}; it has {max}."),
        "UnknownDocument": Phrase(
            "没有“{document}”这种单据。可用：ticket、materials、acceptance、denial、closing、plate、poster。",
            "沒有「{document}」這種單據。可用：ticket、materials、acceptance、denial、closing、plate、poster。",
            "There is no document ‘{document}’: ticket, materials, acceptance, denial, closing, plate or poster."),
        "UnknownCase": Phrase(
            "没有办件 {case}，或查询码不对。", "沒有辦件 {case}，或查詢碼不對。",
            "There is no case {case}, or the check code is another."),
        "CaseEnded": Phrase("办件 {case} 已经结束（{state}）。", "辦件 {case} 已經結束（{state}）。", "Case {case} has ended: {state}."),
        "CaseAlready": Phrase("办件 {case} 已经是“{state}”。", "辦件 {case} 已經是「{state}」。", "Case {case} is {state} already."),
        "UnknownDenial": Phrase(
            "没有待签批的不予办理 {denial}。用 hallctl case denials 查看。", "沒有待簽批的不予辦理 {denial}。用 hallctl case denials 查看。",
            "There is no denial {denial} to sign off; ‘hallctl case denials’ lists them."),
        "DenialSignedOff": Phrase("{denial} 已经签批。", "{denial} 已經簽批。", "{denial} has been signed off already."),
        "OwnDenial": Phrase(
            "{denial} 由您本人作出，须由他人签批。", "{denial} 由您本人作出，須由他人簽批。",
            "{denial} is your own: somebody else must sign it off."),
        "FieldMissing": Phrase("“{of}”还要写明：{field}。", "「{of}」還要寫明：{field}。", "‘{of}’ also needs: {field}."),
        "QuantityOutOfRange": Phrase(
            "数量 {quantity} 不对：1 到 {max}。", "數量 {quantity} 不對：1 到 {max}。", "{quantity} is no quantity: 1 to {max}."),
        "NoReturnRight": Phrase(
            "{number} 不能凭原号返回：没有补件通知，或期限已过。请重新取号。",
            "{number} 不能憑原號返回：沒有補件通知，或期限已過。請重新取號。",
            "{number} cannot come back: nothing was missing, or the time is over. Please take a new number."),
        "ServiceHasCases": Phrase(
            "事项“{service}”还有 {cases} 件在办，不能去掉；可以改为不受理新件。", "事項「{service}」還有 {cases} 件在辦，不能去掉；可以改為不受理新件。",
            "Service ‘{service}’ has {cases} open cases and must stay; end its admission instead."),
        "NoPrinter": Phrase(
            "没有这种用途的打印机（{role}）。请在 hall.toml 中加上 [[printer]]。", "沒有這種用途的印表機（{role}）。請在 hall.toml 中加上 [[printer]]。",
            "The hall has no {role} printer: add a [[printer]] with that role to hall.toml."),
        "NoPaper": Phrase(
            "打印机 {printer}：{trouble}。现在不取号，请告诉工作人员。", "印表機 {printer}：{trouble}。現在不取號，請告訴工作人員。",
            "Printer {printer}: {trouble}. No numbers are given now; please tell the staff."),
        "TicketNotWaiting": Phrase(
            "{number} 不在等候（{state}）。", "{number} 不在等候（{state}）。", "{number} is not waiting: it is {state}."),
        "TicketNotParked": Phrase(
            "{number} 没有挂起（{state}）。", "{number} 沒有掛起（{state}）。", "{number} is not parked: it is {state}."),
        "TicketAtWindow": Phrase(
            "{number} 正在 {window} 号窗口，请先在该窗口结束。", "{number} 正在 {window} 號窗口，請先在該窗口結束。",
            "{number} is at window {window}; end it there first."),
        "TicketEnded": Phrase(
            "{number} 已经结束（{state}）。", "{number} 已經結束（{state}）。", "{number} has ended: {state}."),
        "TicketStillOpen": Phrase(
            "{number} 还在排队（{state}）。", "{number} 還在排隊（{state}）。", "{number} is still in the queue: {state}."),
        "SameService": Phrase(
            "{number} 本来就是“{service}”。", "{number} 本來就是「{service}」。", "{number} is for ‘{service}’ already."),
        "WindowBusy": Phrase(
            "{window} 号窗口正在办理 {number}。请先结束，或用 --finish 呼叫下一位。",
            "{window} 號窗口正在辦理 {number}。請先結束，或用 --finish 呼叫下一位。",
            "Window {window} has {number} in hand: finish it first, or call with --finish."),
        "OtherInHand": Phrase(
            "{window} 号窗口的情况刚刚变了，请看清后再按。", "{window} 號窗口的情況剛剛變了，請看清後再按。",
            "Window {window} has changed in the meantime: look again before you go on."),
        "WindowClosed": Phrase(
            "{window} 号窗口没有开放。请先登录：hallctl window open {window}。",
            "{window} 號窗口沒有開放。請先登入：hallctl window open {window}。",
            "Window {window} is closed. Sign in first: hallctl window open {window}."),
        "WindowPaused": Phrase(
            "{window} 号窗口暂停服务。继续服务：hallctl window open {window}。",
            "{window} 號窗口暫停服務。繼續服務：hallctl window open {window}。",
            "Window {window} is paused. Go on with: hallctl window open {window}."),
        "WindowAlreadyOpen": Phrase(
            "{window} 号窗口已经开放。", "{window} 號窗口已經開放。", "Window {window} is open already."),
        "NoTicketAtWindow": Phrase(
            "{window} 号窗口没有在办的号。", "{window} 號窗口沒有在辦的號。", "Window {window} has no ticket in hand."),
        "AlreadyStarted": Phrase(
            "{window} 号窗口已开始办理 {number}。", "{window} 號窗口已開始辦理 {number}。",
            "Service of {number} at window {window} has begun."),
        "NotServedHere": Phrase(
            "{window} 号窗口不办理“{service}”。", "{window} 號窗口不辦理「{service}」。",
            "Window {window} does not serve ‘{service}’."),
        "StaffElsewhere": Phrase(
            "{staff} 已在 {window} 号窗口登录，请先在那里退出。", "{staff} 已在 {window} 號窗口登入，請先在那裡登出。",
            "{staff} is signed in at window {window}; sign out there first."),
        "SameWindow": Phrase(
            "已经在 {window} 号窗口。", "已經在 {window} 號窗口。", "It is at window {window} already."),
        "RecallTooSoon": Phrase(
            "请 {secondsLeft} 秒后再重呼。", "請 {secondsLeft} 秒後再重呼。", "Recall again in {secondsLeft} s."),
        "RecallsUsedUp": Phrase(
            "已重呼 {recallCountMax} 次。可以按过号。", "已重呼 {recallCountMax} 次。可以按過號。",
            "Recalled {recallCountMax} times already; pass the ticket as a no-show."),
        "NoShowTooEarly": Phrase(
            "还不能过号：还要呼叫 {callsMissing} 次，等 {secondsLeft} 秒。",
            "還不能過號：還要呼叫 {callsMissing} 次，等 {secondsLeft} 秒。",
            "Too early for a no-show: {callsMissing} more call(s) and {secondsLeft} s to wait."),
        "UndoTooLate": Phrase(
            "呼叫超过 {undoSecondsMax} 秒，不能撤销。", "呼叫超過 {undoSecondsMax} 秒，不能撤銷。",
            "A call can be undone for {undoSecondsMax} s only."),
        "ScoreOutOfRange": Phrase(
            "评价是 5（非常满意）到 1（非常不满意），不是 {score}。", "評價是 5（非常滿意）到 1（非常不滿意），不是 {score}。",
            "A rating is 5 (very satisfied) to 1 (very dissatisfied), not {score}."),
        "NothingToRate": Phrase(
            "{window} 号窗口刚才没有办结的号。", "{window} 號窗口剛才沒有辦結的號。",
            "Window {window} has finished no visit of late."),
        "AlreadyRated": Phrase(
            "{number} 已经评价过。", "{number} 已經評價過。", "{number} has been rated."),
        "NotFinished": Phrase(
            "{number} 还没有办结（{state}），办结后再评价。", "{number} 還沒有辦結（{state}），辦結後再評價。",
            "{number} can be rated once it has been served; it is {state}."),
        "NotYourWindow": Phrase(
            "您没有在 {window} 号窗口登录，请先登录该窗口。", "您沒有在 {window} 號窗口登入，請先登入該窗口。",
            "You are not signed in at window {window}: sign in there first."),
        "SignedOut": Phrase("请先登录。", "請先登入。", "Please sign in first."),
        "SignInFailed": Phrase(
            "工号或密码不对。还可以试 {triesLeft} 次。", "工號或密碼不對。還可以試 {triesLeft} 次。",
            "That id or PIN is wrong. Tries left: {triesLeft}."),
        "SignInLocked": Phrase(
            "密码错误次数过多，{secondsLeft} 秒后再试，或请同事解锁。", "密碼錯誤次數過多，{secondsLeft} 秒後再試，或請同事解鎖。",
            "Too many wrong PINs: try again in {secondsLeft} s, or ask a colleague to unlock you."),
        "UnknownDevice": Phrase(
            "没有设备“{device}”，或者它是打印机。用 hallctl device list 查看全部设备。",
            "沒有設備「{device}」，或者它是印表機。用 hallctl device list 查看全部設備。",
            "There is no device ‘{device}’, or it is a printer. ‘hallctl device list’ lists them."),
        "UnknownToken": Phrase(
            "没有名为“{name}”的设备。用 hallctl token list 查看。", "沒有名為「{name}」的裝置。用 hallctl token list 查看。",
            "No device ‘{name}’ has a token. ‘hallctl token list’ shows them."),
        "TokenExists": Phrase(
            "设备“{name}”已有令牌，请先删除。", "裝置「{name}」已有權杖，請先刪除。",
            "Device ‘{name}’ has a token already; remove it first."),
        "PrintJobNotFailed": Phrase(
            "打印任务 {job} 没有失败（{state}）。", "列印工作 {job} 沒有失敗（{state}）。",
            "Print job {job} has not failed: it is {state}."),
        "PrintJobEnded": Phrase(
            "打印任务 {job} 已结束（{state}）。", "列印工作 {job} 已結束（{state}）。", "Print job {job} has ended: {state}."),
        "ServiceInUse": Phrase(
            "事项“{service}”还有 {tickets} 个号，不能取消。", "事項「{service}」還有 {tickets} 個號，不能取消。",
            "Service ‘{service}’ still has {tickets} open ticket(s) and cannot go."),
        "WindowInUse": Phrase(
            "{window} 号窗口还有 {number}，不能取消。", "{window} 號窗口還有 {number}，不能取消。",
            "Window {window} still has {number} and cannot go."),
        "NoData": Phrase(
            "{from} 到 {to} 没有业务日记录。", "{from} 到 {to} 沒有業務日記錄。",
            "No business day is on record between {from} and {to}."),
        "UnknownAppointment": Phrase(
            "没有预约 {appointment}。", "沒有預約 {appointment}。", "There is no appointment {appointment}."),
        "AppointmentEnded": Phrase(
            "预约 {appointment} {state}。", "預約 {appointment} {state}。", "Appointment {appointment} is over: {state}."),
        "AppointmentNotToday": Phrase(
            "这是 {day} 的预约，请当天再来取号。", "這是 {day} 的預約，請當天再來取號。",
            "This appointment is for {day}: please check in on that day."),
        "AlreadyBooked": Phrase(
            "编号“{reference}”已经预约：{appointment}。", "編號「{reference}」已經預約：{appointment}。",
            "‘{reference}’ is booked already, as {appointment}."),
        "TimeIsPast": Phrase("这个时间已经过了。", "這個時間已經過了。", "That time is over."),
        "TooFarAhead": Phrase(
            "只能预约 {daysMax} 天以内的时间。", "只能預約 {daysMax} 天以內的時間。",
            "Appointments are made at most {daysMax} days ahead."),
        "UnknownCode": Phrase(
            "今天没有这个取号码的预约。", "今天沒有這個取號碼的預約。", "No appointment of today has this code."),
        "NobodyWaits": Phrase("没有人在等候。", "沒有人在等候。", "Nobody is waiting."),
        "UnknownFollowUp": Phrase(
            "没有评议 {followUp}。", "沒有評議 {followUp}。", "There is nothing to follow up as {followUp}."),
        "FollowUpNotThere": Phrase(
            "{followUp} 现在是“{state}”。顺序：核实、整改（属实的）、反馈。",
            "{followUp} 現在是「{state}」。順序：核實、整改（屬實的）、回覆。",
            "{followUp} is {state}: first verified, then put right where it was so, then answered."),
        "OwnFollowUp": Phrase(
            "{followUp} 评的是本人，请由别人处理。", "{followUp} 評的是本人，請由別人處理。",
            "{followUp} is about yourself: somebody else must look into it."),
        "AlreadyAppealed": Phrase(
            "{followUp} 已经申诉过。", "{followUp} 已經申訴過。", "{followUp} has been appealed already."),
        "NoAppeal": Phrase(
            "{followUp} 没有待处理的申诉。", "{followUp} 沒有待處理的申訴。", "{followUp} has no appeal to decide."),
        "MonthNotOver": Phrase(
            "{month} 月报到 {lastDay} 为止，过了这一天才能上报。", "{month} 月報到 {lastDay} 為止，過了這一天才能上報。",
            "{month} runs through {lastDay}: it can be handed in after that."),
        "UnknownReport": Phrase(
            "{month} 没有上报过这样的月报。", "{month} 沒有上報過這樣的月報。", "No such table of {month} has been handed in."),
        "BadTable": Phrase(
            "表格有错，什么都没有预约：\n{faults}", "表格有錯，什麼都沒有預約：\n{faults}",
            "The table is wrong; nothing has been booked:\n{faults}"),
        "BadConfiguration": Phrase(
            "配置文件有错，继续使用原来的配置：\n{faults}", "設定檔有錯，繼續使用原來的設定：\n{faults}",
            "The configuration is wrong; the old one stays in force:\n{faults}"),
        "OutcomeUnknown": Phrase(
            "结果不明（{why}）。请用同一个 --request-id 再试。", "結果不明（{why}）。請用同一個 --request-id 再試。",
            "The outcome is unknown ({why}). Repeat with the same --request-id."),
        "StorageUnavailable": Phrase(
            "日志无法写入（{why}），什么都没有改变。", "日誌無法寫入（{why}），什麼都沒有改變。",
            "The journal cannot be written ({why}); nothing has changed."),
        "Busy": Phrase("请求太多，请稍后再试。", "請求太多，請稍後再試。", "Too many requests wait; try again shortly."),
        "Stopping": Phrase("服务正在停止。", "服務正在停止。", "The daemon is stopping."),
        "Resynchronise": Phrase(
            "读取太慢，请重新连接。", "讀取太慢，請重新連線。", "This reader fell behind; connect again."),
        "PermissionDenied": Phrase(
            "没有权限。管理员属于 hall-admin 组，工作人员属于 hall-staff 组。",
            "沒有權限。管理員屬於 hall-admin 群組，工作人員屬於 hall-staff 群組。",
            "Not permitted. Administrators are in group hall-admin, staff in hall-staff."),
        "InvalidParameter": Phrase(
            "参数 {parameter} 不对。{hint}", "參數 {parameter} 不對。{hint}",
            "The value of {parameter} is not valid.{hint}"),
    ]

    /// What a parameter may be, where its name does not say it.
    package static let parameterHints: [String: Phrase] = [
        "number": Phrase("号码形如 A001。", "號碼形如 A001。", " A number is like A001."),
        "day": Phrase("日期形如 2026-11-21。", "日期形如 2026-11-21。", " A day is like 2026-11-21."),
        "from": Phrase("日期形如 2026-11-21。", "日期形如 2026-11-21。", " A day is like 2026-11-21."),
        "to": Phrase(
            "日期形如 2026-11-21，不早于起始日期。", "日期形如 2026-11-21，不早於起始日期。",
            " A day is like 2026-11-21, and not before the first."),
        "by": Phrase(
            "可用：service、category、department、window、staff、priority、focus、community、grid、hour。",
            "可用：service、category、department、window、staff、priority、focus、community、grid、hour。",
            " One of service, category, department, window, staff, priority, focus, community, grid, hour."),
        "outcome": Phrase(
            "可用：done、accepted、materialsIncomplete、denied、referred、consulted、handedOut、unserved。",
            "可用：done、accepted、materialsIncomplete、denied、referred、consulted、handedOut、unserved。",
            " One of done, accepted, materialsIncomplete, denied, referred, consulted, handedOut, unserved."),
        "state": Phrase(
            "号：waiting、called、serving、parked、served、noShow、cancelled、voided；办件：accepted、sentUp、investigation、publicNotice、waitingForMaterials、ready、completed、denied、withdrawn；评议：verified、remedied、answered。",
            "號：waiting、called、serving、parked、served、noShow、cancelled、voided；辦件：accepted、sentUp、investigation、publicNotice、waitingForMaterials、ready、completed、denied、withdrawn；評議：verified、remedied、answered。",
            " Of tickets: waiting, called, serving, parked, served, noShow, cancelled, voided; of cases: accepted, sentUp, investigation, publicNotice, waitingForMaterials, ready, completed, denied, withdrawn; of follow-ups: verified, remedied, answered."
        ),
        "language": Phrase(
            "可用：zh-Hans、zh-Hant、en。", "可用：zh-Hans、zh-Hant、en。", " One of zh-Hans, zh-Hant, en."),
        "requestId": Phrase("不能为空。", "不能為空。", " It must not be empty."),
        "matters": Phrase("不能与 outcome 同时使用。", "不能與 outcome 同時使用。", " Not together with outcome."),
        "case": Phrase("办件编号形如 20261121-001。", "辦件編號形如 20261121-001。", " A case is like 20261121-001."),
        "subject": Phrase(
            "可用：办件编号、预约号、评议编号，或 2026-11-21/A001。", "可用：辦件編號、預約號、評議編號，或 2026-11-21/A001。",
            " A case, an appointment, a follow-up, or a ticket like 2026-11-21/A001."),
        "appointment": Phrase(
            "预约号形如 Y20261201-001。", "預約號形如 Y20261201-001。", " An appointment is like Y20261201-001."),
        "time": Phrase("时间形如 09:05。", "時間形如 09:05。", " A time is like 09:05."),
        "code": Phrase("请给出取号码。", "請給出取號碼。", " Give the code."),
        "followUp": Phrase("编号形如 F20261121-001。", "編號形如 F20261121-001。", " A follow-up is like F20261121-001."),
        "origin": Phrase("可用：committee、suggestion。", "可用：committee、suggestion。", " One of committee, suggestion."),
        "staff": Phrase("请给出工号。", "請給出工號。", " Give a staff id."),
        "month": Phrase("月份形如 2026-11。", "月份形如 2026-11。", " A month is like 2026-11."),
        "denial": Phrase("编号形如 N20261121-001。", "編號形如 N20261121-001。", " A denial is like N20261121-001."),
        "channel": Phrase("可用：emergency、homeVisit。", "可用：emergency、homeVisit。", " One of emergency, homeVisit."),
        "taken": Phrase("时间形如 09:05。", "時間形如 09:05。", " A time is like 09:05."),
        "called": Phrase("时间形如 09:05。", "時間形如 09:05。", " A time is like 09:05."),
        "finished": Phrase("时间形如 09:05。", "時間形如 09:05。", " A time is like 09:05."),
        "due": Phrase(
            "可用：overdue、today、soon、later、suspended、none。", "可用：overdue、today、soon、later、suspended、none。",
            " One of overdue, today, soon, later, suspended, none."),
        "missing": Phrase("材料从 1 数起。", "材料從 1 數起。", " Materials are counted from 1."),
        "service": Phrase("请写事项代码。", "請寫事項代碼。", " Name a service."),
        "window": Phrase("请写窗口号；取号机没有窗口。", "請寫窗口號；取號機沒有窗口。", " Name a window; a kiosk has none."),
        "document": Phrase(
            "可用：ticket、materials、acceptance、denial、closing、plate、poster。",
            "可用：ticket、materials、acceptance、denial、closing、plate、poster。",
            " One of ticket, materials, acceptance, denial, closing, plate, poster."),
        "pin": Phrase(
            "密码是 4 到 12 位数字，不能全同或连号。", "密碼是 4 到 12 位數字，不能全同或連號。",
            " A PIN is 4 to 12 digits, not all alike and not in a row."),
        "kind": Phrase(
            "设备可用：kiosk、display、pad；暂停可用：rest、meal、meeting、homeVisit、paperwork；事件见 journal audit 所列。",
            "裝置可用：kiosk、display、pad；暫停可用：rest、meal、meeting、homeVisit、paperwork；事件見 journal audit 所列。",
            " Of devices: kiosk, display, pad; of pauses: rest, meal, meeting, homeVisit, paperwork; of events: as journal audit lists them."
        ),
        "name": Phrase("不能为空，最多 60 字节。", "不能為空，最多 60 位元組。", " Not empty, 60 bytes at most."),
        "format": Phrase("可用：png、pdf。", "可用：png、pdf。", " One of png, pdf."),
    ]

    // MARK: hallctl

    package static let noDaemon = Phrase(
        "在 {path} 没有 halld（{why}）。它在运行吗？", "在 {path} 沒有 halld（{why}）。它在執行嗎？",
        "No halld at {path} ({why}). Is it running?")
    package static let socketDenied = Phrase(
        "没有权限使用 {path}。", "沒有權限使用 {path}。", "No permission to use {path}.")
    package static let unanswered = Phrase(
        "没有得到答复，结果不明。请这样再试：--request-id {requestId}", "沒有得到答覆，結果不明。請這樣再試：--request-id {requestId}",
        "No answer came, so the outcome is unknown. Repeat with --request-id {requestId}")
    package static let noAnswer = Phrase(
        "{path} 的 halld 没有答复。", "{path} 的 halld 沒有答覆。", "The halld at {path} does not answer.")
    package static let nobodyWaits = Phrase(
        "没有人在 {window} 号窗口等候。", "沒有人在 {window} 號窗口等候。", "Nobody waits for window {window}.")
    package static let took = Phrase(
        "{number}　{service}　前面 {ahead} 人{wait}", "{number}　{service}　前面 {ahead} 人{wait}",
        "{number}  {service}  {ahead} before you{wait}")
    package static let waitRange = Phrase(
        "　预计等候 {low}–{high} 分钟", "　預計等候 {low}–{high} 分鐘", "  expected wait {low}–{high} min")
    package static let atWindow = Phrase(
        "{number}　{state}　{window} 号窗口", "{number}　{state}　{window} 號窗口", "{number}  {state}  window {window}")
    package static let inQueue = Phrase("{number}　{state}", "{number}　{state}", "{number}  {state}")
    package static let windowIs = Phrase(
        "{window} 号窗口　{state}　{staff}", "{window} 號窗口　{state}　{staff}", "window {window}  {state}  {staff}")
    package static let journalIntact = Phrase(
        "日志完好：{events} 条。末端 {head}", "日誌完好：{events} 條。末端 {head}",
        "The journal is intact: {events} events. Head {head}")
    package static let journalBroken = Phrase(
        "日志从第 {broken} 条起不可信：{why}。请停止 halld 后运行 halld restore。",
        "日誌從第 {broken} 條起不可信：{why}。請停止 halld 後執行 halld restore。",
        "The journal cannot be trusted from event {broken}: {why}. Stop halld and run ‘halld restore’.")
    package static let erased = Phrase(
        "已抹去 {count} 处个人文字。", "已抹去 {count} 處個人文字。", "Erased {count} pieces of personal words.")
    package static let auditMore = Phrase(
        "只列出最后 500 条，请缩小范围。", "只列出最後 500 條，請縮小範圍。", "Only the last 500 are listed; narrow it down.")
    package static let written = Phrase(
        "已写入 {file}（{bytes} 字节）。", "已寫入 {file}（{bytes} 位元組）。", "Wrote {file} ({bytes} bytes).")
    package static let reloaded = Phrase("配置已重新读取。", "設定已重新讀取。", "The configuration was read again.")
    package static let pinPrompt = Phrase("密码：", "密碼：", "PIN: ")
    package static let pinAgain = Phrase("再输入一次：", "再輸入一次：", "Again: ")
    package static let pinsDiffer = Phrase("两次输入的密码不同。", "兩次輸入的密碼不同。", "The two PINs differ.")
    package static let pinSet = Phrase(
        "{staff} 的密码已设定。", "{staff} 的密碼已設定。", "The PIN of {staff} is set.")
    package static let unlocked = Phrase("{staff} 可以再试了。", "{staff} 可以再試了。", "{staff} may try again.")
    package static let tokenAdded = Phrase(
        "请在设备“{name}”的浏览器中打开此链接一次；它不会再显示。", "請在裝置「{name}」的瀏覽器中開啟此連結一次；它不會再顯示。",
        "Open this link once in the browser of ‘{name}’; it is not shown again.")
    package static let tokenRemoved = Phrase(
        "设备“{name}”不再有权限。", "裝置「{name}」不再有權限。", "‘{name}’ is let in no more.")
    package static let noTokens = Phrase("没有设备令牌。", "沒有裝置權杖。", "No device has a token.")
    package static let noTickets = Phrase("没有号。", "沒有號。", "No tickets.")
    package static let noPrintJobs = Phrase("没有打印任务。", "沒有列印工作。", "No print jobs.")
    package static let explainWaiting = Phrase(
        "{number}（{service}）{issuedAt} 取号，按“{policy}”排队，前面 {ahead} 人{who}。",
        "{number}（{service}）{issuedAt} 取號，按「{policy}」排隊，前面 {ahead} 人{who}。",
        "{number} ({service}), taken at {issuedAt}, waits under ‘{policy}’ with {ahead} before it{who}.")
    package static let explainState = Phrase(
        "{number}（{service}）{issuedAt} 取号，现在：{state}。", "{number}（{service}）{issuedAt} 取號，現在：{state}。",
        "{number} ({service}), taken at {issuedAt}, is now {state}.")
    package static let explainNobody = Phrase(
        "取号之后没有人先被呼叫。", "取號之後沒有人先被呼叫。", "Nobody has been called since it was taken.")
    package static let explainCalls = Phrase("取号之后先被呼叫的：", "取號之後先被呼叫的：", "Called since it was taken:")
    package static let explainCall = Phrase(
        "  {at}　{number} 到 {window} 号窗口：{rule}", "  {at}　{number} 到 {window} 號窗口：{rule}",
        "  {at}  {number} to window {window}: {rule}")
    package static let explainWindows = Phrase("可以呼叫的窗口：", "可以呼叫的窗口：", "Windows that can call it:")
    package static let explainNoWindow = Phrase(
        "没有窗口办理这个事项。", "沒有窗口辦理這個事項。", "No window serves it.")

    package static let rules: [String: Phrase] = [
        "arrival": Phrase("先到", "先到", "it arrived earlier"),
        "level": Phrase("该窗口的主办事项先办", "該窗口的主辦事項先辦", "that window serves its service first"),
        "strict": Phrase("优先对象先办", "優先對象先辦", "priority groups go first"),
        "headStart": Phrase("优先对象提前计时", "優先對象提前計時", "a priority group has a head start"),
        "ratio": Phrase("按比例轮到", "按比例輪到", "its side of the ratio was due"),
        "placeOfOthers": Phrase("别的号因过号排到后面", "別的號因過號排到後面", "earlier ones had been put back"),
        "due": Phrase("补件返回，或预约时间已到", "補件返回，或預約時間已到", "it came back, or its appointment was due"),
        "transferred": Phrase("转到该窗口", "轉到該窗口", "it was transferred to that window"),
        "picked": Phrase("由工作人员选号", "由工作人員選號", "a member of staff picked it"),
    ]
    package static let policies: [String: Phrase] = [
        "fifo": Phrase("先到先办", "先到先辦", "first come, first served"),
        "strict": Phrase("优先对象先办", "優先對象先辦", "priority groups first"),
        "head-start": Phrase("优先对象提前计时", "優先對象提前計時", "priority groups with a head start"),
        "ratio": Phrase("按比例", "按比例", "priority and others in a ratio"),
    ]
    package static let states: [String: Phrase] = [
        "waiting": Phrase("等候", "等候", "waiting"),
        "called": Phrase("已呼叫", "已呼叫", "called"),
        "serving": Phrase("办理中", "辦理中", "serving"),
        "parked": Phrase("挂起", "掛起", "parked"),
        "served": Phrase("已办", "已辦", "served"),
        "noShow": Phrase("弃号", "棄號", "no-show"),
        "cancelled": Phrase("取消", "取消", "cancelled"),
        "voided": Phrase("作废", "作廢", "voided"),
        "open": Phrase("开放", "開放", "open"),
        "closed": Phrase("关闭", "關閉", "closed"),
        "paused": Phrase("暂停服务", "暫停服務", "paused"),
        "requested": Phrase("等待打印", "等待列印", "requested"),
        "sending": Phrase("正在打印", "正在列印", "sending"),
        "ok": Phrase("正常", "正常", "ok"),
        "degraded": Phrase("有故障", "有故障", "in trouble"),
        "absent": Phrase("没有应答", "沒有應答", "absent"),
        "printed": Phrase("已打印", "已列印", "printed"),
        "failed": Phrase("失败", "失敗", "failed"),
    ]

    /// What `watch` says of each kind of change.
    package static let changes: [String: Phrase] = [
        "ticketIssued": Phrase("取号", "取號", "taken"),
        "ticketCalled": Phrase("呼叫", "呼叫", "called"),
        "ticketRecalled": Phrase("重呼", "重呼", "recalled"),
        "callUndone": Phrase("撤销呼叫", "撤銷呼叫", "call undone"),
        "serviceStarted": Phrase("开始办理", "開始辦理", "started"),
        "ticketPassed": Phrase("过号", "過號", "passed"),
        "serviceFinished": Phrase("办结", "辦結", "finished"),
        "ticketReturned": Phrase("补件返回", "補件返回", "back with what was missing"),
        "ticketParked": Phrase("挂起", "掛起", "parked"),
        "ticketResumed": Phrase("恢复办理", "恢復辦理", "resumed"),
        "ticketTransferred": Phrase("转办", "轉辦", "transferred"),
        "ticketCorrected": Phrase("更正事项", "更正事項", "service corrected"),
        "ticketRequeued": Phrase("重新排队", "重新排隊", "back in the queue"),
        "ticketCancelled": Phrase("取消", "取消", "cancelled"),
        "ticketVoided": Phrase("作废", "作廢", "voided"),
        "windowOpened": Phrase("窗口开放", "窗口開放", "window opened"),
        "windowPaused": Phrase("暂停服务", "暫停服務", "window paused"),
        "windowClosed": Phrase("窗口关闭", "窗口關閉", "window closed"),
        "windowServing": Phrase("窗口事项已调整", "窗口事項已調整", "window's services changed"),
        "hallOpened": Phrase("开始取号", "開始取號", "the hall opens"),
        "hallClosed": Phrase("停止取号", "停止取號", "the hall closes"),
        "printFailed": Phrase("没有纸质号单", "沒有紙本號單", "no slip"),
        "dayOpened": Phrase("业务日开始", "業務日開始", "business day opened"),
        "hallConfigured": Phrase("配置已更改", "設定已更改", "configuration changed"),
    ]

    /// Every kind of event.
    package static let events: [String: Phrase] = changes.merging([
        "clockAnchored": Phrase("时钟校准", "時鐘校準", "clock anchored"),
        "turnedAway": Phrase("未取到号", "未取到號", "turned away"),
        "visitRated": Phrase("评价", "評價", "rated"),
        "mattersCompleted": Phrase("补录结果", "補錄結果", "outcome stated afterwards"),
        "ticketNoted": Phrase("登记重点对象", "登記重點對象", "focus group noted"),
        "appointmentBooked": Phrase("预约", "預約", "appointment booked"),
        "appointmentCancelled": Phrase("取消预约", "取消預約", "appointment cancelled"),
        "appointmentMissed": Phrase("爽约", "爽約", "appointment missed"),
        "lastCallMade": Phrase("末次呼叫", "末次呼叫", "last call"),
        "caseOpened": Phrase("受理办件", "受理辦件", "case accepted"),
        "caseMoved": Phrase("办件进展", "辦件進展", "case moved"),
        "caseAssigned": Phrase("办件改派", "辦件改派", "case assigned"),
        "denialRecorded": Phrase("不予办理", "不予辦理", "denied"),
        "denialSigned": Phrase("签批", "簽批", "signed off"),
        "followUpOpened": Phrase("评议登记", "評議登記", "follow-up opened"),
        "followUpAssigned": Phrase("评议分派", "評議分派", "follow-up assigned"),
        "followUpMoved": Phrase("评议进展", "評議進展", "follow-up moved"),
        "appealMade": Phrase("申诉", "申訴", "appeal"),
        "appealDecided": Phrase("申诉处理", "申訴處理", "appeal decided"),
        "reportHandedIn": Phrase("月报上报", "月報上報", "monthly table handed in"),
        "wordsErased": Phrase("擦除个人内容", "擦除個人內容", "personal words erased"),
        "journalRestored": Phrase("日志已恢复", "日誌已恢復", "journal restored"),
        "accessChanged": Phrase("登录权限变更", "登入權限變更", "access changed"),
        "printRequested": Phrase("打印号单", "列印號單", "slip requested"),
        "documentRequested": Phrase("打印单据", "列印單據", "document requested"),
        "printSending": Phrase("正在打印", "正在列印", "printing"),
        "printFinished": Phrase("打印结束", "列印結束", "printing ended"),
        "printRetried": Phrase("重新打印", "重新列印", "printed again"),
        "printVoided": Phrase("放弃打印", "放棄列印", "print job given up"),
        "deviceChanged": Phrase("设备状态变化", "裝置狀態變化", "device changed"),
    ]) { $1 }

    // MARK: Table headings

    package static let headings: [String: Phrase] = [
        "number": Phrase("号码", "號碼", "Number"),
        "who": Phrase("何人", "何人", "Who"),
        "none": Phrase("（无）", "（無）", "(none)"),
        "normal": Phrase("普通", "普通", "Ordinary"),
        "community": Phrase("社区", "社區", "Community"),
        "about": Phrase("关于", "關於", "About"),
        "followUp": Phrase("编号", "編號", "No."),
        "origin": Phrase("来源", "來源", "From"),
        "score": Phrase("评价", "評價", "Rating"),
        "words": Phrase("原话", "原話", "Words"),
        "appeal": Phrase("申诉", "申訴", "Appeal"),
        "month": Phrase("月份", "月份", "Month"),
        "ratings": Phrase("评价次数", "評價次數", "Ratings"),
        "appointment": Phrase("预约号", "預約號", "Appointment"),
        "service": Phrase("事项", "事項", "Service"),
        "category": Phrase("类别", "類別", "Category"),
        "state": Phrase("状态", "狀態", "State"),
        "window": Phrase("窗口", "窗口", "Window"),
        "priority": Phrase("优先", "優先", "Priority"),
        "issuedAt": Phrase("取号时间", "取號時間", "Taken"),
        "ahead": Phrase("前面", "前面", "Ahead"),
        "staff": Phrase("工作人员", "工作人員", "Staff"),
        "current": Phrase("在办", "在辦", "In hand"),
        "reason": Phrase("原因", "原因", "Reason"),
        "key": Phrase("分组", "分組", "Group"),
        "code": Phrase("代码", "代碼", "Code"),
        "name": Phrase("名称", "名稱", "Name"),
        "issued": Phrase("取号", "取號", "Issued"),
        "carriedIn": Phrase("转入", "轉入", "Carried in"),
        "carriedOut": Phrase("转出", "轉出", "Carried out"),
        "waiting": Phrase("等候", "等候", "Waiting"),
        "called": Phrase("已呼叫", "已呼叫", "Called"),
        "serving": Phrase("办理中", "辦理中", "Serving"),
        "parked": Phrase("挂起", "掛起", "Parked"),
        "served": Phrase("已办", "已辦", "Served"),
        "noShow": Phrase("弃号", "棄號", "No-show"),
        "cancelled": Phrase("取消", "取消", "Cancelled"),
        "voided": Phrase("作废", "作廢", "Voided"),
        "wait": Phrase("等候", "等候", "Wait"),
        "serviceTime": Phrase("办理", "辦理", "Service"),
        "mean": Phrase("平均", "平均", "mean"),
        "median": Phrase("中位", "中位", "median"),
        "p90": Phrase("九成内", "九成內", "p90"),
        "max": Phrase("最长", "最長", "max"),
        "total": Phrase("合计", "合計", "Total"),
        "day": Phrase("业务日", "業務日", "Day"),
        "job": Phrase("任务", "工作", "Job"),
        "copy": Phrase("补打", "補打", "Copy"),
        "attempts": Phrase("次数", "次數", "Attempts"),
        "failure": Phrase("失败原因", "失敗原因", "Failure"),
        "yes": Phrase("是", "是", "yes"),
        "time": Phrase("时间", "時間", "Time"),
        "version": Phrase("版本", "版本", "Version"),
        "journal": Phrase("日志", "日誌", "Journal"),
        "printing": Phrase("打印中", "列印中", "Printing"),
        "printFailures": Phrase("打印失败", "列印失敗", "Print failures"),
        "alarm": Phrase("警报", "警報", "Alarm"),
        "hall": Phrase("大厅", "大廳", "Hall"),
        "stillOpen": Phrase("未办结", "未辦結", "Still open"),
        "waitMeanMinutes": Phrase("平均等候（分钟）", "平均等候（分鐘）", "Mean wait (min)"),
        "waitLongestMinutes": Phrase("最长等候（分钟）", "最長等候（分鐘）", "Longest wait (min)"),
        "slip": Phrase("号单", "號單", "Slip"),
        "printer": Phrase("打印机", "印表機", "Printer"),
        "role": Phrase("用途", "用途", "Role"),
        "document": Phrase("单据", "單據", "Document"),
        "device": Phrase("设备", "設備", "Device"),
        "profile": Phrase("型号", "型號", "Profile"),
        "detail": Phrase("详情", "詳情", "Detail"),
        "duty": Phrase("角色", "角色", "Role"),
        "administrator": Phrase("管理员", "管理員", "administrator"),
        "pin": Phrase("密码", "密碼", "PIN"),
        "locked": Phrase("已锁定", "已鎖定", "locked"),
        "kind": Phrase("种类", "種類", "Kind"),
        "kiosk": Phrase("取号机", "取號機", "kiosk"),
        "display": Phrase("显示屏", "顯示屏", "display"),
        "pad": Phrase("评价器", "評價器", "rating pad"),
        "web": Phrase("网页", "網頁", "Pages"),
        "since": Phrase("自", "自", "Since"),
        "case": Phrase("办件", "辦件", "Case"),
        "done": Phrase("即办", "即辦", "Done"),
        "materialsIncomplete": Phrase("材料不全", "材料不全", "Incomplete"),
        "denied": Phrase("不予受理", "不予受理", "Denied"),
        "referred": Phrase("转介", "轉介", "Referred"),
        "consulted": Phrase("咨询", "諮詢", "Consulted"),
        "handedOut": Phrase("领证", "領證", "Handed out"),
        "unserved": Phrase("未办", "未辦", "Unserved"),
        "byDefault": Phrase("未说明", "未說明", "Not stated"),
        "accepted": Phrase("受理", "受理", "Accepted"),
        "dueOn": Phrase("承诺期限", "承諾期限", "Due"),
        "due": Phrase("时限", "時限", "Limit"),
        "daysUsed": Phrase("已用工作日", "已用工作日", "Days used"),
        "handler": Phrase("承办人", "承辦人", "Handler"),
        "firstAsked": Phrase("首问", "首問", "First asked"),
        "denial": Phrase("编号", "編號", "Denial"),
        "basis": Phrase("依据", "依據", "Basis"),
        "verdict": Phrase("签批", "簽批", "Verdict"),
        "returned": Phrase("补件返回", "補件返回", "Returned"),
        "first": Phrase("到岗", "到崗", "First"),
        "last": Phrase("离岗", "離崗", "Last"),
        "openTime": Phrase("在岗", "在崗", "At the window"),
        "servingTime": Phrase("其中办理", "其中辦理", "of it serving"),
        "workTime": Phrase("其他工作", "其他工作", "Other work"),
        "breakTime": Phrase("休息", "休息", "Breaks"),
        "unstatedTime": Phrase("未说明的暂停", "未說明的暫停", "Pauses not stated"),
        "visits": Phrase("接待", "接待", "Visits"),
        "entered": Phrase("补录", "補錄", "Entered later"),
        "homeVisits": Phrase("上门", "上門", "Home visits"),
        "turnedAway": Phrase("未取到号", "未取到號", "Turned away"),
        "overtime": Phrase("延时服务", "延時服務", "Overtime"),
        "contact": Phrase("联系方式", "聯絡方式", "Contact"),
        "quantity": Phrase("数量", "數量", "Quantity"),
        "statutoryDueOn": Phrase("法定期限", "法定期限", "By law"),
        "decidedOn": Phrase("办结日期", "辦結日期", "Decided"),
        "checkCode": Phrase("查询码", "查詢碼", "Check code"),
    ]

    package static let documents: [String: Phrase] = [
        "ticket": Phrase("号单", "號單", "slip"),
        "materials": Phrase("一次性告知单", "一次性告知單", "materials"),
        "acceptance": Phrase("受理通知单", "受理通知單", "acceptance"),
        "denial": Phrase("不予办理告知单", "不予辦理告知單", "denial"),
        "closing": Phrase("业务日小结", "業務日小結", "closing"),
        "plate": Phrase("台牌", "台牌", "plate"),
        "poster": Phrase("规则公示", "規則公示", "poster"),
        "notice": Phrase("一次性告知单", "一次性告知單", "notice"),
    ]

    /// What to type about an alarm; pages link instead.
    package static let alarmCommands = [
        "appointments": "hallctl appointment list", "device": "hallctl device list", "followUps": "hallctl appraisal",
        "overdue": "hallctl case list --due overdue", "printer": "hallctl print list",
        "lastGoodFile": "halld check && hallctl reload", "report": "hallctl report hand-in {detail}",
        "signOff": "hallctl case denials --open",
    ]

    /// An alarm in words, and what to type about it.
    package static func alarm(_ name: String, _ detail: String, _ language: WireLanguage) -> String {
        let words = alarms[name]?(language, ["detail": detail]) ?? "\(name) \(detail)"
        guard let command = alarmCommands[name] else { return words }
        return "\(words) → \(command.replacing("{detail}", with: detail))"
    }

    package static let alarmSince = Phrase("（自 {time}）", "（自 {time}）", " (since {time})")

    package static let alarms: [String: Phrase] = [
        "paper": Phrase("打印机 {detail}。请备纸。", "印表機 {detail}。請備紙。", "Printer {detail}. Have a roll ready."),
        "printer": Phrase(
            "打印机 {detail}。请处理；期间取号的居民没有纸质号单。", "印表機 {detail}。請處理；期間取號的居民沒有紙本號單。",
            "Printer {detail}. See to it: whoever takes a number meanwhile has no slip."),
        "clock": Phrase(
            "时钟不可信（{detail}）：业务日不会更换。请校准时钟。", "時鐘不可信（{detail}）：業務日不會更換。請校準時鐘。",
            "The clock is wrong ({detail}); no new business day opens. Set the clock."),
        "overdue": Phrase(
            "有 {detail} 件办件超过承诺期限。", "有 {detail} 件辦件超過承諾期限。",
            "{detail} cases are past their promised limit."),
        "appointments": Phrase(
            "{detail} 有预约，但大厅不开放：请通知预约人或改营业时间。", "{detail} 有預約，但大廳不開放：請通知預約人或改營業時間。",
            "There are appointments for {detail} at times when the hall is closed: tell those who booked."),
        "followUps": Phrase(
            "有 {detail} 件评议逾期未反馈。", "有 {detail} 件評議逾期未回覆。",
            "{detail} appraisal(s) should have been answered by now."),
        "longService": Phrase(
            "{detail} 已办理很久。请到窗口看看，办完的请按办结。", "{detail} 已辦理很久。請到窗口看看，辦完的請按辦結。",
            "{detail} has been served for very long. Ask at the window whether it should be finished."),
        "report": Phrase(
            "{detail} 月报应该上报了。", "{detail} 月報應該上報了。",
            "The table of {detail} should be handed in."),
        "guides": Phrase(
            "下列事项的办事指南该核对了：{detail}。", "下列事項的辦事指南該核對了：{detail}。",
            "What kiosks say of these services should be checked: {detail}."),
        "signOff": Phrase(
            "有 {detail} 件不予办理超过时间未签批。", "有 {detail} 件不予辦理超過時間未簽批。",
            "{detail} denials have waited too long for sign-off."),
        "calendar": Phrase(
            "工作日历只到 {detail}，之后的期限按无节假日计算。请在 hall.toml 的 [calendar] 中补上放假安排。",
            "工作日曆只到 {detail}，之後的期限按無節假日計算。請在 hall.toml 的 [calendar] 中補上放假安排。",
            "The calendar ends on {detail}; limits beyond it count no holidays. Add them to [calendar] in hall.toml."),
        "noWindow": Phrase(
            "有人在等，但没有窗口办理：{detail}。请调整窗口，或请他们转办。", "有人在等，但沒有窗口辦理：{detail}。請調整窗口，或請他們轉辦。",
            "People wait, and no window serves them: {detail}. Give a window their service, or ask where they go."),
        "device": Phrase(
            "设备没有应答或有故障（{detail}）：请检查电源和连线。", "裝置沒有回應或有故障（{detail}）：請檢查電源和連線。",
            "A device does not answer or is in trouble ({detail}): see to its power and cable."),
        "backup": Phrase(
            "日志没有备份成功：{detail}。请检查备份目录和磁盘空间。", "日誌沒有備份成功：{detail}。請檢查備份目錄和磁碟空間。",
            "The journal could not be backed up: {detail}. See to the directory of backups and its room."),
        "lastGoodFile": Phrase(
            "hall.toml 有错误，正在使用上一份正确的：{detail}。请改正后重新读取。",
            "hall.toml 有錯誤，正在使用上一份正確的：{detail}。請改正後重新讀取。",
            "hall.toml is not good; the last good one is in force: {detail}. Mend it and reload."),
        "refusedFile": Phrase(
            "hall.toml 的改动因还有未办完的号而没有生效：{detail}。这些号办完后自动生效。",
            "hall.toml 的改動因還有未辦完的號而沒有生效：{detail}。這些號辦完後自動生效。",
            "Open tickets forbid what hall.toml changes: {detail}. It is taken when they have ended."),
        "restored": Phrase(
            "日志损坏，已从备份恢复：{detail}。请核对当天的号，再删除隔离目录。",
            "日誌損壞，已從備份恢復：{detail}。請核對當天的號，再刪除隔離目錄。",
            "The journal was damaged and put together again: {detail}. Compare the day’s numbers with the slips, then remove it."
        ),
        "damaged": Phrase(
            "日志有损坏：{detail}。请停止 halld 后运行 halld restore。", "日誌有損壞：{detail}。請停止 halld 後執行 halld restore。",
            "The journal is damaged: {detail}. Stop halld and run ‘halld restore’."),
        "room": Phrase(
            "磁盘快满了：暂不取号，已取的号继续办理。请清理磁盘。", "磁碟快滿了：暫不取號，已取的號繼續辦理。請清理磁碟。",
            "The disk is nearly full: no new numbers, what has begun goes on. Make room on it."),
        "disk": Phrase(
            "磁盘写入失败过一次，现已恢复：{detail}。请尽快检查磁盘，并确认备份在另一块磁盘上。",
            "磁碟寫入失敗過一次，現已恢復：{detail}。請儘快檢查磁碟，並確認備份在另一塊磁碟上。",
            "The disk failed to write and has recovered: {detail}. Have it looked at, and keep backups on another."),
        "storage": Phrase(
            "日志无法写入：{detail}。现在只能查看，不能取号、叫号。请检查磁盘并重新挂载，写入恢复后自动继续。",
            "日誌無法寫入：{detail}。現在只能查看，不能取號、叫號。請檢查磁碟並重新掛載，寫入恢復後自動繼續。",
            "The journal cannot be written: {detail}. The hall can only be looked at. Check the disk and mount it again; it goes on by itself."
        ),
    ]
}
