import Llama4
import Tensors
import Trace

/// What a comparison of two sides found.
public struct DiffReport: Sendable {
    /// One value of a pass.
    public struct Row: Sendable {
        public enum Verdict: String, Sendable, Hashable {
            /// Nobody adds more than rounding does, and the two are equal up to noise.
            case same
            /// The operation is right; what it was given differs.
            case inherited
            /// The operation itself adds what rounding does not explain.
            case differs
            /// Only corners and a sum are known, and they agree.
            case excerptAgrees
            /// The value has a shape that can't be ours.
            case misfit
        }

        public let name: String
        public let mnemonic: String
        public let pass: Int
        public let shape: Shape
        /// Between the two sides; nil where only one has the value.
        public let difference: Double?
        /// What would differ if the operation were right: the error that came in with its inputs. By side.
        public let cameIn: Double?
        /// What the operation added on its own.
        public let added: Deviation
        /// The side whose operation it is.
        public let side: String
        public let verdict: Verdict
    }

    /// The first operation that is not right.
    public struct Divergence: Sendable {
        public let row: Row
        /// The operations that may be to blame: usually the one alone, else the stretch of it that nobody recorded.
        public let unseen: [String]
        /// What it read, with the errors of those values.
        public let inputs: [Row]
        /// The worst element: its place, what is there, and what should be.
        public let worst: (index: [Int], found: Double, expected: Double)?
        /// What was expected to be seen at some elements only.
        public let note: String?
        public let suspects: [Suspect]
    }

    /// A known mistake that reproduces what was found.
    public struct Suspect: Sendable {
        public let name: String
        public let title: String
        public let remedy: String
        /// The operation that it changes first.
        public let operation: String
        /// What is left of the difference if the operation makes this mistake.
        public let rest: Deviation
        /// Operations of the pass that are not right, and are what the mistake makes of them.
        public var explained = 1
        /// Operations that the mistake would change, and that are right.
        public var contradicted = 0
        /// How many standard errors stand behind it, where the mistake is smaller than the noise of one element.
        public let significance: Double?
    }

    public let a: (name: String, kind: String)
    public let b: (name: String, kind: String)
    public let passes: Int
    public let tokens: Int
    public let arithmetic: ReferenceArithmetic
    public let rows: [Row]
    /// Values of either side that have no place in the program.
    public let unplaced: [(side: String, names: [String])]
    public let divergence: Divergence?

    /// Whether nothing but noise lies between the two.
    public var agrees: Bool { divergence == nil }
}
