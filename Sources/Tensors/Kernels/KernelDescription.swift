/// What the kernels were compiled for, in words.
public enum KernelDescription {
    /// Passes of up to so many positions sum in another order than longer ones.
    public static var shortPass: Int { Kernels.fewTokens }

    /// Whether there are 32 vector registers of 512 bits.
    public static var hasWideRegisters: Bool {
        #if WIDE_REGISTERS
            true
        #else
            false
        #endif
    }

    public static var text: String {
        "16 lanes\(hasWideRegisters ? " in 512-bit registers" : ""); linear layers sum one input after the other, in passes of up to \(shortPass) positions in 16 partial sums"
    }
}
