/// What a piece of text is; a palette says how that looks.
///
///     palette(.name, "layers.3.attn.pattern")
///
/// Painted text keeps its `displayWidth`. Paints don't nest: the inner one's end is the end of both.
public struct Palette: Hashable, Sendable {
    public enum Role: Hashable, Sendable, CaseIterable {
        /// The name of a value, an operation, a command.
        case name
        case number
        /// What may be overlooked: rulers, units, hidden cells.
        case dim
        /// What the eye should find: the current line, a flip, a small margin.
        case marked
        /// What is wrong: NaN, an error.
        case warning
        case heading
        case strong
    }

    let isColoured: Bool

    /// Text as it is.
    public static let plain = Palette(isColoured: false)
    /// ANSI escapes around it.
    public static let coloured = Palette(isColoured: true)

    public func callAsFunction(_ role: Role, _ text: String) -> String {
        paint(text, code(of: role))
    }

    /// A colour per number, for telling experts or chunks apart. Colours repeat after six.
    public func series(_ number: Int, _ text: String) -> String {
        let colours = ["36", "33", "35", "32", "34", "31"]
        return paint(text, colours[abs(number % colours.count)])
    }

    private func paint(_ text: String, _ code: String) -> String {
        isColoured && !text.isEmpty ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text
    }

    private func code(of role: Role) -> String {
        switch role {
        case .name: "36"
        case .number: "32"
        case .dim: "2"
        case .marked: "1;33"
        case .warning: "1;31"
        case .heading, .strong: "1"
        }
    }
}
