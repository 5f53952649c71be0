/// A prompt as the model sees it: positions, texts and ids below each other, and the chunk that each token is in.
///
///     position      0    1       2        3
///     token     'Mia'  ':'  ' red'  ' kite'
///     id          512   25     881      907
///     chunk         0  ───────────  1
public struct TokensView: Sendable {
    public struct Token: Hashable, Sendable {
        public let position: Int
        public let id: Int32
        /// Escaped.
        public let text: String
        /// The text in quotes.
        public let label: String
        /// Which attention chunk it is in; nil where layers aren't chunked.
        public let chunk: Int?
    }

    public let tokens: [Token]

    /// - Parameters:
    ///   - firstPosition: the absolute position of the first id
    ///   - chunk: positions per attention chunk; nil leaves the chunks out
    public init(ids: [Int32], labels: TokenLabels, firstPosition: Int = 0, chunk: Int? = nil) {
        tokens = ids.enumerated().map { place, id in
            let position = firstPosition + place
            return Token(position: position, id: id, text: labels.plain(position), label: labels[position],
                chunk: chunk.map { position / max($0, 1) })
        }
    }

    public func text(_ style: TextStyle = .plain) -> String {
        guard !tokens.isEmpty else { return style.text([style.palette(.dim, "no tokens")]) }
        let titles = tokens[0].chunk == nil ? ["position", "token", "id"] : ["position", "token", "id", "chunk"]
        let margin = style.width >= 30 ? titles.map(\.count).max()! : 0
        var lines: [String] = []
        for band in bands(room: style.width - margin, style) {
            if !lines.isEmpty { lines.append("") }
            lines += zip(titles, rows(band, style)).map { title, row in
                style.palette(.dim, title.truncated(to: margin, ellipsis: "").padded(to: margin)) + row
            }
        }
        return style.text(lines)
    }

    /// As many tokens in a line as fit.
    private func bands(room: Int, _ style: TextStyle) -> [[Token]] {
        var bands: [[Token]] = []
        var taken = 0
        for token in tokens {
            let width = self.width(token, style) + 2
            if bands.isEmpty || taken + width > room {
                bands.append([])
                taken = 0
            }
            bands[bands.count - 1].append(token)
            taken += width
        }
        return bands
    }

    private func rows(_ band: [Token], _ style: TextStyle) -> [String] {
        func row(_ text: (Token) -> String) -> String {
            band.map { "  " + text($0).padded(to: width($0, style), .right) }.joined()
        }
        return [
            style.palette(.dim, row { String($0.position) }), row { label($0, style) }, row { String($0.id) },
            band[0].chunk == nil ? "" : style.palette(.dim, chunkRow(band, style)),
        ]
    }

    /// The number of a chunk where it begins, and a line as far as it goes.
    private func chunkRow(_ band: [Token], _ style: TextStyle) -> String {
        var (text, previous) = ("", Int?.none)
        for token in band {
            let width = self.width(token, style)
            let number = String(token.chunk ?? 0)
            if token.chunk == previous {
                text += String(repeating: style.glyphs.horizontal, count: width + 2)
            } else {
                text += "  " + number + " " + String(repeating: style.glyphs.horizontal, count: max(width - number.count - 1, 0))
            }
            previous = token.chunk
        }
        return text
    }

    private func label(_ token: Token, _ style: TextStyle) -> String {
        TokenLabels.cut(token.label, to: max(style.width / 3, 6), ellipsis: style.glyphs.ellipsis)
    }

    private func width(_ token: Token, _ style: TextStyle) -> Int {
        max(label(token, style).displayWidth, String(token.position).count, String(token.id).count)
    }
}
