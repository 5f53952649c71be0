/// Why a file of activations can't be read.
public struct ActivationDumpError: Error, Sendable, CustomStringConvertible {
    public let path: String
    public let reason: String
    public let hint: String

    public init(path: String, reason: String, hint: String) {
        self.path = path
        self.reason = reason
        self.hint = hint
    }

    public var description: String { "\(path): \(reason). \(hint)" }
}
