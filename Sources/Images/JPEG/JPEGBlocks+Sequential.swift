extension JPEGBlocks {
    /// Decodes a whole block into 64 places from `base`, all of them zero before.
    ///
    /// - Source: ITU T.81 §F.2.2.
    mutating func sequential(_ coefficients: inout [Int16], at base: Int, part: Int, zigzag: [Int]) throws(ImageError) {
        guard let size = bits.symbol(meanTables[part]) else { throw damage }
        means[part] &+= bits.signed(size)
        coefficients[base] = Self.kept(means[part])

        var place = 1
        while place < 64 {
            guard let symbol = bits.symbol(detailTables[part]) else { throw damage }
            let size = symbol & 15
            if size == 0 {
                // Sixteen zeros, or the end of the block.
                guard symbol >> 4 == 15 else { break }
                place &+= 16
                continue
            }
            place &+= symbol >> 4
            guard place < 64 else { throw overflow }
            coefficients[base &+ zigzag[place]] = Self.kept(bits.signed(size))
            place &+= 1
        }
    }
}
