import Tensors

/// A GGUF file: mapped, its header checked, its metadata and tensors by name.
///
///     "GGUF" · version · number of tensors · number of values
///     values: name, kind, value · tensors: name, axes (innermost first), format, offset · padding · data
struct GGUFFile {
    let file: MappedFile
    private(set) var metadata: [String: GGUFValue] = [:]
    private(set) var tensors: [TensorEntry] = []

    init(path: String) throws(CheckpointError) {
        file = try MappedFile(path: path)
        do throws(GGUFProblem) { try read() } catch { throw .gguf(path: path, error) }
    }

    private mutating func read() throws(GGUFProblem) {
        var cursor = GGUFCursor(file.bytes)
        guard file.byteCount >= 4, try cursor.read(UInt32.self) == UInt32(littleEndian: 0x4655_4747) else { throw .magic }
        let version = UInt32(littleEndian: try cursor.read(UInt32.self))
        guard version == 2 || version == 3 else { throw .version(version) }
        // A tensor takes at least a name's length, two numbers and an offset.
        let tensorCount = try cursor.count(ofSize: 24)
        let valueCount = try cursor.count(ofSize: 13)
        for _ in 0..<valueCount {
            let name = try cursor.string()
            let kind = try cursor.kind()
            let value = kind == .array ? GGUFValue.array(try cursor.array(file)) : try cursor.value(kind)
            guard metadata.updateValue(value, forKey: name) == nil else { throw .duplicate(name: name) }
        }
        if let parts = metadata["split.count"]?.integer, parts > 1 { throw .split(parts) }
        var headers: [Header] = []
        for _ in 0..<tensorCount { headers.append(try Header(&cursor)) }
        let alignment = metadata["general.alignment"]?.integer ?? 32
        guard alignment > 0, alignment & (alignment - 1) == 0, alignment <= 1 << 20 else { throw .alignment(alignment) }
        let start = (cursor.position + alignment - 1) / alignment * alignment
        try place(headers, from: start)
    }

    private mutating func place(_ headers: [Header], from start: Int) throws(GGUFProblem) {
        var names: Set<String> = []
        var end = (byte: start, tensor: "")
        for header in headers.sorted(by: { $0.offset < $1.offset }) {
            guard names.insert(header.name).inserted else { throw .duplicate(name: header.name) }
            let (begin, overflow) = start.addingReportingOverflow(header.offset)
            guard !overflow, begin <= file.byteCount, header.byteCount <= file.byteCount - begin else { throw .outside(tensor: header.name) }
            guard begin >= end.byte else { throw .overlap(tensor: header.name, other: end.tensor) }
            end = (begin + header.byteCount, header.name)
            let range = begin..<begin + header.byteCount
            switch header.format {
            case .plain(let dtype):
                tensors.append(TensorEntry(name: header.name, dtype: dtype, shape: header.shape, byteRange: range, file: file))
            case .blocks(let encoding):
                tensors.append(
                    TensorEntry(name: header.name, dtype: .uint8, blocks: encoding, shape: header.shape, byteRange: range, file: file))
            }
        }
    }

    /// A tensor as the header has it.
    private struct Header {
        let name: String
        let shape: Shape
        let format: GGUFFormat
        let offset: Int
        let byteCount: Int

        init(_ cursor: inout GGUFCursor) throws(GGUFProblem) {
            name = try cursor.string()
            let rank = UInt32(littleEndian: try cursor.read(UInt32.self))
            guard (1...4).contains(rank) else { throw .shape(tensor: name) }
            var extents: [Int] = []
            var count = 1
            for _ in 0..<rank {
                let extent = Int(clamping: UInt64(littleEndian: try cursor.read(UInt64.self)))
                let (product, overflow) = count.multipliedReportingOverflow(by: extent)
                // A weight has 64 bits at most.
                guard !overflow, product < Int.max / 8 else { throw .shape(tensor: name) }
                count = product
                extents.append(extent)
            }
            shape = Shape(extents.reversed())
            let number = UInt32(littleEndian: try cursor.read(UInt32.self))
            guard let format = GGUFFormat(number) else { throw .unknownFormat(tensor: name, number: number) }
            self.format = format
            offset = Int(clamping: UInt64(littleEndian: try cursor.read(UInt64.self)))
            switch format {
            case .plain(let dtype): byteCount = count * dtype.byteCount
            case .blocks(let encoding):
                guard extents[0] % encoding.blockLength == 0 else {
                    throw .brokenRows(tensor: name, format: encoding.rawValue, length: extents[0])
                }
                byteCount = encoding.byteCount(count)
            }
        }
    }
}
