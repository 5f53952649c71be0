/// Members in the order of the document, found by name in constant time.
///
/// Names are equal if their scalars are: unlike Swift strings, an `é` in one scalar and an `é` in two are different names, as they are
/// in every other program that reads the file.
public struct JSONObject: Sendable {
    public struct Member: Hashable, Sendable {
        public let name: String
        public let value: JSONValue

        public init(name: String, value: JSONValue) {
            self.name = name
            self.value = value
        }
    }

    public let members: [Member]

    /// Where a name stands among the members. Empty for the few members that are quicker to look through.
    private let places: [ExactName: Int]

    /// An object of these members, or nil if two have the same name.
    public init?(members: [Member]) {
        guard members.count > Self.indexedFrom else {
            for (place, member) in members.enumerated() {
                if members[..<place].contains(where: { Self.same($0.name, member.name) }) { return nil }
            }
            self.members = members
            places = [:]
            return
        }
        var places: [ExactName: Int] = Dictionary(minimumCapacity: members.count)
        for (place, member) in members.enumerated() {
            if places.updateValue(place, forKey: ExactName(member.name)) != nil { return nil }
        }
        self.members = members
        self.places = places
    }

    /// The object with these members, in this order.
    ///
    /// - Precondition: no name twice.
    public init(_ pairs: KeyValuePairs<String, JSONValue>) {
        self.init(pairs: pairs.map { ($0.key, $0.value) })
    }

    /// The object with these members, in this order.
    ///
    /// - Precondition: no name twice.
    public init(pairs: [(String, JSONValue)]) {
        guard let object = JSONObject(members: pairs.map { Member(name: $0.0, value: $0.1) }) else {
            preconditionFailure("an object's names are distinct")
        }
        self = object
    }

    /// The value of that name, or nil if there is none.
    public subscript(name: String) -> JSONValue? {
        if places.isEmpty {
            return members.first { Self.same($0.name, name) }?.value
        }
        return places[ExactName(name)].map { members[$0].value }
    }

    /// The names in the order of the document.
    public var names: [String] { members.map(\.name) }

    private static let indexedFrom = 8

    private static func same(_ one: String, _ other: String) -> Bool {
        one.utf8.elementsEqual(other.utf8)
    }
}

extension JSONObject: Hashable {
    /// Equal members in equal order.
    public static func == (one: JSONObject, other: JSONObject) -> Bool {
        one.members == other.members
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(members)
    }
}

/// A string that equals another only if it is the same scalars.
struct ExactName: Hashable, Sendable {
    private let utf8: String.UTF8View

    init(_ name: String) {
        utf8 = name.utf8
    }

    static func == (one: ExactName, other: ExactName) -> Bool {
        one.utf8.elementsEqual(other.utf8)
    }

    func hash(into hasher: inout Hasher) {
        for byte in utf8 { hasher.combine(byte) }
    }
}
