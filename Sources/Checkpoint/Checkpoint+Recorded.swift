import JSON

extension Checkpoint {
    /// A checkpoint of which nothing is at hand but its settings and its name, as a recording has them: no files, no tensors.
    public init(recorded name: String, config: JSONValue) {
        location = CheckpointLocation(name: name, directory: name, file: nil)
        self.config = config
        (generationConfig, embeddedTokenizer) = (nil, nil)
        (files, tensors) = ([], TensorTable([]))
    }
}
