package import JSONValues

/// The first field that is not as the interface describes it: `ticket.window`, `windows[2].state`.
package struct InvalidField: Error, Equatable {
    package let path: String
}

extension InterfaceDescription {
    /// Holds `value` to `type`: no missing field, no unknown one, none of another type.
    package func validate(_ value: JSONValue, as type: VarlinkType) throws(InvalidField) {
        try validate(value, as: type, at: "")
    }

    private func validate(_ value: JSONValue, as type: VarlinkType, at path: String) throws(InvalidField) {
        switch (type, value) {
        case (.bool, .bool), (.int, .int), (.float, .int), (.float, .double), (.string, .string),
            (.object, .object), (.optional, .null):
            return
        case (.named(let name), _):
            guard let named = types[name] else { throw InvalidField(path: path) }
            try validate(value, as: named, at: path)
        case (.optional(let wrapped), _): try validate(value, as: wrapped, at: path)
        case (.array(let element), .array(let elements)):
            for (index, value) in elements.enumerated() { try validate(value, as: element, at: "\(path)[\(index)]") }
        case (.map(let element), .object(let fields)):
            for key in fields.keys.sorted() { try validate(fields[key]!, as: element, at: join(path, key)) }
        case (.enumeration(let names), .string(let name)) where names.contains(name): return
        case (.structure(let declared), .object(let fields)): try validate(fields, as: declared, at: path)
        default: throw InvalidField(path: path)
        }
    }

    private func validate(
        _ fields: [String: JSONValue], as declared: [VarlinkType.Field], at path: String
    ) throws(InvalidField) {
        for field in declared {
            try validate(fields[field.name] ?? .null, as: field.type, at: join(path, field.name))
        }
        let unknown = fields.keys.sorted().first { key in !declared.contains { $0.name == key } }
        if let unknown { throw InvalidField(path: join(path, unknown)) }
    }

    private func join(_ path: String, _ field: String) -> String {
        path.isEmpty ? field : "\(path).\(field)"
    }
}
