/// Memory whose pages come from a file when somebody looks at them, and whose pages can be given back.
///
/// Nothing of it changes what is read: a page that was given back comes again.
public protocol PagedMemory: AnyObject, Sendable {
    /// Brings the pages of these addresses into memory, and waits for them.
    func bringIn(_ addresses: Range<UInt>)
    /// Lets go the pages of these addresses here; the system may keep them.
    func letGo(_ addresses: Range<UInt>)
    /// Lets go all whole pages within these addresses, here and in what the system keeps of the file.
    func giveBack(_ addresses: Range<UInt>)
}

extension WeightMatrix {
    /// The addresses from the first weight to the last. Where rows lie apart, what is between them belongs to it.
    public var addresses: Range<UInt> {
        let start = UInt(bitPattern: base)
        guard rows.count > 0, rows.length > 0 else { return start..<start }
        return start..<start + UInt((rows.count - 1) * encoding.byteCount(stride) + encoding.byteCount(rows.length))
    }

    /// The memory that it lies in, if that comes from a file.
    public var pagedMemory: (any PagedMemory)? { owner as? any PagedMemory }
}
