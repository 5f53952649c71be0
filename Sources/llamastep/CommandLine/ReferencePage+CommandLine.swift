import Debugger

extension ReferencePage {
    /// What can be typed in a shell: what `--help` prints.
    static let commandLine = ReferencePage(
        name: "CommandLine", title: "The command line",
        abstract: "What `llamastep COMMAND --help` prints, for every command.",
        body: LlamaStep.commands.map { command in
            let syntax = command.syntax
            let help = syntax.help(80).split(separator: "\n", omittingEmptySubsequences: false).map { $0.isEmpty ? "" : "    \($0)" }
            return "## \(syntax.command)\n\n\(help.joined(separator: "\n"))"
        }.joined(separator: "\n"))
}
