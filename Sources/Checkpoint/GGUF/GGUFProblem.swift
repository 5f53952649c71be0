/// What is wrong with a GGUF file.
public enum GGUFProblem: Error, Sendable, Equatable {
    case magic
    case version(UInt32)
    case cutOff(at: Int)
    case count(UInt64, at: Int)
    case kind(UInt32, at: Int)
    case duplicate(name: String)
    case alignment(Int)
    case shape(tensor: String)
    case unknownFormat(tensor: String, number: UInt32)
    /// Rows that are no whole number of blocks.
    case brokenRows(tensor: String, format: String, length: Int)
    case outside(tensor: String)
    case overlap(tensor: String, other: String)
    case architecture(String?)
    case setting(key: String, expected: String)
    case split(Int)
}

extension GGUFProblem: CustomStringConvertible {
    public var description: String {
        switch self {
        case .magic: "it does not begin with GGUF"
        case .version(let version): "versions 2 and 3 are known, but it is of version \(version)"
        case .cutOff(let place): "it ends within its header, at byte \(place)"
        case .count(let count, let place): "a count of \(count) at byte \(place) is more than the file has room for"
        case .kind(let number, let place): "there is no kind of value with the number \(number), as at byte \(place)"
        case .duplicate(let name): "every name may occur once, but \(Quoted(name)) occurs twice"
        case .alignment(let number): "general.alignment must be a power of two, but is \(number)"
        case .shape(let tensor): "\(Quoted(tensor)) must have 1 to 4 axes and a size that can be counted"
        case .unknownFormat(let tensor, let number):
            "\(Quoted(tensor)) is stored in the format \(GGUFFormat.name(number)), which is not known here; "
                + "known are \(GGUFFormat.known)"
        case .brokenRows(let tensor, let format, let length): "\(Quoted(tensor)) has rows of \(length) weights, no whole blocks of \(format)"
        case .outside(let tensor): "\(Quoted(tensor)) lies outside of the file"
        case .overlap(let tensor, let other): "\(Quoted(tensor)) lies over \(Quoted(other))"
        case .architecture(let name): "general.architecture must be llama4, but is \(name.map { Quoted($0).description } ?? "absent")"
        case .setting(let key, let expected): "\(key) must be \(expected)"
        case .split(let count): "it is one of \(count) parts; join them with gguf-split --merge first"
        }
    }
}
