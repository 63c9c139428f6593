/// The texts of the interface descriptions, which both doors are held to.
package enum Interfaces {
    package static let texts = [
        PackageResources.org_halld_Queue_varlink, PackageResources.org_halld_Window_varlink,
        PackageResources.org_halld_Tally_varlink, PackageResources.org_halld_Journal_varlink,
        PackageResources.org_halld_Print_varlink, PackageResources.org_halld_Device_varlink,
        PackageResources.org_halld_Hall_varlink, PackageResources.org_halld_Staff_varlink,
        PackageResources.org_halld_Case_varlink, PackageResources.org_halld_Appointment_varlink,
        PackageResources.org_halld_Appraisal_varlink, PackageResources.org_halld_Report_varlink,
    ].map { String(decoding: $0, as: UTF8.self) }

    /// Of every error the hall answers with.
    package static let errorPrefix = "org.halld.Hall."
}
