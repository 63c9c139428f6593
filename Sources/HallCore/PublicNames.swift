// What everybody may read in the hall.

extension Hall {
    /// A sensitive service goes by its category's name.
    package func publicName(of service: ServiceCode) -> LocalisedText {
        guard let known = configuration?.service(service) else { return LocalisedText(service, service, service) }
        return known.sensitive ? configuration!.category(known.category)!.name : known.name
    }

    /// 台牌: what a window serves first of all; a whole category by its name.
    package func plate(of window: WindowNumber) -> [LocalisedText] {
        guard let configuration, let window = configuration.window(window) else { return [] }
        var names: [LocalisedText] = []
        for code in window.primary.isEmpty ? window.secondary : window.primary {
            guard let service = configuration.service(code) else { continue }
            let family = configuration.services.filter { $0.category == service.category }
            let isWhole = family.allSatisfy { window.level(of: $0.code) == window.level(of: code) }
            let name = isWhole ? configuration.category(service.category)!.name : publicName(of: code)
            if !names.contains(name) { names.append(name) }
        }
        return names
    }
}
