import Checkpoint
import Images
import JSON
import Machine

/// The part of a model that sees pictures: what it is, its weights where they lie, and how pictures are prepared for it.
public struct VisionTower: Sendable {
    public let config: VisionConfig
    public let weights: VisionWeights
    /// `processor_config.json` and `preprocessor_config.json`
    public let preprocessing: PreprocessorSettings
    /// The token that a patch's features take the place of.
    public let patchToken: Int32

    /// Reads the tower of a checkpoint; nil if it has none.
    ///
    /// - Throws: `ConfigError`, `WeightsError`, `ImageError`, `CheckpointError`.
    init?(_ checkpoint: Checkpoint, _ config: Config) throws {
        guard let json = config.visionConfig, let tokens = config.imageTokens, VisionWeights.arePresent(in: checkpoint)
        else { return nil }
        self.config = try VisionConfig(json, file: checkpoint.location.settingsFile)
        weights = try VisionWeights(checkpoint, self.config, textHiddenSize: config.hiddenSize)
        preprocessing = try PreprocessorSettings(
            preprocessor: checkpoint.settings("preprocessor_config.json"), processor: checkpoint.settings("processor_config.json"))
        patchToken = Int32(clamping: tokens.patch)
        guard preprocessing.tileSize == self.config.imageSize else {
            throw ImageError.setting(
                key: "size", expected: "the image_size of config.json, \(self.config.imageSize)", found: "\(preprocessing.tileSize)")
        }
        guard preprocessing.tokensPerTile == self.config.tokensPerTile else {
            throw ImageError.setting(
                key: "patch_size and pixel_shuffle_ratio", expected: "\(self.config.tokensPerTile) tokens a tile, as config.json has it",
                found: "\(preprocessing.tokensPerTile)")
        }
    }

    /// The program of one pass through the tower.
    public var program: Program { VisionPass.program(config: config, weights: weights) }
}

/// Whether a model can be given pictures.
public enum Vision: Sendable {
    case tower(VisionTower)
    /// The checkpoint has no tower.
    case absent
    /// The checkpoint has one that can't be used, and why. Texts are not concerned.
    case unusable(reason: String)

    init(_ checkpoint: Checkpoint, _ config: Config) {
        do {
            self = try VisionTower(checkpoint, config).map { .tower($0) } ?? .absent
        } catch {
            self = .unusable(reason: "\(error)")
        }
    }

    public var tower: VisionTower? {
        if case .tower(let tower) = self { tower } else { nil }
    }

    /// The tower, for pictures that are there.
    public func required() throws(ImagePromptError) -> VisionTower {
        switch self {
        case .tower(let tower): return tower
        case .absent: throw .noTower
        case .unusable(let reason): throw .unusableTower(reason: reason)
        }
    }
}
