/// An outline: lines that explain the line they are indented under.
///
///     logits[15, 88] = 3.81 · linear, 64 products
///       +0.52  final_norm[15, 12] 1.97 × lm_head[88, 12] 0.264
///         final_norm[15, 12] = 1.97 · rms_norm
public struct OutlineView: Sendable {
    public struct Line: Hashable, Sendable {
        public let depth: Int
        /// A part of the number above; nil where the line is about a number of its own.
        public let amount: Double?
        public let text: String
        /// Whether it stands for lines that were left out.
        public let isRest: Bool

        public init(depth: Int, amount: Double? = nil, text: String, isRest: Bool = false) {
            self.depth = depth
            self.amount = amount
            self.text = text
            self.isRest = isRest
        }
    }

    public let lines: [Line]

    public init(_ lines: [Line]) {
        self.lines = lines
    }

    public func text(_ style: TextStyle = .plain) -> String {
        style.text(lines.map { line in
            // On a narrow screen depth must not push everything out of sight.
            let indent = String(repeating: " ", count: min(2 * line.depth, style.width / 3))
            let prose = style.glyphs.prose(line.text)
            let body = line.isRest ? style.palette(.dim, prose) : prose
            guard let amount = line.amount else { return indent + body }
            return indent + style.palette(.number, Quantity.decimal(amount, signed: true).padded(to: 7, .right)) + "  " + body
        })
    }
}
