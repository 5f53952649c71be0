import Machine

/// All breakpoints, watchpoints and catchpoints, by number.
struct StopList: Sendable {
    private(set) var points: [StopPoint] = []
    private var nextNumber = 1

    /// Whether anything can stop a walk.
    var isArmed: Bool { points.contains(where: \.isEnabled) }

    /// Whether something has to know how the pass before ended.
    var comparesPasses: Bool {
        points.contains { point in
            switch point.kind {
            case .watch, .event(.expertChange): point.isEnabled
            default: false
            }
        }
    }

    subscript(number: Int) -> StopPoint? {
        points.first { $0.number == number }
    }

    mutating func add(_ kind: StopPoint.Kind, source: String, condition: WrittenExpression? = nil, isTemporary: Bool = false) -> StopPoint {
        var point = StopPoint(number: nextNumber, kind: kind, source: source)
        point.condition = condition
        point.isTemporary = isTemporary
        nextNumber += 1
        points.append(point)
        return point
    }

    /// - Returns: false if there is none of that number.
    mutating func update(_ number: Int, _ change: (inout StopPoint) -> Void) -> Bool {
        guard let place = points.firstIndex(where: { $0.number == number }) else { return false }
        change(&points[place])
        return true
    }

    mutating func remove(_ number: Int) {
        points.removeAll { $0.number == number }
    }

    mutating func removeAll() {
        points = []
    }

    /// Finds the breakpoints' places again in another program. One whose place is not in it waits until it is.
    mutating func relocate(_ resolver: NameResolver) {
        for place in points.indices {
            guard case .breakpoint(let old) = points[place].kind else { continue }
            let typed = points[place].source.drop { $0 != " " }.trimmingSpaces
            let found = try? resolver.location(typed)
            points[place].kind = .breakpoint(found ?? NameResolver.Location(description: old.description, pcs: []))
        }
    }

    /// What stops the walk where it has arrived, hits counted and temporary ones deleted.
    mutating func stops(at arrival: Arrival) -> [Stop] {
        var stops: [Stop] = []
        for point in points where point.isEnabled {
            guard let reason = arrival.reason(for: point) else { continue }
            var isPassed = false
            _ = update(point.number) { point in
                point.hits += 1
                if point.ignoreCount > 0 {
                    point.ignoreCount -= 1
                    isPassed = true
                }
            }
            guard !isPassed else { continue }
            stops.append(Stop(number: point.number, text: "\(point.kindName) \(point.number)\(reason)", commands: point.commands))
            if point.isTemporary { remove(point.number) }
        }
        return stops
    }
}

/// Why a walk has stopped.
struct Stop: Sendable {
    let number: Int
    let text: String
    let commands: [String]
}
