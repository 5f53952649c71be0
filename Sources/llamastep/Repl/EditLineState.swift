import Foundation

/// What libedit's callbacks need. There is one terminal, so there is one of these; it is used by the main thread alone.
final class EditLineState {
    nonisolated(unsafe) static var shared: EditLineState?

    /// Ctrl-C was pressed while the line was being typed.
    var wasInterrupted = false

    private let library: EditLineLibrary
    private let complete: (String, Int) -> [String]
    private var promptText = UnsafeMutablePointer<CChar>.allocate(capacity: 1)

    init(library: EditLineLibrary, complete: @escaping (String, Int) -> [String]) {
        self.library = library
        self.complete = complete
        promptText.pointee = 0
    }

    deinit {
        free(promptText)
    }

    func setPrompt(_ text: String) {
        free(promptText)
        promptText = strdup(text)
    }

    static let prompt: EditLineLibrary.Prompt = { _ in shared?.promptText }

    /// Reads one character. Ctrl-C becomes the end of a line that is then thrown away: libedit itself would go on reading.
    static let getCharacter: EditLineLibrary.GetCharacter = { _, target in
        guard let target, let state = shared else { return 0 }
        var bytes: [UInt8] = []
        while bytes.count < 4 {
            var byte: UInt8 = 0
            let count = Interruption.whileReading { Foundation.read(STDIN_FILENO, &byte, 1) }
            if count < 0, errno == EINTR {
                guard Interruption.isRequested else { continue }
                Interruption.reset()
                state.wasInterrupted = true
                _ = Foundation.write(STDOUT_FILENO, "^C", 2)
                target.pointee = wchar_t(UInt8(ascii: "\n"))
                return 1
            }
            guard count == 1 else { return 0 }
            bytes.append(byte)
            if let text = String(validating: bytes, as: UTF8.self), let scalar = text.unicodeScalars.first {
                target.pointee = wchar_t(bitPattern: scalar.value)
                return 1
            }
        }
        target.pointee = 0xFFFD
        return 1
    }

    /// Tab: inserts what all candidates have in common, and shows them if there are several.
    static let completeCommand: EditLineLibrary.Command = { editor, _ in
        guard let state = shared, let info = state.library.showLine(editor)?.load(as: EditLineLibrary.LineInfo.self) else { return EditLineLibrary.Code.error }
        return state.completeLine(editor, info)
    }

    /// Candidates in columns that the terminal has room for.
    private static func columns(_ candidates: [String]) -> String {
        var size = winsize()
        let width = ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0 ? Int(size.ws_col) : 80
        let shown = Array(candidates.prefix(200))
        let column = (shown.map(\.count).max() ?? 0) + 2
        let perLine = max(1, width / column)
        let lines = stride(from: 0, to: shown.count, by: perLine).map { start in
            shown[start..<min(start + perLine, shown.count)]
                .map { perLine == 1 ? $0 : $0.padding(toLength: column, withPad: " ", startingAt: 0) }.joined()
        }
        return lines.joined(separator: "\n") + (candidates.count > shown.count ? "\n…" : "") + "\n"
    }

    private func completeLine(_ editor: EditLineLibrary.Editor?, _ info: EditLineLibrary.LineInfo) -> UInt8 {
        let bytes = UnsafeBufferPointer(start: info.buffer, count: info.end - info.buffer).map { UInt8(bitPattern: $0) }
        let cursor = info.cursor - info.buffer
        let typed = String(decoding: bytes[..<cursor], as: UTF8.self)
        let candidates = complete(String(decoding: bytes, as: UTF8.self), typed.count)
        guard let first = candidates.first else { return EditLineLibrary.Code.error }
        let common = candidates.dropFirst().reduce(first) { $0.commonPrefix(with: $1) }
        // What a word is, the debugger decides; here it is what the line and the candidates share.
        let shared = (0...common.count).last { typed.hasSuffix(common.prefix($0)) } ?? 0
        let addition = String(common.dropFirst(shared)) + (candidates.count == 1 && !common.hasSuffix("/") ? " " : "")
        if !addition.isEmpty {
            _ = library.insert(editor, addition)
            return EditLineLibrary.Code.refresh
        }
        let text = "\n" + Self.columns(candidates)
        _ = text.withCString { Foundation.write(STDOUT_FILENO, $0, strlen($0)) }
        return EditLineLibrary.Code.redisplay
    }
}
