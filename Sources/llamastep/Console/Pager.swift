import Foundation

/// Shows a long text page by page, with the pager that the environment names.
struct Pager {
    private let command: String?

    /// - Parameter environment: `PAGER`; empty or `cat` shows everything at once. Without it `less` is tried.
    init(environment: [String: String]) {
        switch environment["PAGER"] {
        case "", "cat": command = nil
        case let own?: command = own
        case nil: command = "less -FRX"
        }
    }

    /// - Returns: false if there is no pager, or it can't be started; then the text has not been shown.
    func show(_ text: String) -> Bool {
        guard let command else { return false }
        let name = command.split(separator: " ").first.map(String.init) ?? ""
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/bin/sh")
        process.arguments = ["-c", "command -v \(name) >/dev/null && exec \(command)"]
        let pipe = Pipe()
        process.standardInput = pipe
        guard (try? process.run()) != nil else { return false }
        try? pipe.fileHandleForWriting.write(contentsOf: Data(text.utf8))
        try? pipe.fileHandleForWriting.close()
        process.waitUntilExit()
        return process.terminationStatus != 127 && process.terminationStatus != 1
    }
}
