import HallReports
import HallWire

// 考评: what each member of the staff did, as a fair reader wants it: counts beside shares, medians beside means.

extension WireTally {
    /// `self` is split by staff.
    func staffSheet(_ language: WireLanguage, names: (String) -> String) -> Sheet {
        func text(_ name: String) -> String { Texts.staffTable[name]!(language) }
        let figures: [(name: String, cell: (WireTally) -> Sheet.Cell)] = [
            ("visits", { .count($0.served) }),
            ("matters", { .count($0.matters.total) }),
            ("serviceMean", { $0.serviceTime.map { .minutes(seconds: $0.mean) } ?? .empty }),
            ("serviceMedian", { $0.serviceTime.map { .minutes(seconds: $0.median) } ?? .empty }),
            ("suspects", { .count($0.suspects.short + $0.suspects.long) }),
            ("open", { .minutes(seconds: Double($0.windowTime.open)) }),
            ("occupied", { .minutes(seconds: Double($0.windowTime.occupied)) }),
            ("work", { .minutes(seconds: Double($0.windowTime.work)) }),
            ("due", { .count($0.cases.due) }), ("kept", { .count($0.cases.kept) }),
            ("keptShare", { $0.cases.due == 0 ? .empty : .share(Double($0.cases.kept) / Double($0.cases.due)) }),
            ("ratings", { .count($0.ratings.levels.reduce(0, +)) }),
            ("poor", { .count($0.ratings.levels.suffix(2).reduce(0, +)) }),
            ("satisfiedShare", { $0.ratings.ofRated.map { .share($0) } ?? .empty }),
            ("excluded", { .count($0.ratings.excluded.reduce(0, +)) }),
            ("denials", { .count($0.denials.recorded) }), ("overturned", { .count($0.denials.overturned) }),
        ]
        var sheet = Sheet(
            name: text("sheet"), title: text("title"),
            columns: [Sheet.Column(text("staff"), width: 14)] + figures.map { Sheet.Column(text($0.name), width: 8) })
        sheet.lines = ["\(from ?? "") – \(to ?? "")"]
        sheet.rows = (groups ?? []).filter { $0.key != Split.none }.map { row in
            Sheet.Row([.text(names(row.key ?? ""))] + figures.map { $0.cell(row) })
        }
        sheet.rows.append(Sheet.Row([.text(text("whole"))] + figures.map { $0.cell(self) }, isTotal: true))
        sheet.notes = [text("note")]
        return sheet
    }
}

extension WireOutcomes {
    fileprivate var total: Int {
        done + accepted + materialsIncomplete + denied + referred + consulted + handedOut + unserved
    }
}
