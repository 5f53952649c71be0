import Tensors

/// What tells one checkpoint from another without reading all of it: hashes (SHA-256) of the settings, of what the tensors
/// are, and of samples of their bytes.
///
/// - `config`: of config.json, byte by byte; of a GGUF file, of its settings as a config.json in one line without spaces.
/// - `tensors`: of a line `name dtype shape` for each tensor, with a line feed behind it, such as
///   `model.norm.weight BF16 5120`; extents are separated by commas.
/// - `samples`: of the first, the middle and the last 4096 bytes of each tensor; a tensor of up to 12288 bytes counts whole.
///   The middle begins at ⌊(n − 4096) / 2⌋.
///
/// Tensors are taken in the order of their names' bytes. So a model of hundreds of gigabytes costs two thousand short reads,
/// and anybody can compute the same hashes from its files.
public struct CheckpointDigest: Hashable, Sendable {
    public let config: String
    public let tensors: String
    public let samples: String

    private static let block = 4096

    public init(config: String, tensors: String, samples: String) {
        (self.config, self.tensors, self.samples) = (config, tensors, samples)
    }

    public init(_ checkpoint: Checkpoint) throws(CheckpointError) {
        if checkpoint.location.isGGUF {
            var hash = SHA256()
            hash.update(checkpoint.config.text())
            config = hash.hexadecimal
        } else {
            config = try Self.hash(file: checkpoint.location.settingsFile)
        }
        var (described, sampled) = (SHA256(), SHA256())
        for entry in checkpoint.tensors.entries.sorted(by: { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }) {
            let shape = entry.shape.extents.map(String.init).joined(separator: ",")
            described.update("\(entry.name) \(entry.dtype.rawValue) \(shape)\n")
            let bytes = entry.bytes
            guard bytes.count > 3 * Self.block else {
                sampled.update(bytes)
                continue
            }
            for begin in [0, (bytes.count - Self.block) / 2, bytes.count - Self.block] {
                sampled.update(UnsafeRawBufferPointer(rebasing: bytes[begin..<begin + Self.block]))
            }
        }
        (tensors, samples) = (described.hexadecimal, sampled.hexadecimal)
    }

    /// The hash of a whole file.
    public static func hash(file path: String) throws(CheckpointError) -> String {
        let file = try MappedFile(path: path)
        var hash = SHA256()
        hash.update(file.bytes)
        return hash.hexadecimal
    }
}
