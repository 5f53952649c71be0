import Tensors

/// How numbers spread over bins of equal width. What isn't finite is counted apart.
public struct Histogram: Hashable, Sendable {
    public struct Bin: Hashable, Sendable {
        public let lower: Double
        public let upper: Double
        public let count: Int
    }

    public let bins: [Bin]
    public let nanCount: Int
    public let infinityCount: Int

    /// - Precondition: at least one bin.
    public init(_ tensor: Tensor, binCount: Int = 20) {
        precondition(binCount > 0, "a histogram has bins")
        let statistics = Statistics(tensor)
        nanCount = statistics.nanCount
        infinityCount = statistics.infinityCount
        guard statistics.finiteCount > 0 else {
            bins = []
            return
        }
        let (lowest, highest) = (Double(statistics.minimum), Double(statistics.maximum))
        // Numbers that are all the same share one bin.
        let binCount = lowest == highest ? 1 : binCount
        let size = (highest - lowest) / Double(binCount)
        var counts = [Int](repeating: 0, count: binCount)
        tensor.withUnsafeBuffer { values in
            for value in values where value.isFinite {
                let bin = size > 0 ? Int((Double(value) - lowest) / size) : 0
                counts[min(bin, binCount - 1)] += 1
            }
        }
        bins = counts.indices.map { bin in
            Bin(
                lower: lowest + Double(bin) * size,
                upper: bin == binCount - 1 ? highest : lowest + Double(bin + 1) * size, count: counts[bin])
        }
    }
}
