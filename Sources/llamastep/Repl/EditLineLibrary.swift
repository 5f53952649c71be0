import Foundation

/// The functions of libedit that are used, looked up at run time: the program runs without the library, too.
///
/// `el_set` and `history` are variadic in C. All their arguments here are pointers and integers, which are passed the
/// same way as to a function with a fixed list.
struct EditLineLibrary: @unchecked Sendable {
    typealias Editor = OpaquePointer
    typealias History = OpaquePointer
    typealias Command = @convention(c) (Editor?, Int32) -> UInt8
    typealias Prompt = @convention(c) (Editor?) -> UnsafeMutablePointer<CChar>?
    typealias GetCharacter = @convention(c) (Editor?, UnsafeMutablePointer<wchar_t>?) -> Int32
    typealias HistoryFunction = @convention(c) (History?, UnsafeMutableRawPointer?, Int32, UnsafePointer<CChar>?) -> Int32

    /// The line being edited, as libedit shows it.
    struct LineInfo {
        let buffer: UnsafePointer<CChar>
        let cursor: UnsafePointer<CChar>
        let end: UnsafePointer<CChar>
    }

    let initialise: @convention(c) (
        UnsafePointer<CChar>?, UnsafeMutablePointer<FILE>?, UnsafeMutablePointer<FILE>?, UnsafeMutablePointer<FILE>?
    ) -> Editor?
    let finish: @convention(c) (Editor?) -> Void
    let line: @convention(c) (Editor?, UnsafeMutablePointer<Int32>?) -> UnsafePointer<CChar>?
    let lineInfo: @convention(c) (Editor?) -> UnsafePointer<LineInfo>?
    let insert: @convention(c) (Editor?, UnsafePointer<CChar>?) -> Int32
    let deleteBefore: @convention(c) (Editor?, Int32) -> Void
    let makeHistory: @convention(c) () -> History?
    let history: HistoryFunction
    let historySize: @convention(c) (History?, UnsafeMutableRawPointer?, Int32, Int32) -> Int32

    private let setText: @convention(c) (Editor?, Int32, UnsafePointer<CChar>?) -> Int32
    private let setPrompt: @convention(c) (Editor?, Int32, Prompt?) -> Int32
    private let setCharacterSource: @convention(c) (Editor?, Int32, GetCharacter?) -> Int32
    private let setHistory: @convention(c) (Editor?, Int32, HistoryFunction?, History?) -> Int32
    private let setCommand: @convention(c) (
        Editor?, Int32, UnsafePointer<CChar>?, UnsafePointer<CChar>?, Command?
    ) -> Int32
    private let setBinding: @convention(c) (
        Editor?, Int32, UnsafePointer<CChar>?, UnsafePointer<CChar>?, UnsafePointer<CChar>?
    ) -> Int32

    /// nil if the library is not there.
    init?() {
        guard let handle = dlopen("libedit.so.2", RTLD_NOW) ?? dlopen("libedit.so.0", RTLD_NOW) else { return nil }
        func function<Function>(_ name: String, as type: Function.Type) -> Function? {
            dlsym(handle, name).map { unsafeBitCast($0, to: type) }
        }
        func set<Function>(_ type: Function.Type) -> Function? { function("el_set", as: type) }
        guard let initialise = function("el_init", as: type(of: initialise)),
            let finish = function("el_end", as: type(of: finish)),
            let line = function("el_gets", as: type(of: line)),
            let lineInfo = function("el_line", as: type(of: lineInfo)),
            let insert = function("el_insertstr", as: type(of: insert)),
            let deleteBefore = function("el_deletestr", as: type(of: deleteBefore)),
            let makeHistory = function("history_init", as: type(of: makeHistory)),
            let history = function("history", as: HistoryFunction.self),
            let historySize = function("history", as: type(of: historySize)),
            let setText = set(type(of: setText)), let setPrompt = set(type(of: setPrompt)),
            let setCharacterSource = set(type(of: setCharacterSource)), let setHistory = set(type(of: setHistory)),
            let setCommand = set(type(of: setCommand)), let setBinding = set(type(of: setBinding))
        else { return nil }
        (self.initialise, self.finish, self.line, self.lineInfo) = (initialise, finish, line, lineInfo)
        (self.insert, self.deleteBefore, self.makeHistory) = (insert, deleteBefore, makeHistory)
        (self.history, self.historySize) = (history, historySize)
        (self.setText, self.setPrompt, self.setCharacterSource) = (setText, setPrompt, setCharacterSource)
        (self.setHistory, self.setCommand, self.setBinding) = (setHistory, setCommand, setBinding)
    }
}
