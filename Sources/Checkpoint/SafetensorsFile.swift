/// A safetensors file: mapped, its header checked, its tensors by name.
public struct SafetensorsFile: Sendable {
    public let file: MappedFile
    public let tensors: TensorTable
    /// The free text of `__metadata__`, in the order of the file.
    public let metadata: [(name: String, text: String)]

    public var path: String { file.path }

    /// - Throws: if the file cannot be mapped or its header is not as it must be.
    public init(path: String) throws(CheckpointError) {
        let file = try MappedFile(path: path)
        let header: SafetensorsHeader
        do {
            header = try SafetensorsHeader(file.bytes)
        } catch {
            throw .safetensors(path: path, error)
        }
        self.file = file
        metadata = header.metadata
        tensors = TensorTable(
            header.items.map {
                TensorEntry(name: $0.name, dtype: $0.dtype, shape: $0.shape, byteRange: $0.byteRange, file: file)
            })
    }

    /// The tensor of that name.
    ///
    /// - Throws: if there is none.
    public func tensor(named name: String) throws(CheckpointError) -> TensorEntry {
        guard let entry = tensors[name] else { throw .absentTensor(path: path, tensor: name, count: tensors.entries.count) }
        return entry
    }
}
