/// A command of the debugger. There is one file for each: what it is called, how it is explained, what it does.
protocol DebuggerCommand: Sendable {
    static var page: CommandPage { get }
    static func run(_ input: CommandInput, _ debugger: inout Debugger) throws(Refusal) -> Answer
}
