/// Outputs that are computed by fours, one of each quarter, so that memory is read in four long streams.
struct OutputQuarters {
    /// The outputs of the first quarter.
    let firsts: Range<Int>
    /// From an output to the one that is computed with it in the next quarter.
    let distance: Int
    private let last: Int

    /// - Precondition: there is one
    @inline(__always)
    init(_ outputs: Range<Int>) {
        distance = (outputs.count + 3) / 4
        last = outputs.upperBound - 1
        firsts = outputs.lowerBound..<outputs.lowerBound + distance
    }

    /// The four outputs. Where a quarter has none any more, the last one is computed again and not stored.
    @inline(__always)
    func outputs(_ first: Int) -> (a: Int, b: Int, c: Int, d: Int) {
        (first, min(first + distance, last), min(first + 2 * distance, last), min(first + 3 * distance, last))
    }

    /// How many of the four there are.
    @inline(__always)
    func count(_ first: Int) -> Int { min(4, (last - first) / distance + 1) }

    @inline(__always)
    func store(_ sums: SIMD4<Float>, _ first: Int, to y: UnsafeMutablePointer<Float>) {
        for quarter in 0..<count(first) { y[first + quarter * distance] = sums[quarter] }
    }
}
