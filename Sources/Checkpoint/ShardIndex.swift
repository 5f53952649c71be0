import JSON

/// `model.safetensors.index.json`: which shard holds which tensor.
///
///     {"metadata": {"total_size": 582528}, "weight_map": {"lm_head.weight": "model-00002-of-00002.safetensors", …}}
///
/// `metadata` is not looked at: its sum is for downloaders, and wrong in some published checkpoints.
public struct ShardIndex: Sendable {
    public let path: String
    /// Shard by tensor name.
    public let shardOfTensor: [String: String]
    /// Every shard once, in the order in which the index first names it.
    public let shards: [String]

    public init(path: String) throws(CheckpointError) {
        try self.init(path: path, json: parseJSONFile(path, limit: SafetensorsHeader.lengthLimit))
    }

    /// - Parameter path: where the index stands, for messages.
    public init(path: String, json: JSONValue) throws(CheckpointError) {
        guard let map = json.object?["weight_map"]?.object else {
            throw .index(path: path, .noWeightMap(found: json.object.map { $0["weight_map"]?.typeName ?? "absent" } ?? json.typeName))
        }
        var shardOfTensor: [String: String] = [:]
        var shards: [String] = []
        var known: Set<String> = []
        for member in map.members {
            guard let shard = member.value.string else {
                throw .index(path: path, .shardName(tensor: member.name, found: member.value.typeName))
            }
            guard shardOfTensor.updateValue(shard, forKey: member.name) == nil else {
                throw .index(path: path, .duplicate(tensor: member.name))
            }
            if known.insert(shard).inserted {
                guard Self.staysInside(shard) else { throw .index(path: path, .escapes(shard: shard)) }
                shards.append(shard)
            }
        }
        guard !shards.isEmpty else { throw .index(path: path, .noWeightMap(found: "empty")) }
        self.path = path
        self.shardOfTensor = shardOfTensor
        self.shards = shards
    }

    /// Whether a relative path names something below its directory. Symbolic links are not looked at: the Hub cache
    /// consists of links out of the directory.
    static func staysInside(_ relativePath: String) -> Bool {
        let components = relativePath.split(separator: "/", omittingEmptySubsequences: false)
        return !relativePath.utf8.contains(0) && components.allSatisfy { !$0.isEmpty && $0 != "." && $0 != ".." }
    }
}

/// What is wrong with a shard index, or with the shards that it names.
public enum ShardIndexProblem: Error, Sendable, Equatable {
    case noWeightMap(found: String)
    case shardName(tensor: String, found: String)
    case duplicate(tensor: String)
    case escapes(shard: String)
    case absentShards([String], count: Int)
    case notInShard([TensorInShard])
    /// Two shards hold a tensor that the index does not mention.
    case ambiguous(tensor: String, shards: [String])

    public struct TensorInShard: Sendable, Equatable {
        public let tensor: String
        public let shard: String
    }
}

extension ShardIndexProblem: CustomStringConvertible {
    public var description: String {
        switch self {
        case .noWeightMap(let found):
            "weight_map must be an object that gives each tensor's shard, but is \(found)"
        case .shardName(let tensor, let found):
            "weight_map must give a file name for \(Quoted(tensor)), but gives \(found)"
        case .duplicate(let tensor):
            "weight_map must name every tensor once, but names \(Quoted(tensor)) twice"
        case .escapes(let shard):
            "shards must lie in the index's own directory, but it names \(Quoted(shard))"
        case .absentShards(let shards, let count):
            "it names \(count) shards, but \(shards.count) of them are not there: "
                + "\(Enumeration(shards.map { Quoted($0).description }))"
        case .notInShard(let tensors):
            "\(tensors.count) tensors are not in the shard it names for them: "
                + Enumeration(tensors.map { "\(Quoted($0.tensor)) in \(Quoted($0.shard))" }).description
        case .ambiguous(let tensor, let shards):
            "it does not mention \(Quoted(tensor)), which two shards hold: "
                + Enumeration(shards.map { Quoted($0).description }).description
        }
    }
}
