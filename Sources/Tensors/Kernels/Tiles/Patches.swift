extension Kernels {
    /// Cuts tiles into square patches and lays each one out in a row: channel after channel, from left to right, then from top to bottom.
    ///
    ///     y[n, r·G + c, (ch·p + ky)·p + kx] = x[n, ch, r·p + ky, c·p + kx],   G = ⌊width / p⌋
    ///
    /// - Shapes: x [N, channels, height, width] → [N, patches, channels·p²]; what is left over at the right and below is dropped.
    public static func unfold(_ x: Tensor, patchSize: Int) -> Tensor {
        let (tiles, channels, height, width) = (x.shape[0], x.shape[1], x.shape[2], x.shape[3])
        let (rows, columns) = (height / patchSize, width / patchSize)
        return Tensor([tiles, rows * columns, channels * patchSize * patchSize]) { y in
            x.withUnsafeBuffer { x in
                guard y.count > 0 else { return }
                let (source, target) = (Floats(x), MutableFloats(y))
                Parallel.forEachRange(count: tiles * rows * columns, work: channels * patchSize * patchSize) { patches in
                    for patch in patches {
                        let (tile, place) = (patch / (rows * columns), patch % (rows * columns))
                        var y = target.base + patch * channels * patchSize * patchSize
                        for channel in 0..<channels {
                            let top = (tile * channels + channel) * height + place / columns * patchSize
                            for line in 0..<patchSize {
                                y.update(from: source.base + (top + line) * width + place % columns * patchSize, count: patchSize)
                                y += patchSize
                            }
                        }
                    }
                }
            }
        }
    }

    /// Puts squares of neighbouring patches side by side, so that there are fewer and longer rows.
    ///
    ///     y[n, i·G/b + j] = x[n, (b·i, b·j)] ‖ x[n, (b·i, b·j + 1)] ‖ … ‖ x[n, (b·i + b − 1, b·j + b − 1)],   G² = P
    ///
    /// - Shapes: x [N, P, D] → [N, P/b², b²·D]
    /// - Precondition: the patches make a square of G × G, and b divides G.
    public static func pixelShuffle(_ x: Tensor, block: Int) -> Tensor {
        let (tiles, patches, length) = (x.shape[0], x.shape[1], x.shape[2])
        let side = Int(Double(patches).squareRoot().rounded())
        precondition(side * side == patches && side % block == 0, "\(patches) patches are no square that \(block) divides")
        let across = side / block
        return Tensor([tiles, across * across, block * block * length]) { y in
            x.withUnsafeBuffer { x in
                guard y.count > 0 else { return }
                let (source, target) = (Floats(x), MutableFloats(y))
                Parallel.forEachRange(count: tiles * across * across, work: block * block * length) { tokens in
                    for token in tokens {
                        let (tile, place) = (token / (across * across), token % (across * across))
                        for part in 0..<block * block {
                            let row = place / across * block + part / block
                            let column = place % across * block + part % block
                            (target.base + (token * block * block + part) * length).update(
                                from: source.base + ((tile * side + row) * side + column) * length, count: length)
                        }
                    }
                }
            }
        }
    }
}
