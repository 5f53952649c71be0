/// Many things in few blocks of equal size; the last block may be smaller.
///
///     Blocks(10, atMost: 4)     // 0..<3, 3..<6, 6..<9, 9..<10
struct Blocks {
    let count: Int
    let size: Int

    init(_ count: Int, size: Int) {
        self.count = count
        self.size = max(size, 1)
    }

    init(_ count: Int, atMost blocks: Int) {
        let blocks = max(blocks, 1)
        self.init(count, size: (count + blocks - 1) / blocks)
    }

    var blockCount: Int { (count + size - 1) / size }

    subscript(block: Int) -> Range<Int> { block * size..<min((block + 1) * size, count) }
}
