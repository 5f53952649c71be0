/// Memory whose pages come from a file when somebody looks at them, and whose pages can be given back.
///
/// Nothing of it changes what is read: a page that was given back comes again.
public protocol PagedMemory: AnyObject, Sendable {
    /// Brings the pages of these addresses into memory, and waits for them.
    func bringIn(_ addresses: Range<UInt>)
    /// Lets go all whole pages within these addresses, here and in what the system keeps of the file.
    func giveBack(_ addresses: Range<UInt>)
}

extension WeightMatrix {
    /// The addresses from the first weight to the last. Where rows lie apart, what is between them belongs to it.
    public var addresses: Range<UInt> {
        let rows = layout == .outputMajor ? outputs : inputs
        let rowLength = layout == .outputMajor ? inputs : outputs
        let start = UInt(bitPattern: base)
        guard rows > 0, rowLength > 0 else { return start..<start }
        return start..<start + UInt(((rows - 1) * stride + rowLength) * dtype.byteCount)
    }

    /// The memory that it lies in, if that comes from a file.
    public var pagedMemory: (any PagedMemory)? { owner as? any PagedMemory }
}
