/// The signs that views draw with: Unicode's, or ASCII's for terminals without them. Each is one column wide.
public struct Glyphs: Hashable, Sendable {
    /// A cell of a mask.
    public let visible: String
    public let hidden: String
    /// From nothing to everything, in five steps.
    public let shades: [String]
    /// A bar's full column, and its end in eighths from one to seven; empty where there are no eighths.
    public let bar: String
    public let barEnds: [String]
    /// A column's top in eighths from one to seven; empty where there are no eighths.
    public let columnEnds: [String]
    /// The chosen and the other experts of a strip.
    public let chosen: String
    public let other: String
    public let vertical: String
    public let horizontal: String
    /// Stands for what was left out.
    public let ellipsis: String
    /// Points at what stands to its left.
    public let pointer: String
    /// Between the parts of a line.
    public let separator: String

    public static let unicode = Glyphs(
        visible: "■", hidden: "⬚", shades: ["·", "░", "▒", "▓", "█"],
        bar: "█", barEnds: ["▏", "▎", "▍", "▌", "▋", "▊", "▉"], columnEnds: ["▁", "▂", "▃", "▄", "▅", "▆", "▇"],
        chosen: "█", other: "·", vertical: "│", horizontal: "─", ellipsis: "…", pointer: "◀", separator: "·")

    public static let ascii = Glyphs(
        visible: "#", hidden: ".", shades: [".", ":", "+", "*", "#"], bar: "#", barEnds: [], columnEnds: [],
        chosen: "#", other: ".", vertical: "|", horizontal: "-", ellipsis: "~", pointer: "<", separator: "-")

    public var isASCII: Bool { barEnds.isEmpty }

    /// Words and formulas in signs that the terminal has: `⌊x⌋ · ln n` becomes `floor(x) * ln n`.
    public func prose(_ text: String) -> String {
        isASCII ? text.map { Self.spelled[$0] ?? String($0) }.joined() : text
    }

    private static let spelled: [Character: String] = [
        "·": "*", "×": "x", "…": "...", "⌊": "floor(", "⌋": ")", "≤": "<=", "≥": ">=", "−": "-", "–": "-", "—": "-",
        "∞": "inf", "√": "sqrt",
        "Σ": "sum", "←": "<-", "→": "->", "│": "|", "─": "-", "²": "^2", "ε": "eps", "θ": "theta",
        "‖": "||", "³": "^3", "½": "1/2", "₀": "_0", "₁": "_1", "π": "pi", "σ": "sigma", "∈": "in", "≠": "!=", "≈": "~",
    ]
}
