/// The tokens that a picture takes in a prompt, by name.
///
/// Only `patch` is replaced by what the vision tower gives; the others have embeddings like any token.
public enum ImageToken: String, Sendable, CaseIterable {
    case start = "<|image_start|>"
    case end = "<|image_end|>"
    /// Before the global tile. In a prompt's text the same name is the placeholder of a whole picture.
    case image = "<|image|>"
    case patch = "<|patch|>"
    case tileColumnSeparator = "<|tile_x_separator|>"
    case tileRowSeparator = "<|tile_y_separator|>"

    /// A placeholder spelled out: the canvas's tiles row by row, separated, then the global tile.
    ///
    ///     <|image_start|> [ tile <|tile_x_separator|> tile <|tile_y_separator|> … ] <|image|> tile <|image_end|>
    ///
    /// A tile is `tokensPerTile` patches. Every row ends with its separator, the last one too. A canvas of one tile stands behind
    /// `<|image|>` itself, without separators.
    ///
    /// - Example: 2×2 tiles of 144 tokens → 727 tokens
    /// - Source: transformers `Llama4Processor._prompt_split_image`.
    public static func sequence(for grid: TileGrid, tokensPerTile: Int) -> [ImageToken] {
        let tile = [ImageToken](repeating: .patch, count: tokensPerTile)
        var tokens: [ImageToken] = [.start]
        if grid.count > 1 {
            for _ in 0..<grid.rows {
                for column in 0..<grid.columns {
                    tokens += tile
                    if column < grid.columns - 1 { tokens.append(.tileColumnSeparator) }
                }
                tokens.append(.tileRowSeparator)
            }
        }
        return tokens + [.image] + tile + [.end]
    }
}
