/// Which old samples make up each new one along a side, and with what weight.
///
/// The triangle filter, widened by the scale where the picture shrinks (antialiasing). Weights are integers of 16 bits with as many bits
/// behind the point as the largest of them allows, which is what PyTorch's kernel for bytes uses, and Pillow-SIMD before it. A side that
/// keeps its length has the weight 1 everywhere, and so changes nothing.
///
/// - Source: PyTorch `aten/src/ATen/native/cpu/UpSampleKernel.cpp` (`_compute_index_ranges_int16_weights`).
struct ResampleWeights {
    /// For each new sample the first old one, and how many.
    private(set) var starts: [Int] = []
    private(set) var counts: [Int] = []
    /// The weights of a new sample begin at its index times this.
    let stride: Int
    private(set) var weights: [Int32]
    /// Bits behind the point.
    let precision: Int

    init(from old: Int, to new: Int) {
        let scale = Double(old) / Double(new)
        let support = max(scale, 1)
        let inverse = scale >= 1 ? 1 / scale : 1
        let stride = Int(support.rounded(.up)) * 2 + 1
        var exact = [Double](repeating: 0, count: new * stride)
        var largest = 0.0
        for index in 0..<new {
            let center = scale * (Double(index) + 0.5)
            let start = max(Int(center - support + 0.5), 0)
            let count = max(0, min(min(Int(center + support + 0.5), old) - start, stride))
            var total = 0.0
            for place in 0..<count {
                let weight = max(0, 1 - abs((Double(place + start) - center + 0.5) * inverse))
                exact[index * stride + place] = weight
                total += weight
            }
            if total != 0 {
                for place in 0..<count {
                    exact[index * stride + place] /= total
                    largest = max(largest, exact[index * stride + place])
                }
            }
            starts.append(start)
            counts.append(count)
        }
        var precision = 0
        while precision < 22, Int(0.5 + largest * Double(1 << (precision + 1))) < 1 << 15 { precision += 1 }
        self.stride = stride
        self.precision = precision
        weights = exact.map { Int32(0.5 + $0 * Double(1 << precision)) }
    }

    /// What a sum begins with, so that it is rounded when its fraction is dropped.
    var half: Int32 { 1 << Int32(precision - 1) }

    /// A finished sum.
    @inline(__always)
    func byte(_ sum: Int32) -> UInt8 {
        UInt8(truncatingIfNeeded: max(0, min(255, sum &>> Int32(precision))))
    }
}
