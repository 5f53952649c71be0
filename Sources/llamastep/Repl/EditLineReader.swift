import Foundation

/// Lines with editing, history and completion, by libedit.
///
/// libedit calls back through C functions, which carry no context; what they need stands in `EditLineState`.
final class EditLineReader: LineReader {
    private let library: EditLineLibrary
    private let editor: EditLineLibrary.Editor
    private let history: EditLineLibrary.History

    /// nil where libedit is not to be had.
    ///
    /// - Parameters:
    ///   - lines: the history, the oldest first
    ///   - complete: from the line and the cursor (in characters) to what could stand there
    init?(history lines: [String], complete: @escaping (String, Int) -> [String]) {
        guard let library = EditLineLibrary(), let history = library.makeHistory(),
            let editor = library.initialise("llamastep", fdopen(STDIN_FILENO, "r"), fdopen(STDOUT_FILENO, "w"), fdopen(STDERR_FILENO, "w"))
        else { return nil }
        typealias Code = EditLineLibrary.Code
        self.library = library
        self.editor = editor
        self.history = history
        EditLineState.shared = EditLineState(library: library, complete: complete)

        _ = library.setText(editor, Code.editor, "emacs")
        _ = library.setPrompt(editor, Code.prompt, EditLineState.prompt)
        _ = library.setCharacters(editor, Code.getCharacter, EditLineState.getCharacter)
        withUnsafeTemporaryAllocation(byteCount: 64, alignment: 8) { event in
            _ = library.sizeHistory(history, event.baseAddress, Code.historySize, Int32(HistoryFile.capacity))
        }
        _ = library.setHistory(editor, Code.history, library.history, history)
        _ = library.setCommand(editor, Code.addFunction, "llamastep-complete", "complete", EditLineState.completeCommand)
        _ = library.setBinding(editor, Code.bind, "^I", "llamastep-complete", nil)
        _ = library.setBinding(editor, Code.bind, "^R", "em-inc-search-prev", nil)
        for line in lines { remember(line) }
    }

    deinit {
        library.finish(editor)
        EditLineState.shared = nil
    }

    func read(prompt: String) -> LineEvent {
        EditLineState.shared?.setPrompt(prompt)
        EditLineState.shared?.wasInterrupted = false
        var count: Int32 = 0
        guard let text = library.readLine(editor, &count), count > 0 else { return .end }
        if EditLineState.shared?.wasInterrupted == true { return .interrupted }
        var line = String(cString: text)
        while line.last?.isNewline == true { line.removeLast() }
        return .line(line)
    }

    /// Offers a line again with the arrow keys.
    func remember(_ line: String) {
        guard !line.isEmpty else { return }
        // History events are { int, const char * }; 64 bytes are more than enough.
        withUnsafeTemporaryAllocation(byteCount: 64, alignment: 8) { event in
            _ = library.history(history, event.baseAddress, EditLineLibrary.Code.historyEnter, line)
        }
    }
}
