/// What is done with all rows of a tile.
extension Kernels {
    /// The same row behind the rows of every tile.
    ///
    /// - Shapes: x [N, P, D], row [D] → [N, P + 1, D]
    public static func appendRow(_ x: Tensor, _ row: WeightVector) -> Tensor {
        let (tiles, rows, length) = (x.shape[0], x.shape[1], x.shape[2])
        precondition(row.values.count == length, "\(row.name) does not fit rows of \(x.shape)")
        return Tensor([tiles, rows + 1, length]) { y in
            x.withUnsafeBuffer { x in
                for tile in 0..<tiles {
                    let place = tile * (rows + 1) * length
                    _ = UnsafeMutableBufferPointer(rebasing: y[place...]).update(
                        fromContentsOf: x[tile * rows * length..<(tile + 1) * rows * length])
                    _ = UnsafeMutableBufferPointer(rebasing: y[(place + rows * length)...]).update(fromContentsOf: row.values)
                }
            }
        }
    }

    /// Every tile without its last row.
    ///
    /// - Shapes: x [N, P + 1, D] → [N, P, D]
    public static func dropLastRow(_ x: Tensor) -> Tensor {
        let (tiles, rows, length) = (x.shape[0], x.shape[1] - 1, x.shape[2])
        return Tensor([tiles, rows, length]) { y in
            x.withUnsafeBuffer { x in
                for tile in 0..<tiles {
                    let start = tile * (rows + 1) * length
                    _ = UnsafeMutableBufferPointer(rebasing: y[(tile * rows * length)...]).update(
                        fromContentsOf: x[start..<start + rows * length])
                }
            }
        }
    }

    /// Adds the rows of a table to the rows of every tile.
    ///
    /// - Shapes: x [N, P, D], table [P, D] → [N, P, D]
    /// - Numerics: the table widened exactly.
    public static func addTable(_ x: Tensor, _ table: WeightMatrix) -> Tensor {
        let (tiles, rows, length) = (x.shape[0], x.shape[1], x.shape[2])
        precondition(table.outputs == rows && table.inputs == length, "\(table.name) does not fit the tiles of \(x.shape)")
        let added = gatherRows(table, Indices([rows], (0..<Int32(rows)).map { $0 }))
        return Tensor(x.shape) { y in
            x.withUnsafeBuffer { x in
                added.withUnsafeBuffer { table in
                    guard x.count > 0 else { return }
                    let (source, target, own) = (Floats(x), MutableFloats(y), Floats(table))
                    Parallel.forEachRange(count: tiles, work: rows * length) { tiles in
                        for tile in tiles {
                            let start = tile * rows * length
                            LaneLoops.zip(source.base + start, own.base, into: target.base + start, count: rows * length) { $0 + $1 }
                        }
                    }
                }
            }
        }
    }

    /// Rows of one tensor in place of rows of another.
    ///
    /// - Shapes: x [T, D], rows [R, D], places [R] → [T, D]
    /// - Precondition: every place is below T.
    public static func replaceRows(_ x: Tensor, with rows: Tensor, at places: Indices) -> Tensor {
        precondition(rows.shape.rowLength == x.shape.rowLength && rows.shape.rowCount == places.count, "\(rows.shape) does not fit \(places.shape) rows of \(x.shape)")
        var y = x
        guard places.count > 0 else { return y }
        let length = x.shape.rowLength
        y.withUnsafeMutableBuffer { y in
            rows.withUnsafeBuffer { rows in
                for (row, place) in places.values.enumerated() {
                    precondition(place >= 0 && Int(place) < x.shape.rowCount, "row \(place) outside of \(x.shape)")
                    (y.baseAddress! + Int(place) * length).update(from: rows.baseAddress! + row * length, count: length)
                }
            }
        }
        return y
    }
}
