import Foundation
import Tensors

/// Llama 4's temperature tuning: how much the queries of NoPE layers grow with the position.
public struct TemperatureScale: Operation {
    public static let mnemonic = "temperature_scale"
    public static let documentation = OperationDocumentation(
        summary: "Temperature tuning: the factor for the queries of NoPE layers, which keeps attention sharp over long contexts.",
        formula: "y[t] = 1 + attn_scale · ln(1 + ⌊(position + 1) / floor_scale⌋)",
        shapes: "positions [T] → [T]",
        numerics: "in Float; positions count from 0",
        cost: "5·T flops; reads no weights",
        example: "attn_scale 0.1, floor_scale 8192: position 8190 → 1, position 8191 → 1.0693",
        source: "transformers Llama4TextAttention (attn_temperature_tuning)")

    public let scale: Float
    public let floor: Float

    public init(scale: Float, floor: Float) {
        self.scale = scale
        self.floor = floor
    }

    public var attributes: String { "scale \(scale) floor \(floor.formatted(.number.grouping(.never)))" }

    /// The factor at one position.
    public func factor(at position: Int) -> Float {
        1 + scale * logf(1 + (Float(position + 1) / floor).rounded(.down))
    }

    public func execute(_ operands: Operands) throws(OperationError) -> Value {
        let positions = operands.indices(0)
        return .tensor(Tensor(positions.shape, positions.values.map { factor(at: Int($0)) }))
    }

    public func flops(_ operands: [Shape], result: Shape) -> Int { 5 * result.elementCount }
}

extension ProgramBuilder {
    public func temperatureScale(positions: Register, scale: Float, floor: Float, as name: String) -> Register {
        append(TemperatureScale(scale: scale, floor: floor), from: [positions], shape: [.newPositions], as: name)
    }
}
