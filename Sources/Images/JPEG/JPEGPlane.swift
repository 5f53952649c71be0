/// The samples of one component, and how they are spread to the picture's size.
///
/// Spreading is libjpeg's "fancy upsampling", which Pillow leaves on: where a side is halved, each new sample is three parts the nearer
/// stored one and one part the farther one, and what rounding leaves alternates between up and down. Other ratios repeat samples.
///
/// - Source: libjpeg-turbo `jdsample.c` (`h2v1_fancy_upsample`, `h1v2_fancy_upsample`, `h2v2_fancy_upsample`, `int_upsample`).
struct JPEGPlane {
    private let width: Int
    private let height: Int
    /// From row to row, padding included.
    private let stride: Int
    private let samples: [UInt8]
    /// How many pixels share a sample, across and down.
    private let across: Int
    private let down: Int

    init(_ component: JPEGFrame.Component, frame: JPEGFrame, coefficients: [Int16], table: [UInt16]) {
        width = component.width
        height = component.height
        stride = component.storedBlocksAcross * 8
        across = frame.maximumAcross / component.across
        down = frame.maximumDown / component.down
        var samples = [UInt8](repeating: 0, count: coefficients.count)
        var work = [Int32](repeating: 0, count: 64)
        for row in 0..<component.storedBlocksDown {
            for column in 0..<component.storedBlocksAcross {
                JPEGInverseTransform.transform(
                    coefficients, at: (row * component.storedBlocksAcross + column) * 64, table, &work,
                    into: &samples, at: row * 8 * stride + column * 8, stride: stride)
            }
        }
        self.samples = samples
    }

    /// Puts the plane's part of a picture's row into `target`, which has room for `across` times the plane's width.
    func row(_ y: Int, into target: inout [UInt8]) {
        let own = y / down * stride
        // The halving filters; a plane of one or two samples across is repeated instead, as in libjpeg.
        switch (across, down) {
        case (1, 1): for x in 0..<width { target[x] = samples[own &+ x] }
        case (2, 1) where width > 2: blendAcross(own, into: &target)
        case (1, 2): blendDown(own, neighbour(y), rounding: y & 1 == 0 ? 1 : 2, into: &target)
        case (2, 2) where width > 2: blendBoth(own, neighbour(y), into: &target)
        default:
            for x in 0..<width {
                for copy in 0..<across { target[x * across + copy] = samples[own + x] }
            }
        }
    }

    /// The row of samples that is next nearest to a picture's row; beyond the picture's edge its last row once more.
    private func neighbour(_ y: Int) -> Int {
        let row = y / 2
        return (y & 1 == 0 ? max(row - 1, 0) : min(row + 1, height - 1)) * stride
    }

    private func blendAcross(_ own: Int, into target: inout [UInt8]) {
        for x in 0..<width {
            let here = Int(samples[own &+ x])
            let left = x > 0 ? Int(samples[own &+ x &- 1]) : here
            let right = x &+ 1 < width ? Int(samples[own &+ x &+ 1]) : here
            target[x &* 2] = UInt8(truncatingIfNeeded: (here &* 3 &+ left &+ 1) >> 2)
            target[x &* 2 &+ 1] = UInt8(truncatingIfNeeded: (here &* 3 &+ right &+ 2) >> 2)
        }
    }

    private func blendDown(_ own: Int, _ other: Int, rounding: Int, into target: inout [UInt8]) {
        for x in 0..<width {
            target[x] = UInt8(truncatingIfNeeded: (Int(samples[own &+ x]) &* 3 &+ Int(samples[other &+ x]) &+ rounding) >> 2)
        }
    }

    private func blendBoth(_ own: Int, _ other: Int, into target: inout [UInt8]) {
        // Columns are blended down first, four times their value; then across.
        @inline(__always) func column(_ x: Int) -> Int { Int(samples[own &+ x]) &* 3 &+ Int(samples[other &+ x]) }
        var left = column(0)
        var here = left
        for x in 0..<width {
            let right = x &+ 1 < width ? column(x &+ 1) : here
            target[x &* 2] = UInt8(truncatingIfNeeded: (here &* 3 &+ left &+ 8) >> 4)
            target[x &* 2 &+ 1] = UInt8(truncatingIfNeeded: (here &* 3 &+ right &+ 7) >> 4)
            left = here
            here = right
        }
    }
}
