import Foundation

extension Kernels {
    /// Rotary position embedding on interleaved pairs: every head is d/2 pairs, each turned by its own angle.
    ///
    ///     (a, b) → (a cos θ − b sin θ, a sin θ + b cos θ),   θ = position · frequencies[j]
    ///
    /// - Shapes: x [T, n·d], frequencies [d/2] → as x; row t is position `firstPosition` + t
    /// - Numerics: angles, sines and cosines in Float, as the reference computes them; products and their sum are each rounded.
    /// - Cost: T·d sines and cosines, which all heads of a row share.
    public static func rotate(_ x: Tensor, firstPosition: Int, frequencies: [Float]) -> Tensor {
        let headSize = 2 * frequencies.count
        let rowLength = x.shape.rowLength
        precondition(headSize > 0 && rowLength % headSize == 0, "\(x.shape) does not divide into heads of \(headSize)")
        return Tensor(x.shape) { y in
            x.withUnsafeBuffer { x in
                guard x.count > 0 else { return }
                let (source, target) = (Floats(x), MutableFloats(y))
                Parallel.forEachRange(count: x.count / rowLength, work: rowLength + 16 * headSize) { rows in
                    TensorStorage.withScratch(2 * headSize) { table in
                        for row in rows {
                            fillTable(table, pairs: frequencies.count) { Float(firstPosition + row) * frequencies[$0] }
                            for start in stride(from: row * rowLength, to: (row + 1) * rowLength, by: headSize) {
                                turn(source.base + start, into: target.base + start, count: headSize, table)
                            }
                        }
                    }
                }
            }
        }
    }

    /// The same for the patches of tiles, which have a column and a row instead of a position: the first half of a head's pairs turns
    /// with the column, the second half with the row, both counted from 1. The last row of a tile is no patch and stays as it is.
    ///
    ///     θ = (column + 1) · frequencies[j],   then (row + 1) · frequencies[j]
    ///
    /// - Shapes: x [N, P + 1, n·d], frequencies [d/4] → as x; P patches lie in rows of `columns`
    /// - Cost: P·d sines and cosines, which all tiles and heads share.
    public static func rotateTiles(_ x: Tensor, columns: Int, frequencies: [Float]) -> Tensor {
        let pairs = 2 * frequencies.count
        let headSize = 2 * pairs
        let (rows, rowLength) = (x.shape[1], x.shape.rowLength)
        precondition(headSize > 0 && rowLength % headSize == 0, "\(x.shape) does not divide into heads of \(headSize)")
        return Tensor(x.shape) { y in
            x.withUnsafeBuffer { x in
                guard x.count > 0 else { return }
                let (source, target) = (Floats(x), MutableFloats(y))
                let count = x.count / rowLength
                // A task is a patch in all tiles, so that its table is filled once.
                Parallel.forEachRange(count: rows, work: x.count / rows + 16 * headSize) { patches in
                    TensorStorage.withScratch(2 * headSize) { table in
                        for patch in patches {
                            fillTable(table, pairs: pairs) { pair in
                                guard patch < rows - 1 else { return 0 }
                                let place = pair < frequencies.count ? patch % columns : patch / columns
                                return Float(place + 1) * frequencies[pair % frequencies.count]
                            }
                            for row in stride(from: patch, to: count, by: rows) {
                                for start in stride(from: row * rowLength, to: (row + 1) * rowLength, by: headSize) {
                                    turn(source.base + start, into: target.base + start, count: headSize, table)
                                }
                            }
                        }
                    }
                }
            }
        }
    }

    /// Every cosine twice; then every sine twice, the first time negated.
    @inline(__always)
    private static func fillTable(_ table: UnsafeMutablePointer<Float>, pairs: Int, angle: (Int) -> Float) {
        let headSize = 2 * pairs
        for pair in 0..<pairs {
            let (sine, cosine) = (sinf(angle(pair)), cosf(angle(pair)))
            table[2 * pair] = cosine
            table[2 * pair + 1] = cosine
            table[headSize + 2 * pair] = -sine
            table[headSize + 2 * pair + 1] = sine
        }
    }

    @inline(__always)
    private static func turn(
        _ x: UnsafePointer<Float>, into y: UnsafeMutablePointer<Float>, count: Int, _ table: UnsafePointer<Float>
    ) {
        let whole = count & ~15
        for i in stride(from: 0, to: whole, by: 16) {
            let pairs = x.lanes(i)
            y.store(pairs * table.lanes(i) + swappingNeighbours(pairs) * table.lanes(count + i), at: i)
        }
        for i in stride(from: whole, to: count, by: 2) {
            y[i] = x[i] * table[i] + x[i + 1] * table[count + i]
            y[i + 1] = x[i + 1] * table[i + 1] + x[i] * table[count + i + 1]
        }
    }
}
