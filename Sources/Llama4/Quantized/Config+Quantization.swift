import JSON

extension Config.Quantization {
    /// What keeps these weights from being read; nil if they can be tried. What a tensor is stored as is seen at the tensor.
    var obstacle: String? {
        switch method {
        case nil, "fp8": return nil
        case "compressed-tensors"?:
            let known = ["float-quantized", "int-quantized", "naive-quantized", "pack-quantized", "mixed-precision", "dense"]
            guard let format, !known.contains(format) else { return nil }
            return "this format of compressed-tensors is not known here"
        case "fbgemm_fp8"?: return nil
        case "modelopt"?:
            let algorithm = settings["quant_algo"]?.string ?? "FP8"
            return algorithm == "FP8" ? nil : "of ModelOpt's algorithms only FP8 is known here"
        case "bitsandbytes"?: return "bitsandbytes stores blocks in tables of its own, which are not known here"
        default: return "this method is not known here"
        }
    }

    /// The group sizes that it names, in its order.
    var groupLengths: [Int] {
        guard let groups = settings["config_groups"]?.object else { return [] }
        return groups.members.compactMap { $0.value.object?["weights"]?.object?["group_size"]?.int }.filter { $0 > 0 }
    }
}
