import HashTreeCollections

/// An append-only list whose copies cost nothing, however long it is.
/// (An array would be copied whole by the first change after every snapshot.)
package struct PersistentList<Element: Sendable & Equatable>: Sendable, Equatable {
    private var elements: TreeDictionary<Int, Element> = [:]

    package init() {}

    package var count: Int { elements.count }
    package var indices: Range<Int> { 0..<count }

    package subscript(index: Int) -> Element {
        get { elements[index]! }
        set {
            precondition(indices.contains(index), "no element \(index) of \(count)")
            elements[index] = newValue
        }
    }

    package mutating func append(_ element: Element) {
        elements[count] = element
    }

    package mutating func removeLast() {
        elements[count - 1] = nil
    }

    /// In order of appending.
    package var array: [Element] { indices.map { elements[$0]! } }
}
