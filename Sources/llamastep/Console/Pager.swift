import Foundation

/// Shows a long text page by page, with the pager that the environment names.
struct Pager {
    private let command: String?

    /// - Parameter environment: `PAGER`; empty or `cat` shows everything at once. Without it `less` is tried,
    ///   but not in a dumb terminal.
    init(environment: [String: String]) {
        switch environment["PAGER"] {
        case "", "cat": command = nil
        case let own?: command = own
        case nil: command = Screen.isDumb(environment) ? nil : "less -FRX"
        }
    }

    /// - Returns: false if there is no pager, or it can't be started; then the text has not been shown.
    func show(_ text: String) -> Bool {
        guard let command else { return false }
        let name = command.split(separator: " ").first.map(String.init) ?? ""
        // popen leaves the pager in our process group, so the terminal is its own as well. Foundation's Process would not:
        // the pager would be stopped at its first look at the keyboard.
        guard let pipe = popen("command -v \(name) >/dev/null || exit 127; exec \(command)", "w") else { return false }
        fputs(text, pipe)
        let status = pclose(pipe)
        return (status >> 8) & 0xff != 127
    }
}
