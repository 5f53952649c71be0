import Tensors

extension GGUFFile {
    /// The text model's tensors under the names that they have in Hugging Face's layout; experts stay stacked, [E, out, in].
    var renamedTensors: [TensorEntry] {
        tensors.compactMap { entry in
            // Pictures' tensors, in files that have both in one; and what went into the config.
            let isOther = entry.name.hasPrefix("v.") || entry.name.hasPrefix("mm.") || entry.name == "rope_freqs.weight"
            return isOther ? nil : entry.renamed(GGUFTensorName.huggingFace(entry.name))
        }
    }
}
