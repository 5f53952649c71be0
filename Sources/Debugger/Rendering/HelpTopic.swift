import Trace
import Views

/// Help about something that is no command.
enum HelpTopic: String, CaseIterable {
    case expressions
    case names

    static func named(_ word: String) -> HelpTopic? {
        allCases.first { $0.rawValue == word || $0.rawValue == word + "s" }
    }

    func text(_ style: TextStyle) -> String {
        switch self {
        case .expressions: Self.expressions(style)
        case .names: Self.names(style)
        }
    }

    private static func expressions(_ style: TextStyle) -> String {
        var list = DefinitionList()
        for function in ExpressionFunction.all { list.append(function.name, function.summary) }
        for (name, meaning) in [
            ("it", "the value that was computed last"), ("layer pc pass", "where the pass stands"),
            ("token pos", "the last token of the pass, and its position"), ("lens.top1", "the token that the residual stream predicts so far"),
            ("lens.p", "its probability"), ("lens.margin", "how far its logit is ahead"), ("lens.entropy", "how undecided the stream is, in nats"),
        ] {
            list.append(name, meaning)
        }
        return """
            norm(resid_post[-1]) > 50 and layer >= 2

            Numbers, values, + - * / % ^, < <= > >= == !=, and, or, not, and functions. Arrays are taken element by element;
            a condition over an array holds if it holds anywhere (`all(…)` for everywhere). A function without parentheses
            is applied to the value that was computed last.

            """.reflowed(to: style.width) + "\n" + list.lines(style.width) { style.palette(.name, $0) }.map { $0 + "\n" }.joined()
    }

    private static func names(_ style: TextStyle) -> String {
        """
        A value has a full name (layers.3.attn.pattern). Its end will do: attn.pattern, pattern; of several values, the one
        computed last is meant. `break`, `until` and `list` also take globs (* within a part, ** over parts), scopes
        (layers.3, attn, moe.expert), operations (rope), `layer 3` and a pc.

        Other tools' names are understood everywhere: \(NameAliases.Tool.allCases.map(\.rawValue).joined(separator: ", ")).

        """.reflowed(to: style.width) + "\n" + examples(style)
    }

    private static func examples(_ style: TextStyle) -> String {
        var table = TextTable([.init("theirs", minimumWidth: 14), .init("ours", minimumWidth: 14), .init("tool", dropRank: 0)])
        for entry in NameAliases.table {
            table.append(["  " + entry.theirs, entry.ours.joined(separator: " or "), entry.tool.rawValue])
        }
        return table.lines(style).map { $0 + "\n" }.joined() + "# is a layer's number.\n"
    }
}

extension String {
    /// Paragraphs in lines of at most `width` columns.
    func reflowed(to width: Int) -> String {
        split(separator: "\n\n").map { paragraph in
            String(paragraph).replacing("\n", with: " ").wrapped(to: width).joined(separator: "\n")
        }.joined(separator: "\n\n").split(separator: "\n", omittingEmptySubsequences: false).map { String($0.reversed().drop { $0 == " " }.reversed()) }.joined(separator: "\n") + "\n"
    }
}
