import ArgumentParser
import Glibc
import HallWire
import JSONValues

struct Watch: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Follow calls as they happen; with --window, draw that window's number in big digits.")

    @Option(help: "One window only.")
    var window: Int?

    @OptionGroup var global: GlobalOptions

    func run() throws {
        let session = try Session(global)
        try session.stream("Hall.Watch", WatchParameters(window: window)) { json in
            if global.json {
                try session.output.print(json: json)
            } else {
                let reply = try json.decode(WatchReply.self)
                if window != nil { draw(reply, session.output) } else { list(reply, session.output) }
            }
            fflush(nil)
            return true
        }
    }

    private func list(_ reply: WatchReply, _ output: Output) {
        for change in reply.changes {
            guard let kind = Texts.changes[change.kind] else { continue }
            let window = change.window.map { "  → \($0)" } ?? ""
            print("\(output.clock(change.at))  \(change.number ?? "")\(window)  \(kind(output.language))")
        }
    }

    /// On a terminal the picture replaces the one before.
    private func draw(_ reply: WatchReply, _ output: Output) {
        guard let window = reply.windows.first else { return }
        if isatty(STDOUT_FILENO) == 1 { print("\u{1B}[2J\u{1B}[H", terminator: "") }
        print("\(output.heading("window")) \(window.window)  \(output.state(window.state))")
        print(BigDigits.draw(window.current ?? "----"))
    }
}

/// Letters and digits five rows high, to be read across a room.
enum BigDigits {
    static func draw(_ text: String) -> String {
        (0..<5).map { row in
            text.map { character in
                (glyphs[character] ?? glyphs["-"]!)[row].map { $0 == "#" ? "██" : "  " }.joined()
            }.joined(separator: "  ")
        }.joined(separator: "\n")
    }

    private static let glyphs: [Character: [String]] = [
        "0": ["###", "# #", "# #", "# #", "###"], "1": [" # ", "## ", " # ", " # ", "###"],
        "2": ["###", "  #", "###", "#  ", "###"], "3": ["###", "  #", "###", "  #", "###"],
        "4": ["# #", "# #", "###", "  #", "  #"], "5": ["###", "#  ", "###", "  #", "###"],
        "6": ["###", "#  ", "###", "# #", "###"], "7": ["###", "  #", "  #", "  #", "  #"],
        "8": ["###", "# #", "###", "# #", "###"], "9": ["###", "# #", "###", "  #", "###"],
        "-": ["   ", "   ", "###", "   ", "   "],
        "A": [" # ", "# #", "###", "# #", "# #"], "B": ["## ", "# #", "## ", "# #", "## "],
        "C": ["###", "#  ", "#  ", "#  ", "###"], "D": ["## ", "# #", "# #", "# #", "## "],
        "E": ["###", "#  ", "###", "#  ", "###"], "F": ["###", "#  ", "###", "#  ", "#  "],
        "G": ["###", "#  ", "# #", "# #", "###"], "H": ["# #", "# #", "###", "# #", "# #"],
        "I": ["###", " # ", " # ", " # ", "###"], "J": ["  #", "  #", "  #", "# #", "###"],
        "K": ["# #", "# #", "## ", "# #", "# #"], "L": ["#  ", "#  ", "#  ", "#  ", "###"],
        "M": ["#   #", "## ##", "# # #", "#   #", "#   #"], "N": ["#  #", "## #", "# ##", "#  #", "#  #"],
        "O": ["###", "# #", "# #", "# #", "###"], "P": ["###", "# #", "###", "#  ", "#  "],
        "Q": ["###", "# #", "# #", "###", "  #"], "R": ["## ", "# #", "## ", "# #", "# #"],
        "S": ["###", "#  ", "###", "  #", "###"], "T": ["###", " # ", " # ", " # ", " # "],
        "U": ["# #", "# #", "# #", "# #", "###"], "V": ["# #", "# #", "# #", "# #", " # "],
        "W": ["#   #", "#   #", "# # #", "## ##", "#   #"], "X": ["# #", "# #", " # ", "# #", "# #"],
        "Y": ["# #", "# #", " # ", " # ", " # "], "Z": ["###", "  #", " # ", "#  ", "###"],
    ]
}
