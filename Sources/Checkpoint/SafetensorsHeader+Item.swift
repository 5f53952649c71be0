import JSON
import Tensors

extension SafetensorsHeader.Item {
    /// Reads `{"dtype": "BF16", "shape": [2, 3], "data_offsets": [0, 12]}`.
    init(_ name: String, _ value: JSONValue, dataStart: Int, fileByteCount: Int) throws(SafetensorsProblem) {
        guard let object = value.object else { throw .field(tensor: name, key: nil, found: value.excerpt) }

        guard let tag = object["dtype"]?.string else {
            throw .field(tensor: name, key: "dtype", found: object["dtype"]?.excerpt)
        }
        guard let dtype = DType(rawValue: tag) else { throw .unknownDType(tensor: name, tag: tag) }

        guard let extents = object["shape"]?.array?.map(\.int), extents.allSatisfy({ ($0 ?? -1) >= 0 }) else {
            throw .field(tensor: name, key: "shape", found: object["shape"]?.excerpt)
        }
        guard extents.count <= Self.rankLimit else { throw .rank(tensor: name, rank: extents.count) }
        let shape = Shape(extents.compactMap { $0 })
        guard let byteCount = Self.byteCount(shape, dtype) else { throw .overflow(tensor: name, shape: shape) }

        guard let offsets = object["data_offsets"]?.array?.map(\.int), offsets.count == 2,
            let begin = offsets[0], let end = offsets[1], begin >= 0, begin <= end
        else { throw .field(tensor: name, key: "data_offsets", found: object["data_offsets"]?.excerpt) }
        guard end <= fileByteCount - dataStart else {
            throw .outside(tensor: name, end: end, available: fileByteCount - dataStart)
        }
        guard end - begin == byteCount else {
            throw .wrongLength(tensor: name, dtype: dtype, shape: shape, expected: byteCount, found: end - begin)
        }
        self.init(name: name, dtype: dtype, shape: shape, byteRange: dataStart + begin..<dataStart + end)
    }

    /// More axes than any array library has.
    private static var rankLimit: Int { 64 }

    /// Nil if the product does not fit in an `Int`. Empty axes are left out of the product that is checked, so that
    /// nothing that multiplies some of the extents later can overflow either.
    private static func byteCount(_ shape: Shape, _ dtype: DType) -> Int? {
        var product = dtype.byteCount
        for extent in shape.extents where extent > 0 {
            let (next, overflow) = product.multipliedReportingOverflow(by: extent)
            guard !overflow else { return nil }
            product = next
        }
        return shape.extents.contains(0) ? 0 : product
    }
}
