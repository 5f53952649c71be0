import JSON

extension TemperatureView {
    /// The rule and its value at some positions. For machines.
    ///
    /// - Parameter positions: nil chooses where something happens
    public func json(positions: [Int]? = nil) -> JSONValue {
        [
            "scale": .double(Double(operation.scale)), "floor": .double(Double(operation.floor)),
            "start": start.map { .int($0) } ?? .null,
            "points": .array((positions ?? interestingPositions).map(point).map { point in
                [
                    "position": .int(point.position), "factor": .double(Double(point.factor)),
                    "entropy": point.entropy.map { .double($0) } ?? .null,
                    "top_weight": point.topWeight.map { .double(Double($0)) } ?? .null,
                ]
            }),
        ]
    }
}
