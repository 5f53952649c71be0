import Tensors

/// A weight as an operand in a listing.
public struct WeightOperand: Hashable, Sendable {
    /// The checkpoint's key.
    public let name: String
    public let shape: Shape
    public let encoding: WeightEncoding
    public let byteCount: Int

    public init(name: String, shape: Shape, encoding: WeightEncoding, byteCount: Int) {
        self.name = name
        self.shape = shape
        self.encoding = encoding
        self.byteCount = byteCount
    }

    public init(_ matrix: WeightMatrix) {
        let shape: Shape = matrix.layout == .outputMajor
            ? [matrix.outputs, matrix.inputs] : [matrix.inputs, matrix.outputs]
        self.init(name: matrix.name, shape: shape, encoding: matrix.encoding, byteCount: matrix.byteCount)
    }

    public init(_ vector: WeightVector) {
        self.init(
            name: vector.name, shape: [vector.values.count], encoding: WeightEncoding(vector.dtype) ?? .float32, byteCount: vector.byteCount)
    }

    /// `model.layers.0.self_attn.q_proj.weight` → `q_proj`: the part of the key that says which weight it is.
    public var shortName: String {
        var parts = name.split(separator: ".")
        if parts.last == "weight" { parts.removeLast() }
        if parts.last == "bias", parts.count > 1 { return parts.suffix(2).joined(separator: ".") }
        return parts.last.map(String.init) ?? name
    }
}
