import JSON
import Tensors

extension Shape {
    fileprivate var json: JSONValue { .array(extents.map { .int($0) }) }
}

extension Statistics {
    /// For machines.
    public var json: JSONValue {
        [
            "shape": shape.json, "min": .double(Double(minimum)), "max": .double(Double(maximum)), "mean": .double(mean),
            "std": .double(standardDeviation), "norm": .double(norm), "finite": .int(finiteCount), "zeros": .int(zeroCount),
            "nan": .int(nanCount), "inf": .int(positiveInfinityCount), "minus_inf": .int(negativeInfinityCount),
        ]
    }
}

extension Histogram {
    /// For machines.
    public var json: JSONValue {
        [
            "bins": .array(bins.map { ["lower": .double($0.lower), "upper": .double($0.upper), "count": .int($0.count)] }),
            "nan": .int(nanCount), "infinite": .int(infinityCount),
        ]
    }
}

extension TensorPart {
    /// The numbers in row-major order, and the indices that they had. What JSON can't say is null. For machines.
    public var json: JSONValue {
        [
            "shape": tensor.shape.json,
            "indices": .array(axes.map { .array($0.indices.map { .int($0) }) }),
            "values": .array(tensor.values.map { .double(Double($0)) }),
        ]
    }
}

extension ResidualView {
    /// For machines.
    public var json: JSONValue {
        .array(entries.map { ["name": .string($0.name), "norm": .double($0.norm)] })
    }
}
