import Images
import Tensors
import Tokenizer

/// A prompt with pictures: the tokens with every placeholder spelled out, and the tiles.
///
///     let prompt = try ImagePrompt(tokenizer.encode("<|image|>What is this?"), pictures: [picture], model)
///     prompt.ids                 // … <|image_start|> 144 × <|patch|> … <|image_end|> What is this?
///     prompt.images[0].tokens    // the positions that the picture takes
public struct ImagePrompt: Sendable {
    /// One picture of the prompt.
    public struct Image: Sendable {
        public let tiling: Tiling
        /// Its first tile among all tiles of the prompt.
        public let firstTile: Int
        /// The positions that its tokens take.
        public let tokens: Range<Int>

        public var tiles: Range<Int> { firstTile..<firstTile + tiling.grid.tileCount }
    }

    public let ids: [Int32]
    public let images: [Image]
    public let tower: VisionTower

    /// Spells out the placeholders `<|image|>` of a prompt.
    ///
    /// - Parameter prompt: with as many placeholders as there are pictures; or with none, then the pictures go first, in order, right
    ///   behind a leading `<|begin_of_text|>`.
    public init(_ prompt: [Int32], pictures: [Picture], _ model: Model) throws(ImagePromptError) {
        let tower = try model.vision.required()
        let names = try ImageTokenIDs(model.tokenizer)
        guard names[.patch] == tower.patchToken else {
            throw .patchToken(tokenizer: names[.patch], config: tower.patchToken)
        }
        var prompt = prompt
        let count = prompt.count { $0 == names[.image] }
        if count == 0 {
            let start = prompt.first == model.tokenizer?.beginOfText && !prompt.isEmpty ? 1 : 0
            prompt.insert(contentsOf: Array(repeating: names[.image], count: pictures.count), at: start)
        } else if count != pictures.count {
            throw .placeholders(count: count, pictures: pictures.count)
        }

        var ids: [Int32] = []
        var images: [Image] = []
        for id in prompt {
            guard id == names[.image] else {
                ids.append(id)
                continue
            }
            let tiling = Tiling(pictures[images.count], settings: tower.preprocessing)
            let tokens = ImageToken.sequence(for: tiling.grid, tokensPerTile: tower.config.tokensPerTile)
            images.append(Image(tiling: tiling, firstTile: images.last?.tiles.upperBound ?? 0, tokens: ids.count..<ids.count + tokens.count))
            ids += tokens.map { names[$0] }
        }
        self.ids = ids
        self.images = images
        self.tower = tower
    }

    /// All tiles, [N, 3, height, width].
    public var pixelValues: Tensor {
        let parts = images.map { $0.tiling.pixelValues() }
        let side = tower.config.imageSize
        let shape: Shape = [parts.reduce(0) { $0 + $1.tileCount }, tower.config.channelCount, side, side]
        return Tensor(shape) { target in
            var place = 0
            for part in parts {
                _ = UnsafeMutableBufferPointer(rebasing: target[place...]).update(fromContentsOf: part.values)
                place += part.values.count
            }
        }
    }

    /// How many placeholders a prompt has, for a prompt without pictures.
    public static func placeholderCount(_ ids: [Int32], _ model: Model) -> Int {
        guard let placeholder = model.tokenizer?.id(ofSpecialToken: ImageToken.image.rawValue) else { return 0 }
        return ids.count { $0 == placeholder }
    }
}

/// The ids of the tokens that pictures are made of.
struct ImageTokenIDs {
    private let ids: [ImageToken: Int32]

    init(_ tokenizer: Tokenizer?) throws(ImagePromptError) {
        guard let tokenizer else { throw .noTokenizer }
        var ids: [ImageToken: Int32] = [:]
        for token in ImageToken.allCases {
            guard let id = tokenizer.id(ofSpecialToken: token.rawValue) else { throw .missingToken(token.rawValue) }
            ids[token] = id
        }
        self.ids = ids
    }

    subscript(token: ImageToken) -> Int32 {
        guard let id = ids[token] else { preconditionFailure("all tokens have been looked up") }
        return id
    }
}
