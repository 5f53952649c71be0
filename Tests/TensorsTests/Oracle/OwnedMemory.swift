/// Blocks of memory that live as long as what points into them.
final class OwnedMemory {
    private let blocks: [UnsafeMutableRawPointer]

    init(_ blocks: UnsafeMutableRawPointer...) { self.blocks = blocks }

    deinit {
        for block in blocks { block.deallocate() }
    }
}
