extension Kernels {
    /// The largest numbers of every row and where they stand, the largest first. Of equals the earlier comes first, and NaN
    /// comes last.
    ///
    /// - Shapes: [..., n] → twice [rows, min(count, n)]
    public static func largest(_ x: Tensor, count wanted: Int) -> (indices: Indices, values: Tensor) {
        let (rows, length) = (x.shape.rowCount, x.shape.rowLength)
        let count = min(wanted, length)
        let places = Tensor([rows, count]) { places in
            guard rows * count > 0 else { return }
            x.withUnsafeBuffer { x in
                let (source, target) = (Floats(x), MutableFloats(places))
                Parallel.forEachRange(count: rows, work: length) { range in
                    for row in range {
                        largest(source.base + row * length, length, count, into: target.base + row * count)
                    }
                }
            }
        }
        // Places are whole numbers in the bits of floats while they are collected.
        let indices = places.values.map { Int32(bitPattern: $0.bitPattern) }
        let values = x.withUnsafeBuffer { x in
            indices.enumerated().map { place, index in x[place / max(count, 1) * length + Int(index)] }
        }
        return (Indices([rows, count], indices), Tensor([rows, count], values))
    }

    private static func largest(_ x: UnsafePointer<Float>, _ length: Int, _ count: Int, into places: UnsafeMutablePointer<Float>) {
        var found = 0
        func place(_ at: Int) -> Int { Int(places[at].bitPattern) }
        func isBetter(_ one: Float, _ other: Float) -> Bool { one > other || (other.isNaN && !one.isNaN) }
        func insert(_ index: Int) {
            var at = found < count ? found : count - 1
            if found == count, !isBetter(x[index], x[place(at)]) { return }
            while at > 0, isBetter(x[index], x[place(at - 1)]) {
                places[at] = places[at - 1]
                at -= 1
            }
            places[at] = Float(bitPattern: UInt32(index))
            found = min(found + 1, count)
        }
        var index = 0
        while index < length {
            // Most stretches hold nothing that is larger than what has been found.
            if found == count, index + 16 <= length, !x[place(count - 1)].isNaN,
                !any(x.lanes(index) .> Lanes(repeating: x[place(count - 1)]))
            {
                index += 16
                continue
            }
            for next in index..<min(index + 16, length) { insert(next) }
            index += 16
        }
    }
}
