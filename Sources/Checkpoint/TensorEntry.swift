import Tensors

/// One tensor of a safetensors file: what it is and where its bytes lie.
public struct TensorEntry: Sendable {
    public let name: String
    public let dtype: DType
    /// Blocks of weights with scales of their own, of which the dtype is bytes; nil for plain numbers.
    public private(set) var blocks: WeightEncoding?
    public let shape: Shape
    /// Where the bytes lie, counted from the beginning of the file.
    public let byteRange: Range<Int>
    /// The file that holds them, and keeps them alive.
    public let file: MappedFile

    /// The tensor's bytes. Valid as long as `file` lives.
    public var bytes: UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(rebasing: file.bytes[byteRange])
    }

    public var byteCount: Int { byteRange.count }

    init(name: String, dtype: DType, blocks: WeightEncoding? = nil, shape: Shape, byteRange: Range<Int>, file: MappedFile) {
        self.name = name
        self.dtype = dtype
        self.blocks = blocks
        self.shape = shape
        self.byteRange = byteRange
        self.file = file
    }

    /// The same tensor under another name.
    func renamed(_ name: String) -> TensorEntry {
        TensorEntry(name: name, dtype: dtype, blocks: blocks, shape: shape, byteRange: byteRange, file: file)
    }

    /// Whether typed loads from the mapping are allowed. The format does not promise it.
    public var isAligned: Bool { byteRange.lowerBound % dtype.byteCount == 0 }

    /// The first byte at an address that suits the dtype, and what keeps it alive: the mapping itself, or a copy for
    /// the rare file whose header has an odd length.
    public func alignedBase() -> (base: UnsafeRawPointer, owner: AnyObject) {
        guard !isAligned else { return (file.base + byteRange.lowerBound, file) }
        let copy = AlignedCopy(bytes)
        return (copy.base, copy)
    }
}

/// Bytes moved to an address that every dtype can be loaded from.
private final class AlignedCopy: @unchecked Sendable {
    let base: UnsafeRawPointer

    init(_ bytes: UnsafeRawBufferPointer) {
        let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: max(bytes.count, 1), alignment: 64)
        memory.copyMemory(from: bytes)
        base = UnsafeRawPointer(memory.baseAddress!)
    }

    deinit {
        base.deallocate()
    }
}
