/// How stored weights become lanes of floats. The kernels are generic over it, and the compiler makes one of each per format.
///
/// Weights are read in blocks of 16 · `parts`. What is cheap to widen is seldom what lies side by side: of sixteen words with two
/// bfloat16 each, all low halves come first, then all high halves. So every format has its own order within a block,
/// and x is brought into that order once per call instead of every weight.
///
///     lanes(p)[l] = weight number column(p, l) of the block
protocol WeightFormat: SendableMetatype {
    /// Groups of sixteen weights in a block.
    static var parts: Int { get }
    /// Bytes from the first weight of a row to the one with this number. For a whole number of blocks.
    static func byteOffset(_ element: Int) -> Int
    /// One group of sixteen. The pointer needs no alignment.
    static func lanes(_ part: Int, at block: UnsafeRawPointer) -> Lanes
    /// Where in the block the lanes' weights stand.
    static func column(_ part: Int, lane: Int) -> Int
    /// One weight by its number in the row, the slow way.
    static func weight(_ element: Int, from row: UnsafeRawPointer) -> Float
    /// Brings one block of floats into the order of the lanes.
    static func arrange(_ source: UnsafePointer<Float>, into target: UnsafeMutablePointer<Float>)
    /// Brings one block of floats from the order of the lanes back into the natural one.
    static func restore(_ source: UnsafePointer<Float>, into target: UnsafeMutablePointer<Float>)
    /// Widens one block of weights, in their natural order.
    static func widen(_ block: UnsafeRawPointer, into target: UnsafeMutablePointer<Float>)
}

extension WeightFormat {
    @inline(__always)
    static var blockLength: Int { 16 * parts }

    @inline(__always)
    static var blockBytes: Int { byteOffset(blockLength) }
}
