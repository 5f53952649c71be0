import Tensors

extension VisionWeights {
    /// How many weights the tower has, the projector included, and the bytes that they take in the checkpoint.
    public var amount: ParameterCensus.Amount {
        var amount = ParameterCensus.Amount()
        func add(_ matrix: WeightMatrix) { amount.add(matrix.inputs * matrix.outputs, bytes: matrix.byteCount) }
        func add(_ vector: WeightVector) { amount.add(vector.values.count, bytes: vector.byteCount) }
        func add(_ norm: LayerNormWeights) {
            add(norm.weight)
            add(norm.bias)
        }
        func add(_ linear: LinearWeights) {
            add(linear.matrix)
            if let bias = linear.bias { add(bias) }
        }
        for matrix in [patchEmbedding, positionalEmbedding, adapterUp, adapterDown, projector] { add(matrix) }
        add(classEmbedding)
        for norm in [preNorm, postNorm] { add(norm) }
        for layer in layers {
            for norm in [layer.attentionNorm, layer.feedForwardNorm] { add(norm) }
            for linear in [layer.attention.query, layer.attention.key, layer.attention.value, layer.attention.output, layer.up, layer.down] {
                add(linear)
            }
        }
        return amount
    }
}
