import Testing

@testable import hallctl

@Suite struct Tables {
    @Test(arguments: [("A001", 4), ("办理中", 6), ("Ｗ窗", 4), ("é", 1), ("e\u{301}", 1), ("", 0), ("（一）", 6)])
    func cellsAreCountedAsTerminalsDo(text: String, width: Int) {
        #expect(cellWidth(of: text) == width)
    }

    @Test func columnsLineUp() {
        var table = Table([("号码", .left), ("前面", .right), ("事项", .left)])
        table.append(["A001", "3", "就业登记"])
        table.append(["B12", "10", "x"])
        #expect(
            table.text == """
                号码  前面  事项
                A001     3  就业登记
                B12     10  x
                """)
    }

    @Test(arguments: [
        (["--json", "take", "A"], ["take", "A", "--json"]),
        (["--socket", "/s", "--lang=en", "call", "1"], ["call", "1", "--socket", "/s", "--lang=en"]),
        (["take", "A", "--json"], ["take", "A", "--json"]),
        (["--help"], ["--help"]),
        (["--json", "take", "--", "-A"], ["take", "--json", "--", "-A"]),
        ([], []),
    ])
    func optionsBeforeTheVerbAreTakenBehindIt(typed: [String], parsed: [String]) {
        #expect(verbFirst(typed) == parsed)
    }
}
