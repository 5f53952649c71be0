/// How a view is to look on the screen it is for: columns, colours, signs.
public struct TextStyle: Hashable, Sendable {
    /// Columns of the screen, 1 to 10 000. No line gets longer.
    public var width: Int {
        didSet { width = Self.clamped(width) }
    }
    public var palette: Palette
    public var glyphs: Glyphs

    public init(width: Int = 80, palette: Palette = .plain, glyphs: Glyphs = .unicode) {
        self.width = Self.clamped(width)
        self.palette = palette
        self.glyphs = glyphs
    }

    /// 80 columns without colour.
    public static let plain = TextStyle()

    private static func clamped(_ width: Int) -> Int {
        min(max(width, 1), 10_000)
    }

    /// The lines, cut where they are too long, each with its end.
    func text(_ lines: [String]) -> String {
        lines.map { $0.truncated(to: width, ellipsis: glyphs.ellipsis).trimmedAtEnd + "\n" }.joined()
    }

    /// A sentence for people, dim, in as many lines as it needs.
    func note(_ sentence: String) -> [String] {
        glyphs.prose(sentence).wrapped(to: width).map { palette(.dim, $0) }
    }
}
