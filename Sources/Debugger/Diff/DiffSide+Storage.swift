import Foundation
import Tensors
import Trace

extension DiffSide {
    /// What the side's values seem to be stored in between two operations: numbers that all fit into bf16 were rounded to it.
    ///
    /// llama.cpp's kernels take inputs in the weights' format and keys in float16: its log is judged as bf16. A trace says it itself.
    public var storage: ReferenceArithmetic.Storage {
        get throws {
            guard case .dump(let dump) = self else { return .float32 }
            if let storage = dump.storage.flatMap(ReferenceArithmetic.Storage.init) { return storage }
            var (seen, fitsBFloat16, fitsFloat16) = (0, true, true)
            for entry in dump.entries {
                // Sums of the residual stream and outputs of linear layers have all the digits there are.
                guard let name = entry.ours.first, Self.telling.contains(where: name.hasSuffix) else { continue }
                guard let value = try entry.read() else { continue }
                guard case .tensor(let tensor) = value else { continue }
                seen += 1
                tensor.withUnsafeBuffer { values in
                    fitsBFloat16 = fitsBFloat16 && values.allSatisfy { $0.bitPattern & 0xFFFF == 0 }
                    fitsFloat16 = fitsFloat16 && values.allSatisfy { Float(Float16($0)) == $0 }
                }
                if seen >= 4 || !(fitsBFloat16 || fitsFloat16) { break }
            }
            guard seen > 0 else { return .float32 }
            return fitsBFloat16 ? .bfloat16 : fitsFloat16 ? .float16 : .float32
        }
    }

    private static let telling = ["attn.q", "attn.out", "resid_mid", "resid_post", "logits"]
}
