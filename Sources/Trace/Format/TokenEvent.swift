/// What one token went through in a pass.
public struct TokenEvent: Hashable, Sendable {
    /// What the router of a layer did with it.
    public struct Routing: Hashable, Sendable {
        public var layer: Int
        /// The chosen experts, the first choice first.
        public var experts: [Int]
        /// One per expert of the layer.
        public var logits: [Float]
        /// What each chosen expert's input is multiplied with.
        public var scores: [Float]
        /// How far the last choice is above the best of the others, in logits; nil if there are no others.
        public var margin: Float?

        public init(layer: Int, experts: [Int], logits: [Float], scores: [Float], margin: Float?) {
            (self.layer, self.experts, self.logits, self.scores, self.margin) = (layer, experts, logits, scores, margin)
        }
    }

    /// What the heads of a layer looked at.
    public struct Attention: Hashable, Sendable {
        public struct Head: Hashable, Sendable {
            /// In nats: 0 looks at one key, ln n at n keys alike.
            public var entropy: Float
            /// The keys with most weight, the heaviest first.
            public var strongest: [Link]

            public init(entropy: Float, strongest: [Link]) {
                (self.entropy, self.strongest) = (entropy, strongest)
            }
        }

        public struct Link: Hashable, Sendable {
            /// The key's absolute position.
            public var position: Int
            public var weight: Float

            public init(position: Int, weight: Float) {
                (self.position, self.weight) = (position, weight)
            }
        }

        public var layer: Int
        public var heads: [Head]

        public init(layer: Int, heads: [Head]) {
            (self.layer, self.heads) = (layer, heads)
        }
    }

    /// What a value of the residual stream would predict if the model ended with it.
    public struct Lens: Hashable, Sendable {
        /// `embed`, or the end of a layer.
        public var name: String
        public var top: [Candidate]

        public init(name: String, top: [Candidate]) {
            (self.name, self.top) = (name, top)
        }
    }

    /// A token that might come next.
    public struct Candidate: Hashable, Sendable {
        public var token: TraceToken
        public var logit: Float
        public var probability: Float

        public init(token: TraceToken, logit: Float, probability: Float) {
            (self.token, self.logit, self.probability) = (token, logit, probability)
        }
    }

    public var pass: Int
    /// Absolute.
    public var position: Int
    public var token: TraceToken
    /// What the queries of NoPE layers are multiplied with; nil where they are not.
    public var temperature: Float?
    public var router: [Routing]
    public var attention: [Attention]
    /// nil where nobody looked.
    public var lens: [Lens]?
    /// The likeliest next tokens; nil where the logits of this position were not computed.
    public var top: [Candidate]?

    public init(
        pass: Int, position: Int, token: TraceToken, temperature: Float? = nil, router: [Routing] = [],
        attention: [Attention] = [], lens: [Lens]? = nil, top: [Candidate]? = nil
    ) {
        (self.pass, self.position, self.token, self.temperature) = (pass, position, token, temperature)
        (self.router, self.attention, self.lens, self.top) = (router, attention, lens, top)
    }
}
