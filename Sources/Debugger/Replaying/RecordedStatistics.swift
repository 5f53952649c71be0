import JSON
import Tensors
import Trace
import Views

/// A value of which only the statistics were recorded, in the words of those that are there.
struct RecordedStatistics {
    let event: ValueEvent

    /// `[25, 128]   mean +0.002  std 0.98  max |x| 3.40`
    func summary(_ style: TextStyle) -> String {
        let shape = style.palette(.dim, Shape(event.shape).description) + "  "
        guard let stats = event.stats else { return shape }
        let unusual = (stats.nan > 0 ? ["\(stats.nan) NaN"] : []) + (stats.inf > 0 ? ["\(stats.inf) inf"] : [])
        guard let mean = stats.mean, let minimum = stats.minimum, let maximum = stats.maximum, let std = stats.std else {
            return shape + " " + unusual.joined(separator: "  ")
        }
        let parts = [
            " mean " + Quantity.decimal(Double(mean), digits: abs(mean) < 100 ? 3 : nil, signed: true),
            "std " + Quantity.decimal(Double(std)), "max |x| " + Quantity.decimal(Double(max(abs(minimum), abs(maximum)))),
        ]
        return (shape + (parts + unusual).joined(separator: "  ")).truncated(to: style.width, ellipsis: style.glyphs.ellipsis)
    }

    func text(_ style: TextStyle) -> String {
        var table = TextTable([.init("", .left), .init("", .left)])
        table.append(["shape", Shape(event.shape).description])
        if let stats = event.stats {
            for (name, value) in [("min", stats.minimum), ("max", stats.maximum), ("mean", stats.mean), ("std", stats.std), ("norm", stats.norm)] {
                guard let value else { continue }
                table.append([style.palette(.name, name), (value < 0 ? "" : " ") + Quantity.precise(Double(value))])
            }
            if stats.nan + stats.inf > 0 { table.append(["not finite", " \(stats.nan) NaN, \(stats.inf) inf"]) }
        }
        return table.lines(style).joined(separator: "\n") + "\nIts numbers were not recorded, only this.\n"
    }

    var json: JSONValue {
        func number(_ value: Float?) -> JSONValue { value.map { ValueJSON.number(Double($0)) } ?? .null }
        let stats = event.stats
        return [
            "name": .string(event.name), "shape": .array(event.shape.map { .int($0) }), "min": number(stats?.minimum),
            "max": number(stats?.maximum), "mean": number(stats?.mean), "std": number(stats?.std), "norm": number(stats?.norm),
            "nan": stats.map { .int($0.nan) } ?? .null, "inf": stats.map { .int($0.inf) } ?? .null,
        ]
    }
}
