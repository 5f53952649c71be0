extension Picture {
    /// The picture scaled to another size, bilinear and antialiased, in bytes.
    ///
    /// First along the rows, then down the columns; what lies between is rounded to bytes. A side that keeps its length is left alone.
    ///
    /// - Numerics: integer sums, so the result equals torchvision's `resize(…, antialias=True)` on bytes to the bit, which is what the
    ///   reference's image processor calls (on processors with AVX2 or NEON; on others PyTorch computes in Float and may differ by 1).
    /// - Precondition: at least one pixel each way.
    /// - Cost: O(new pixels · scale) each way.
    /// - Source: PyTorch `UpSampleKernelAVXAntialias.h`, after Pillow-SIMD's `ImagingResample`.
    public func resized(width newWidth: Int, height newHeight: Int) -> Picture {
        precondition(newWidth > 0 && newHeight > 0, "a picture has at least one pixel")
        let across = newWidth == width ? self : resizedAcross(to: newWidth)
        return newHeight == height ? across : across.resizedDown(to: newHeight)
    }

    private func resizedAcross(to newWidth: Int) -> Picture {
        let filter = ResampleWeights(from: width, to: newWidth)
        let half = Int32(1) << Int32(filter.precision - 1)
        var result = [UInt8](repeating: 0, count: newWidth * height * 3)
        for y in 0..<height {
            for x in 0..<newWidth {
                var place = (y &* width &+ filter.starts[x]) &* 3
                let first = x &* filter.stride
                var red = half
                var green = half
                var blue = half
                for weight in first..<(first &+ filter.counts[x]) {
                    let factor = filter.weights[weight]
                    red &+= Int32(bytes[place]) &* factor
                    green &+= Int32(bytes[place &+ 1]) &* factor
                    blue &+= Int32(bytes[place &+ 2]) &* factor
                    place &+= 3
                }
                let target = (y &* newWidth &+ x) &* 3
                result[target] = Self.byte(red, filter.precision)
                result[target &+ 1] = Self.byte(green, filter.precision)
                result[target &+ 2] = Self.byte(blue, filter.precision)
            }
        }
        return Picture(width: newWidth, height: height, bytes: result)
    }

    private func resizedDown(to newHeight: Int) -> Picture {
        let filter = ResampleWeights(from: height, to: newHeight)
        let half = Int32(1) << Int32(filter.precision - 1)
        let length = width * 3
        var result = [UInt8](repeating: 0, count: length * newHeight)
        var sums = [Int32](repeating: 0, count: length)
        for y in 0..<newHeight {
            for place in 0..<length { sums[place] = half }
            // Row by row, so that memory is read in order.
            for offset in 0..<filter.counts[y] {
                let factor = filter.weights[y * filter.stride + offset]
                let row = (filter.starts[y] + offset) * length
                for place in 0..<length { sums[place] &+= Int32(bytes[row &+ place]) &* factor }
            }
            for place in 0..<length { result[y &* length &+ place] = Self.byte(sums[place], filter.precision) }
        }
        return Picture(width: width, height: newHeight, bytes: result)
    }

    @inline(__always)
    private static func byte(_ sum: Int32, _ precision: Int) -> UInt8 {
        UInt8(truncatingIfNeeded: max(0, min(255, sum &>> Int32(precision))))
    }
}
