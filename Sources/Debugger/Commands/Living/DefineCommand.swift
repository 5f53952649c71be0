enum DefineCommand: DebuggerCommand {
    static let page = CommandPage(
        "define", .living, "define NAME",
        summary: "Takes lines, until `end`, that become a command of your own.",
        details: """
            $1, $2 … in them stand for what is typed behind the command, $* for all of it.

            Example:
              define look
              until $1
              step
              stats $1
              end
            """)

    static func run(_ input: CommandInput, _ debugger: inout Debugger) throws(Refusal) -> Answer {
        let name = try Self.newName(input.text)
        debugger.library.aliases[name] = nil
        debugger.block = CommandBlock(purpose: .define(name))
        guard debugger.nesting == 0 else { return Answer("") }
        return Answer("Type the lines of `\(name)`, and `end` behind the last one.")
    }

    /// A name for a command, which no built-in one has.
    static func newName(_ text: String) throws(Refusal) -> String {
        guard !text.isEmpty, text.count <= 40, text.allSatisfy({ $0.isLetter || $0.isNumber || $0 == "_" || $0 == "-" }), text.first?.isLetter == true else {
            throw Refusal("A command's name is a word of letters, digits and hyphens, not `\(text.shortened)`.")
        }
        if CommandRegistry.all.contains(where: { $0.page.name == text || $0.page.aliases.contains(text) }) || text == "end" {
            throw Refusal("`\(text)` is a command already; choose another name.")
        }
        return text
    }
}
