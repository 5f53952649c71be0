import Checkpoint

extension ActivationDump {
    /// A safetensors file of values. A number and a slash before a name say which pass it belongs to, as traces have it.
    public init(safetensors path: String) throws(CheckpointError) {
        let file = try SafetensorsFile(path: path)
        let entries = file.tensors.entries.map { stored in
            let (pass, name) = Self.passAndName(stored.name)
            return Entry(name: name, pass: pass) { .tensor(try stored.tensor()) }
        }
        self.init(path: path, kind: "safetensors, \(file.tensors.entries.count) tensors", entries: entries, ids: Self.ids(in: file.tensors))
    }

    /// `3/layers.0.attn.q` → pass 3, `layers.0.attn.q`
    static func passAndName(_ key: String) -> (pass: Int, name: String) {
        guard let slash = key.firstIndex(of: "/"), let pass = Int(key[..<slash]), pass >= 0, pass < 1_000_000 else { return (0, key) }
        return (pass, String(key[key.index(after: slash)...]))
    }

    /// The tokens, where somebody put them beside the values.
    private static func ids(in tensors: TensorTable) -> [[Int32]]? {
        for name in ["ids", "input_ids", "0/ids"] {
            if let ids = try? tensors[name]?.indices().values, !ids.isEmpty { return [ids] }
        }
        return nil
    }
}
