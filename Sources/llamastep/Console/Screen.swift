import Foundation

/// What can be shown where the output goes.
struct Screen {
    let width: Int
    let height: Int
    let usesColour: Bool
    /// Whether signs beyond ASCII may not arrive.
    let isASCII: Bool

    /// - Parameter environment: `COLUMNS` and `LINES` where the terminal doesn't say; `NO_COLOR`, `TERM`, `LC_ALL`, `LC_CTYPE`, `LANG`.
    init(_ console: Console, environment: [String: String]) {
        var size = winsize()
        let isKnown = console.isOutputTerminal && ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0
        func named(_ name: String, or fallback: Int) -> Int {
            environment[name].flatMap { Int($0) }.flatMap { (10...1000).contains($0) ? $0 : nil } ?? fallback
        }
        width = isKnown ? Int(size.ws_col) : named("COLUMNS", or: 80)
        height = isKnown ? Int(size.ws_row) : named("LINES", or: 24)
        usesColour = console.isOutputTerminal && !Self.isDumb(environment) && (environment["NO_COLOR"] ?? "").isEmpty
        let locale = ["LC_ALL", "LC_CTYPE", "LANG"].lazy.compactMap { environment[$0] }.first { !$0.isEmpty }
        // Without a word about the locale, and into files, UTF-8 is what everybody reads.
        isASCII = console.isOutputTerminal
            && locale.map { !$0.uppercased().contains("UTF-8") && !$0.uppercased().contains("UTF8") } == true
    }

    /// Whether the terminal can do nothing but print lines: no colours, no editing, no pager.
    static func isDumb(_ environment: [String: String]) -> Bool {
        ["dumb", "", nil].contains(environment["TERM"])
    }
}
