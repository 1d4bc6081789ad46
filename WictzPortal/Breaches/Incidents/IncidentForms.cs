using System.Globalization;
using System.Text;
using Microsoft.Extensions.Localization;
using Microsoft.Extensions.Options;
using WictzPortal.Kernel;

namespace WictzPortal.Breaches;

/// <summary>
/// Writes the reports: the Board's in Turkish, in the order of its form (decision 2019/10), the European authority's in English, in the
/// order of GDPR art. 33(3). What is not known yet is said so, and follows later.
/// </summary>
internal sealed class IncidentForms(IOptions<ControllerOptions> controller, IStringLocalizer<BreachesText> T)
{
    /// <param name="lateBecause">Why this notice comes after its time; null for one in time.</param>
    public string Write(Authority authority, IncidentFile file, int version, DateTimeOffset now, string? lateBecause = null) => authority == Authority.Board
        ? InCulture("tr", () => Board(file, version, now, lateBecause ?? file.Incident.BoardLateBecause))
        : InCulture("en", () => Eu(file, version, now, lateBecause ?? file.Incident.EuLateBecause));

    private string Board(IncidentFile file, int version, DateTimeOffset now, string? lateBecause)
    {
        var (incident, facts) = (file.Incident, file.Facts);
        var form = new Form(T);
        form.Title(T["Notice of a personal data breach, {0}", incident.Number], incident.IsDrill ? T["EXERCISE: not a notice"].Value : null);
        Controller(form, facts);
        form.Part(T["2. The breach"]);
        form.Line(T["Kind of notice"], version == 1 ? T["First notice"] : T["Follow-up notice {0}", version]);
        form.Line(T["Began"], At(facts.BeganAt));
        form.Line(T["Ended"], At(facts.EndedAt));
        form.Line(T["Detected"], At(incident.AwareAt));
        form.Line(T["How it was detected"], facts.HowDetected);
        form.Line(T["Source"], facts.Source);
        form.Line(T["What happened"], facts.WhatHappened);
        form.Line(T["Kinds of personal data"], Categories(facts));
        form.Line(T["Groups of people"], facts.SubjectGroups);
        form.Line(T["Number of people"], Count(Math.Max(facts.PeopleCount, file.People.Count)));
        form.Line(T["Number of records"], Count(facts.RecordCount));
        if (lateBecause is { } late)
        {
            form.Line(T["Why this notice comes after 72 hours"], late);
        }

        form.Part(T["3. Possible consequences"]);
        form.Line(T["What may follow"], facts.Consequences);
        form.Part(T["4. Consequences seen"]);
        form.Line(T["What has followed"], facts.ConsequencesSeen);
        Measures(form, facts, "5.");
        form.Part(T["6. Notice to people"]);
        form.Line(T["Told on"], At(incident.PeopleAt));
        form.Part(T["7. Other authorities"]);
        form.Line(T["Told"], facts.OtherAuthorities);
        return form.End(T["Written on {0}", At(now)]);
    }

    private string Eu(IncidentFile file, int version, DateTimeOffset now, string? lateBecause)
    {
        var (incident, facts) = (file.Incident, file.Facts);
        var form = new Form(T);
        form.Title(T["Notice of a personal data breach, {0}", incident.Number], incident.IsDrill ? T["EXERCISE: not a notice"].Value : null);
        Controller(form, facts);
        form.Part(T["(a) Nature of the breach"]);
        form.Line(T["Kind of notice"], version == 1 ? T["First notice"] : T["Follow-up notice {0}", version]);
        form.Line(T["Began"], At(facts.BeganAt));
        form.Line(T["Ended"], At(facts.EndedAt));
        form.Line(T["Detected"], At(incident.AwareAt));
        form.Line(T["What happened"], facts.WhatHappened);
        form.Line(T["Kinds of personal data"], Categories(facts));
        form.Line(T["Groups of people"], facts.SubjectGroups);
        form.Line(T["Number of people"], Count(Math.Max(facts.PeopleCount, file.People.Count)));
        form.Line(T["Number of records"], Count(facts.RecordCount));
        if (lateBecause is { } late)
        {
            form.Line(T["Why this notice comes after 72 hours"], late);
        }

        form.Part(T["(b) Contact"]);
        form.Line(T["Data protection contact"], controller.Value.Email ?? "");
        form.Part(T["(c) Likely consequences"]);
        form.Line(T["What may follow"], facts.Consequences);
        Measures(form, facts, "(d)");
        return form.End(T["Written on {0}", At(now)]);
    }

    private void Controller(Form form, IncidentFacts facts)
    {
        form.Part(T["1. The controller"]);
        form.Line(T["Title"], controller.Value.Title ?? "");
        form.Line(T["Address"], controller.Value.Address ?? "");
        form.Line(T["Filled in by"], facts.FilledInBy);
    }

    private void Measures(Form form, IncidentFacts facts, string number)
    {
        form.Part(T["{0} Measures", number]);
        form.Line(T["Before the breach"], facts.MeasuresBefore);
        form.Line(T["After the breach"], facts.MeasuresAfter);
    }

    private string Categories(IncidentFacts facts) => string.Join(", ", facts.Categories.Select(c => BreachWords.Of(c, T)));

    private static string At(DateTimeOffset? at) => at is null
        ? ""
        : TimeZoneInfo.ConvertTime(at.Value, CurrentUser.DefaultTimeZone).ToString("d MMMM yyyy HH:mm", CultureInfo.CurrentCulture) + " (UTC+3)";

    private static string Count(int count) => count == 0 ? "" : count.ToString("N0", CultureInfo.CurrentCulture);

    private static string InCulture(string culture, Func<string> write)
    {
        var (before, language) = (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture);
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo(culture);
            return write();
        }
        finally
        {
            (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture) = (before, language);
        }
    }

    /// <summary>Plain text in parts and lines.</summary>
    private sealed class Form(IStringLocalizer<BreachesText> T)
    {
        private readonly StringBuilder _text = new();

        public void Title(string title, string? remark) => _text.Append(title).Append('\n').Append(remark is null ? "" : remark + "\n");

        public void Part(string title) => _text.Append('\n').Append(title).Append('\n');

        public void Line(string name, string value) => _text.Append("  ").Append(name).Append(": ").Append(value.Length > 0 ? value : T["Not known yet"]).Append('\n');

        public string End(string line) => _text.Append('\n').Append(line).Append('\n').ToString();
    }
}
