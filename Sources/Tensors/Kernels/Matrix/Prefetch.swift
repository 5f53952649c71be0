/// The compiler's own prefetch operation; the last three arguments mean: to read, keep from the second cache on, data. They have to
/// be literals.
@_silgen_name("llvm.prefetch.p0")
private func llvmPrefetch(_ address: UnsafeRawPointer, _ isWrite: Int32, _ locality: Int32, _ isData: Int32)

/// Asks for a cache line that will be read soon. Any address will do, it is never an error.
///
/// A processor recognises a few long streams by itself. Where a kernel can only read many short ones, asking for what comes some rows
/// later brings it near the speed of a plain read. The line goes to the second cache: the first one has too few places for
/// lines on their way, and asking for it there halves the speed on some processors.
@inline(__always)
func prefetch(_ address: UnsafeRawPointer) {
    llvmPrefetch(address, 0, 2, 1)
}
