/// Why a safetensors file could not be written as asked.
public enum WriterProblem: Error, Sendable, Equatable {
    case duplicate(tensor: String)
    case overflow(tensor: String)
    case longHeader(length: Int)
    case tooManyBytes(announced: Int)
    case tooFewBytes(announced: Int, written: Int)
}

extension WriterProblem: CustomStringConvertible {
    public var description: String {
        switch self {
        case .duplicate(let tensor): "every name may occur once, but \(Quoted(tensor)) occurs twice or is reserved"
        case .overflow(let tensor): "\(Quoted(tensor)) would end beyond what 64 bits can count"
        case .longHeader(let length):
            "its header would have \(length) bytes, more than the format's \(SafetensorsHeader.lengthLimit)"
        case .tooManyBytes(let announced): "more bytes came than the \(announced) that were announced"
        case .tooFewBytes(let announced, let written): "\(announced) bytes were announced, but \(written) came"
        }
    }
}
