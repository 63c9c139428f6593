import Glibc

/// SplitMix64 (Steele, Lea, Flood 2014): the same seed, the same run, on every machine.
package struct SeededRandom: RandomNumberGenerator {
    private var state: UInt64

    package init(seed: UInt64) {
        state = seed
    }

    package mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    package mutating func chance(_ percent: Int) -> Bool { Int.random(in: 0..<100, using: &self) < percent }

    package mutating func pick<Element>(_ elements: [Element]) -> Element { elements.randomElement(using: &self)! }
}

/// The seeds of a property test: `HALL_SEED=…` replays one, `HALL_SEEDS=…` says how many.
package func seeds(_ count: Int) -> [UInt64] {
    if let text = getenv("HALL_SEED"), let seed = UInt64(String(cString: text)) { return [seed] }
    let count = getenv("HALL_SEEDS").flatMap { Int(String(cString: $0)) } ?? count
    return (1...count).map { UInt64($0) }
}
