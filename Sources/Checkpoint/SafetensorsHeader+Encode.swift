import JSON
import Tensors

extension SafetensorsHeader {
    /// The first bytes of a file with these tensors in this order, and how many bytes must follow.
    static func encode(
        _ tensors: [SafetensorsWriter.Announcement], metadata: [(name: String, text: String)]
    ) throws(WriterProblem) -> (header: [UInt8], dataByteCount: Int) {
        var members: [String] = []
        if !metadata.isEmpty {
            let texts = metadata.map { "\(Self.spelled($0.name)):\(Self.spelled($0.text))" }
            members.append("\"__metadata__\":{\(texts.joined(separator: ","))}")
        }
        var names: Set<String> = ["__metadata__"]
        var end = 0
        for tensor in tensors {
            guard names.insert(tensor.name).inserted else { throw .duplicate(tensor: tensor.name) }
            var count = tensor.dtype.byteCount
            for extent in tensor.shape.extents {
                let (product, overflow) = count.multipliedReportingOverflow(by: extent)
                guard !overflow else { throw .overflow(tensor: tensor.name) }
                count = product
            }
            let begin = end
            let (sum, overflow) = end.addingReportingOverflow(count)
            guard !overflow else { throw .overflow(tensor: tensor.name) }
            end = sum
            members.append(item(tensor.name, tensor.dtype, tensor.shape, begin..<end))
        }
        var json = Array("{\(members.joined(separator: ","))}".utf8)
        // Spaces up to a multiple of 8, so that every dtype is aligned as long as wide ones come first.
        json += Array(repeating: UInt8(ascii: " "), count: (8 - json.count % 8) % 8)
        guard json.count <= lengthLimit else { throw .longHeader(length: json.count) }
        return (withUnsafeBytes(of: UInt64(json.count).littleEndian) { Array($0) } + json, end)
    }

    /// A tensor's member of the header.
    static func item(_ name: String, _ dtype: DType, _ shape: Shape, _ range: Range<Int>) -> String {
        let extents = shape.extents.map(String.init).joined(separator: ",")
        return "\(spelled(name)):{\"dtype\":\"\(dtype.rawValue)\",\"shape\":[\(extents)],"
            + "\"data_offsets\":[\(range.lowerBound),\(range.upperBound)]}"
    }

    /// Text as JSON spells it, in quotation marks.
    private static func spelled(_ text: String) -> String {
        JSONValue.string(text).description
    }
}
