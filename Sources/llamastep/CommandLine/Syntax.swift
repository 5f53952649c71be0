/// What a command understands: its operands and options, and how they are explained.
struct Syntax: Sendable {
    struct Operand: Sendable {
        let name: String
        let help: String
        var isRequired = true
    }

    struct Option: Sendable {
        /// With its dashes: `--prompt`.
        let name: String
        /// A second spelling, for example `-o`.
        var short: String?
        /// What stands behind it; nil for a switch.
        var value: String?
        let help: String
    }

    let command: String
    /// One sentence, for the list of commands.
    let summary: String
    var operands: [Operand] = []
    let options: [Option]
    /// Anything else worth knowing, in paragraphs; examples.
    var discussion = ""

    /// The options that every command has.
    static let common: [Option] = WeightOptions.options + [
        Option(name: "--threads", value: "N", help: "threads to compute with (default: all cores)"),
        Option(
            name: "--resident", value: "WHICH",
            help: "weights that stay in memory: all, none (read ahead of use, given back after it), auto (default: none if the model is larger than the memory)"),
        Option(name: "--help", short: "-h", help: "this text"),
    ]

    var allOptions: [Option] { options + Self.common }

    /// The first line of help: `usage: llamastep generate MODEL [options]`.
    var usage: String {
        let operands = operands.map { $0.isRequired ? $0.name : "[\($0.name)]" }
        return (["usage: llamastep", command] + operands + ["[options]"]).joined(separator: " ")
    }
}
