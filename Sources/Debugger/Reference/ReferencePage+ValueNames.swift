import Llama4
import Trace

extension ReferencePage {
    /// All values of a pass, and what other tools call them.
    static let valueNames = ReferencePage(
        name: "ValueNames", title: "Names of values",
        abstract: "What the values of a pass are called and hold, in the order in which they are computed.",
        body: """
            `#` is a layer's number. T new positions, S visible keys, D hidden, H heads, K key/value heads, d head size, \
            F intermediate, E experts, k experts per token, V vocabulary. The end of a name will do at the prompt.

            | name | shape | holds | where |
            |---|---|---|---|
            \(ValueName.all.map { "| `\($0.pattern)` | \($0.shape) | \($0.meaning) | \($0.place) |" }.joined(separator: "\n"))

            ## Other tools' names

            They may be typed wherever a value is asked for.

            | theirs | ours | tool |
            |---|---|---|
            \(NameAliases.table.map { "| `\($0.theirs)` | \(ours($0)) | \($0.tool.rawValue) |" }.joined(separator: "\n"))

            """)

    private static func ours(_ entry: NameAliases.Entry) -> String {
        entry.ours.map { "`\($0)`" }.joined(separator: " or ")
    }
}
