extension WeightMatrix {
    /// All weights of some outputs as floats, [outputs, inputs].
    func widen(_ outputs: Range<Int>, into target: UnsafeMutablePointer<Float>) {
        switch encoding {
        case .float32: widen(outputs, into: target, Float32Weights.self)
        case .float16: widen(outputs, into: target, Float16Weights.self)
        case .bfloat16: widen(outputs, into: target, BFloat16Weights.self)
        case .float8: widen(outputs, into: target, Float8Weights.self)
        case .int8: widen(outputs, into: target, Int8Weights.self)
        case .int4:
            for output in outputs {
                for input in 0..<inputs { target[(output - outputs.lowerBound) * inputs + input] = self[output: output, input: input] }
            }
        }
        guard let scales, encoding != .int4 else { return }
        for output in outputs {
            let (row, scale) = (target + (output - outputs.lowerBound) * inputs, scales.scale(output: output))
            LaneLoops.map(row, into: row, count: inputs) { $0 * scale }
        }
    }

    private func widen<Format: WeightFormat>(
        _ outputs: Range<Int>, into target: UnsafeMutablePointer<Float>, _ format: Format.Type
    ) {
        let rows = StoredRows<Format>(base, stride: stride)
        guard layout == .inputMajor else {
            for output in outputs {
                Kernels.widen(rows.row(output), count: inputs, into: target + (output - outputs.lowerBound) * inputs, format)
            }
            return
        }
        let panels = (outputs.count + panelWidth - 1) / panelWidth
        TensorStorage.withScratch(panels * panelWidth * inputs) { piece in
            InputMajorPanels(weights: rows).widen(inputs: 0..<inputs, outputs: outputs, depth: inputs, into: piece)
            for place in 0..<outputs.count {
                let column = piece + place / panelWidth * panelWidth * inputs + place % panelWidth
                let row = target + place * inputs
                for input in 0..<inputs { row[input] = column[input * panelWidth] }
            }
        }
    }
}
