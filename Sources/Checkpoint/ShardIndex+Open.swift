extension ShardIndex {
    /// Maps all shards and checks that each tensor is where the index says.
    ///
    /// A tensor that the index does not mention is taken too, as transformers does, if only one shard holds it.
    func openShards(in directory: String) throws(CheckpointError) -> ([MappedFile], TensorTable) {
        let absent = shards.filter {
            let kind = FileKind(path: filePath($0, in: directory))
            return kind == .absent || kind == .danglingLink
        }
        guard absent.isEmpty else { throw .index(path: path, .absentShards(absent, count: shards.count)) }

        var files: [MappedFile] = []
        var entries: [TensorEntry] = []
        var shardOfEntry: [String: String] = [:]
        for shard in shards {
            let file = try SafetensorsFile(path: filePath(shard, in: directory))
            files.append(file.file)
            for entry in file.tensors.entries where shardOfTensor[entry.name, default: shard] == shard {
                if let other = shardOfEntry.updateValue(shard, forKey: entry.name) {
                    throw .index(path: path, .ambiguous(tensor: entry.name, shards: [other, shard]))
                }
                entries.append(entry)
            }
        }

        let lost = shardOfTensor.filter { shardOfEntry[$0.key] == nil }.sorted { $0.key < $1.key }
        guard lost.isEmpty else {
            throw .index(path: path, .notInShard(lost.map { .init(tensor: $0.key, shard: $0.value) }))
        }
        return (files, TensorTable(entries))
    }
}
