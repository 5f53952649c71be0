extension Kernels { public static func plainRead(_ m: WeightMatrix) -> UInt64 { 0 } }
