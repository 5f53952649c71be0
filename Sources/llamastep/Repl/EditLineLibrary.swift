import Foundation

/// The functions of libedit that are used, looked up at run time: the program runs without the library, too.
///
/// `el_set` and `history` are variadic in C. All their arguments here are pointers and integers, which are passed in the
/// same way as to a function with a fixed list.
struct EditLineLibrary {
    typealias Editor = OpaquePointer
    typealias History = OpaquePointer
    typealias Text = UnsafePointer<CChar>
    typealias File = UnsafeMutablePointer<FILE>

    typealias Initialise = @convention(c) (Text?, File?, File?, File?) -> Editor?
    typealias Finish = @convention(c) (Editor?) -> Void
    typealias ReadLine = @convention(c) (Editor?, UnsafeMutablePointer<Int32>?) -> Text?
    typealias ShowLine = @convention(c) (Editor?) -> UnsafeRawPointer?
    typealias Insert = @convention(c) (Editor?, Text?) -> Int32
    typealias Delete = @convention(c) (Editor?, Int32) -> Void
    typealias MakeHistory = @convention(c) () -> History?
    typealias EnterHistory = @convention(c) (History?, UnsafeMutableRawPointer?, Int32, Text?) -> Int32
    typealias SizeHistory = @convention(c) (History?, UnsafeMutableRawPointer?, Int32, Int32) -> Int32

    typealias Command = @convention(c) (Editor?, Int32) -> UInt8
    typealias Prompt = @convention(c) (Editor?) -> UnsafeMutablePointer<CChar>?
    typealias GetCharacter = @convention(c) (Editor?, UnsafeMutablePointer<wchar_t>?) -> Int32
    typealias SetText = @convention(c) (Editor?, Int32, Text?) -> Int32
    typealias SetPrompt = @convention(c) (Editor?, Int32, Prompt?) -> Int32
    typealias SetCharacters = @convention(c) (Editor?, Int32, GetCharacter?) -> Int32
    typealias SetHistory = @convention(c) (Editor?, Int32, EnterHistory?, History?) -> Int32
    typealias SetCommand = @convention(c) (Editor?, Int32, Text?, Text?, Command?) -> Int32
    typealias SetBinding = @convention(c) (Editor?, Int32, Text?, Text?, Text?) -> Int32

    /// The line being edited, as `el_line` shows it.
    struct LineInfo {
        let buffer: Text
        let cursor: Text
        let end: Text
    }

    /// Numbers from `histedit.h`.
    enum Code {
        static let prompt: Int32 = 0
        static let editor: Int32 = 2
        static let bind: Int32 = 4
        static let addFunction: Int32 = 9
        static let history: Int32 = 10
        static let getCharacter: Int32 = 13
        static let historySize: Int32 = 1
        static let historyEnter: Int32 = 10
        /// What an editing command answers: nothing changed, draw the line again, that made no sense.
        static let nothing: UInt8 = 0
        static let refresh: UInt8 = 4
        static let error: UInt8 = 6
        static let redisplay: UInt8 = 8
    }

    let initialise: Initialise
    let finish: Finish
    let readLine: ReadLine
    let showLine: ShowLine
    let insert: Insert
    let deleteBefore: Delete
    let makeHistory: MakeHistory
    let history: EnterHistory
    let sizeHistory: SizeHistory
    let setText: SetText
    let setPrompt: SetPrompt
    let setCharacters: SetCharacters
    let setHistory: SetHistory
    let setCommand: SetCommand
    let setBinding: SetBinding

    /// nil if the library is not there, or is another one than expected.
    init?() {
        guard let library = dlopen("libedit.so.2", RTLD_NOW) ?? dlopen("libedit.so", RTLD_NOW),
            let initialise = dlsym(library, "el_init"), let finish = dlsym(library, "el_end"),
            let readLine = dlsym(library, "el_gets"), let showLine = dlsym(library, "el_line"),
            let insert = dlsym(library, "el_insertstr"), let delete = dlsym(library, "el_deletestr"),
            let set = dlsym(library, "el_set"), let makeHistory = dlsym(library, "history_init"),
            let history = dlsym(library, "history")
        else { return nil }
        self.initialise = unsafeBitCast(initialise, to: Initialise.self)
        self.finish = unsafeBitCast(finish, to: Finish.self)
        self.readLine = unsafeBitCast(readLine, to: ReadLine.self)
        self.showLine = unsafeBitCast(showLine, to: ShowLine.self)
        self.insert = unsafeBitCast(insert, to: Insert.self)
        deleteBefore = unsafeBitCast(delete, to: Delete.self)
        self.makeHistory = unsafeBitCast(makeHistory, to: MakeHistory.self)
        self.history = unsafeBitCast(history, to: EnterHistory.self)
        sizeHistory = unsafeBitCast(history, to: SizeHistory.self)
        setText = unsafeBitCast(set, to: SetText.self)
        setPrompt = unsafeBitCast(set, to: SetPrompt.self)
        setCharacters = unsafeBitCast(set, to: SetCharacters.self)
        setHistory = unsafeBitCast(set, to: SetHistory.self)
        setCommand = unsafeBitCast(set, to: SetCommand.self)
        setBinding = unsafeBitCast(set, to: SetBinding.self)
    }
}
