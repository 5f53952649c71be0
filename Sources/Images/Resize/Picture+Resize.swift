extension Picture {
    /// The picture scaled to another size, bilinear and antialiased, in bytes.
    ///
    /// Each row is scaled along its length and rounded to bytes, then added with its weights to the new rows that it bears on. So no
    /// picture of the old height and the new width comes into being, which for a tall and narrow one would be large.
    ///
    /// - Numerics: integer sums, so the result equals torchvision's `resize(…, antialias=True)` on bytes to the bit, which is what the
    ///   reference's image processor calls (on processors with AVX2 or NEON; on others PyTorch computes in Float and may differ by 1).
    /// - Precondition: at least one pixel each way.
    /// - Cost: O(old pixels + new pixels) along the rows, O(new width · max(old height, new height)) down the columns; memory for
    ///   five bytes a new sample.
    /// - Source: PyTorch `UpSampleKernelAVXAntialias.h`, after Pillow-SIMD's `ImagingResample`.
    public func resized(width newWidth: Int, height newHeight: Int) -> Picture {
        precondition(newWidth > 0 && newHeight > 0, "a picture has at least one pixel")
        guard newWidth != width || newHeight != height else { return self }
        let across = ResampleWeights(from: width, to: newWidth)
        let down = ResampleWeights(from: height, to: newHeight)
        let length = newWidth * 3
        var row = [UInt8](repeating: 0, count: length)
        var sums = [Int32](repeating: down.half, count: length * newHeight)
        // New rows come in order, and so do the old rows of each.
        var first = 0
        for y in 0..<height {
            scaleRow(y, across, into: &row)
            while first < newHeight, down.starts[first] + down.counts[first] <= y { first += 1 }
            var new = first
            while new < newHeight, down.starts[new] <= y {
                let factor = down.weights[new * down.stride + y - down.starts[new]]
                let start = new * length
                for place in 0..<length { sums[start &+ place] &+= Int32(row[place]) &* factor }
                new += 1
            }
        }
        return Picture(width: newWidth, height: newHeight, bytes: sums.map(down.byte))
    }

    private func scaleRow(_ y: Int, _ filter: ResampleWeights, into row: inout [UInt8]) {
        for x in filter.starts.indices {
            var place = (y &* width &+ filter.starts[x]) &* 3
            let first = x &* filter.stride
            var red = filter.half
            var green = filter.half
            var blue = filter.half
            for weight in first..<(first &+ filter.counts[x]) {
                let factor = filter.weights[weight]
                red &+= Int32(bytes[place]) &* factor
                green &+= Int32(bytes[place &+ 1]) &* factor
                blue &+= Int32(bytes[place &+ 2]) &* factor
                place &+= 3
            }
            row[x &* 3] = filter.byte(red)
            row[x &* 3 &+ 1] = filter.byte(green)
            row[x &* 3 &+ 2] = filter.byte(blue)
        }
    }
}
