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
        style.text(lines.flatMap { line -> [String] in
            // On a narrow screen depth must not push everything out of sight.
            let indent = String(repeating: " ", count: min(2 * line.depth, style.width / 3))
            let lead = line.amount.map { Quantity.decimal($0, signed: true).padded(to: 7, .right) + "  " } ?? ""
            let room = max(style.width - indent.count - lead.count, 8)
            return style.glyphs.prose(line.text).wrapped(to: room - (lead.isEmpty ? 2 : 0)).enumerated().map { number, part in
                let body = line.isRest ? style.palette(.dim, part) : part
                guard number == 0 else { return indent + String(repeating: " ", count: max(lead.count, 2)) + body }
                return indent + style.palette(.number, lead) + body
            }
        })
    }
}
