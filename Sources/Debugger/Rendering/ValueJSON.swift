import JSON
import Machine
import Tensors

/// Values for machines: numbers that JSON cannot say are strings.
enum ValueJSON {
    /// Larger values are given by their shape and their first numbers.
    static let mostNumbers = 100_000

    /// - Parameter mark: what `EditMark` says of it
    static func value(_ value: Value, name: String, mark: [(String, JSONValue)] = []) -> JSONValue {
        var members: [(String, JSONValue)] = [("name", .string(name)), ("kind", .string(value.kind))] + mark
        if case .mask(let mask) = value { members.append(("chunk", mask.chunk.map { .int($0) } ?? .null)) }
        return .object(JSONObject(pairs: members + tensor(value.tensor)))
    }

    static func value(_ value: ExpressionValue) -> JSONValue {
        switch value {
        case .number(let number): ["value": Self.number(number)]
        case .truth(let truth): ["value": .bool(truth)]
        case .text(let text): ["value": .string(text)]
        case .token(let id): ["token": .int(Int(id))]
        case .array(let array): .object(JSONObject(pairs: tensor(array.tensor)))
        }
    }

    static func number(_ number: Double) -> JSONValue {
        if let exact = JSONNumber(number) { return .number(exact) }
        return .string(number.isNaN ? "NaN" : number < 0 ? "-Infinity" : "Infinity")
    }

    private static func tensor(_ tensor: Tensor) -> [(String, JSONValue)] {
        let numbers = tensor.withUnsafeBuffer { $0.prefix(mostNumbers).map { number(Double($0)) } }
        return [("shape", .array(tensor.shape.extents.map { .int($0) })), ("values", .array(numbers))]
    }
}
