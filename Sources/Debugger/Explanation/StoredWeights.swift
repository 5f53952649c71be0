import Tensors
import Views

/// How the first weights of one output are stored: codes, scale, values and, where it is known, how far they are from what
/// they were made of.
struct StoredWeights {
    let matrix: WeightMatrix
    let output: Int

    /// Empty for floats, which stand for themselves.
    var lines: [String] {
        guard matrix.encoding.blockLength > 1 || matrix.encoding.hasScales else { return [] }
        let shown = 0..<min(4, matrix.inputs)
        let more = matrix.inputs > shown.count ? ", …" : ""
        let values = shown.map { WorkedExample.number(Double(matrix[output: output, input: $0])) }.joined(separator: ", ") + more
        guard let scales = matrix.scales else { return ["  these weights are stored as \(matrix.encoding.rawValue): \(values)"] }
        let codes = shown.map { code(matrix.code(output: output, input: $0)) }.joined(separator: ", ") + more
        let share = scales.groupLength < matrix.inputs ? "one scale per \(scales.groupLength) inputs" : "one scale per output"
        let zero = scales.hasZeroPoints ? "less \(scales.zeroPoint(output: output, group: 0)), " : ""
        var lines = [
            "  stored as \(matrix.encoding.rawValue), \(share): codes \(codes), \(zero)times \(WorkedExample.number(Double(scales.scale(output: output)))) are \(values)"
        ]
        if let origin = matrix.origin {
            let errors = (0..<matrix.inputs).map { abs(Double(matrix[output: output, input: $0]) - Double(origin[output: output, input: $0])) }
            let originals = shown.map { WorkedExample.number(Double(origin[output: output, input: $0])) }.joined(separator: ", ") + more
            lines.append(
                "  made of \(origin.encoding.rawValue) \(originals); in this row off by at most \(WorkedExample.number(errors.max() ?? 0))")
        }
        return lines
    }
    /// Codes of 8 and 4 bits are whole numbers, those of FP8 are not always.
    private func code(_ value: Float) -> String {
        Int(exactly: value).map(String.init) ?? WorkedExample.number(Double(value))
    }
}
