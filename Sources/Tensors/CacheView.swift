/// The keys or values that a layer remembers, as seen at one moment: consecutive positions, one row each.
///
/// Views share pages. A page is written in place only by a view that ends at the page's mark and copied otherwise,
/// so an older view never changes, and going back or forking costs nothing.
public struct CacheView: Sendable {
    /// Numbers in a row: key/value heads × head size.
    public let rowLength: Int
    /// The absolute position of the first row.
    public private(set) var firstPosition: Int
    /// The number of rows.
    public private(set) var count: Int
    private var pages: [CachePage]
    /// Row of the first page that holds `firstPosition`.
    private var firstRow: Int

    public init(rowLength: Int, firstPosition: Int = 0) {
        self.rowLength = rowLength
        self.firstPosition = firstPosition
        count = 0
        pages = []
        firstRow = 0
    }

    /// The absolute position after the last row.
    public var endPosition: Int { firstPosition + count }

    /// A view with the rows of `x` behind this one's.
    ///
    /// - Cost: O(rows of x); the list of pages is copied where a page is added, so once in 256 positions.
    public func appending(_ x: Tensor) -> CacheView {
        precondition(x.shape.rowLength == rowLength, "rows of \(x.shape) do not fit rows of \(rowLength)")
        var view = self
        x.withUnsafeBuffer { source in
            var taken = 0
            let total = x.shape.rowCount
            while taken < total {
                let end = view.firstRow + view.count
                let row = end % CachePage.rowCapacity
                if end == view.pages.count * CachePage.rowCapacity { view.pages.append(CachePage(rowLength: rowLength)) }
                let rows = min(CachePage.rowCapacity - row, total - taken)
                if !view.pages[view.pages.count - 1].claim(rows, from: row) {
                    // Somebody else has written on behind the rows of this view.
                    let copy = CachePage(copying: view.pages[view.pages.count - 1], count: row, rowLength: rowLength)
                    view.pages[view.pages.count - 1] = copy
                    continue
                }
                let page = view.pages[view.pages.count - 1]
                (page.storage.base + row * rowLength).update(
                    from: source.baseAddress! + taken * rowLength, count: rows * rowLength)
                view.count += rows
                taken += rows
            }
        }
        return view
    }

    /// The same rows without those before `position`; none if it lies behind the end. Pages that nobody needs any more are released.
    public func dropping(before position: Int) -> CacheView {
        guard position > firstPosition else { return self }
        var view = self
        let dropped = min(position - firstPosition, count)
        view.firstPosition += dropped
        view.count -= dropped
        view.firstRow += dropped
        let emptied = min(view.firstRow / CachePage.rowCapacity, view.pages.count)
        view.pages.removeFirst(emptied)
        view.firstRow -= emptied * CachePage.rowCapacity
        return view
    }

    /// Calls `body` with each run of rows that lies together in memory: (index of its first row, rows).
    public func forEachRun(_ body: (Int, UnsafeBufferPointer<Float>) -> Void) {
        var index = 0
        while index < count {
            let row = firstRow + index
            let page = pages[row / CachePage.rowCapacity]
            let within = row % CachePage.rowCapacity
            let rows = min(CachePage.rowCapacity - within, count - index)
            body(index, UnsafeBufferPointer(start: page.storage.base + within * rowLength, count: rows * rowLength))
            index += rows
        }
        withExtendedLifetime(pages) {}
    }

    /// All rows as one tensor, [count, rowLength].
    public var tensor: Tensor {
        Tensor([count, rowLength]) { target in
            forEachRun { first, rows in
                _ = UnsafeMutableBufferPointer(rebasing: target[(first * rowLength)...]).update(fromContentsOf: rows)
            }
        }
    }

    /// Bytes of the pages that this view keeps alive (shared ones included).
    public var byteCount: Int { pages.count * CachePage.rowCapacity * rowLength * 4 }
}
