using Microsoft.Extensions.Localization;
using WictzPortal.Kernel;

namespace WictzPortal.Privacy;

/// <summary>Writes the file that tells what is in a package, how to read it, and how to verify it without us.</summary>
internal sealed class PackageGuide(IStringLocalizer<PrivacyText> T, PortalAddress address)
{
    public string Write(string language, Package package) => Policies.Bilingual.In(language, () => string.Join("\r\n\r\n",
        T["Your data: package for request {0}", package.RequestNumber].Value,
        package.Scope is PackageScope.Access
            ? T["It holds everything we keep about you, and what the law lets you know about it."].Value
            : T["It holds what you gave us and what came about by your use of the portal."].Value,
        T["data/: one table per file, as CSV for spreadsheets and as JSON for programs. A table of more than {0} rows comes as NDJSON: one object a line.", TableWriter.MostRowsInOneArray].Value,
        T["invoices/: your documents as they were issued."].Value,
        T["access/: only in the answer to an access request. What it is used for and how long, who received it, decisions, who looked at it."].Value,
        T["schemas/: what each column means, in English and Turkish."].Value,
        T["Times are UTC, amounts are Turkish lira, decimals have a point. In CSV, words that a spreadsheet would run as a formula begin with an apostrophe."].Value,
        T["manifest.json lists all files with their hashes, for what and by what right the data is used, and what is left out and why."].Value,
        T["To verify: get {0}, then run", address.Of(PackageEndpoints.PemPath)].Value
        + "\r\n\r\n    sha256sum -c SHA256SUMS\r\n    openssl dgst -sha256 -verify package-key.pem -signature manifest.sig manifest.json",
        "") + "\r\n");
}
