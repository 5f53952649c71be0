/// Looks at values as they are computed. It changes nothing and returns nothing.
///
/// It is asked first, so that nothing is done for instructions that nobody wants. Values that are computed again, because
/// they had been dropped, are not told a second time.
public protocol Observer: AnyObject {
    /// Whether to tell of this instruction. Asked right before it executes.
    func wants(_ instruction: Instruction) -> Bool

    /// The instruction has been executed (and patched, where a patch applies).
    ///
    /// - Parameters:
    ///   - operands: what it read
    ///   - pass: the number of passes that were complete when this one began
    func didExecute(_ instruction: Instruction, operands: Operands, value: Value, pass: Int)
}
