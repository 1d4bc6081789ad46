using WictzPortal.Kernel;
using WictzPortal.Standing;

namespace WictzPortal.Breaches;

/// <summary>Fills the registers of a demonstration: an incident whose clocks run, one that was none, a disclosure, a hold, and a control that is due.</summary>
public sealed class BreachSeeder
{
    private readonly IncidentDesk _desk;
    private readonly AffectedFinder _affected;
    private readonly DisclosureBook _disclosures;
    private readonly ControlBook _controls;
    private readonly HoldFinder _found;
    private readonly Holds _holds;
    private readonly TimeProvider _clock;

    internal BreachSeeder(
        IncidentDesk desk, AffectedFinder affected, DisclosureBook disclosures, ControlBook controls, HoldFinder found, Holds holds, TimeProvider clock) =>
        (_desk, _affected, _disclosures, _controls, _found, _holds, _clock) = (desk, affected, disclosures, controls, found, holds, clock);

    /// <param name="person">Whose records are held and asked for.</param>
    public async Task FillAsync(Guid person, Guid officer, Guid administrator, CancellationToken cancellationToken)
    {
        await OpenAsync(officer, cancellationToken);
        await DismissAsync(officer, cancellationToken);
        var asked = await _disclosures.AskAsync(
            new NewDisclosure(
                person, "Örnek Cumhuriyet Başsavcılığı", "DEMO-2026/42", "CMK 160", Purpose.LegalObligation, "Sign-ins of the last 30 days", administrator),
            cancellationToken);
        Refuse(asked.Failure ?? await _disclosures.ApproveAsync(asked.Value, officer, cancellationToken));
        var records = await _found.FindAsync(person, ["api_keys"], null, null, cancellationToken);
        Refuse((await _holds.PlaceAsync(
            new NewHold("DEMO-2026/7", HoldBasis.LegalClaims, "A claim for unpaid calls is before the court.", person, officer), records, cancellationToken)).Failure);
        var tomorrow = BusinessDays.DayOf(_clock.GetUtcNow()).AddDays(1);
        Refuse(await _controls.AddAsync("Who can open the backups", "Administrator", 90, tomorrow, administrator, cancellationToken));
        var first = (await _controls.ListAsync(cancellationToken)).First(control => control.DueOn > tomorrow);
        Refuse(await _controls.DoAsync(first.Id, "Every role is held by whom it should be.", null, officer, cancellationToken));
    }

    private async Task OpenAsync(Guid officer, CancellationToken cancellationToken)
    {
        const string Title = "A customer saw the key names of another";
        var opened = await _desk.OpenAsync(Title, isDrill: false, officer, cancellationToken);
        Refuse(opened.Failure);
        var (id, now) = (opened.Value, _clock.GetUtcNow());
        var facts = new IncidentFacts
        {
            Title = Title,
            FilledInBy = "Data protection officer",
            BeganAt = now.AddHours(-9),
            EndedAt = now.AddHours(-2),
            HowDetected = "A customer told support.",
            Source = "A mistake in a release",
            WhatHappened = "For seven hours a list of API keys could show names and prefixes of another account. No secret was shown.",
            Categories = [DataCategory.TransactionSecurity],
            SubjectGroups = "Customers",
            Consequences = "Others may know what a customer calls its keys.",
            MeasuresBefore = "Tests of who sees what",
            MeasuresAfter = "The release was taken back.",
            PeopleTr = "Bir sürümdeki hata yüzünden yedi saat boyunca API anahtarlarınızın adları ve ilk harfleri başka bir hesapta görülebildi. Anahtarların kendisi görülmedi.",
            PeopleEn = "By a mistake in a release, the names and first letters of your API keys could be seen in another account for seven hours. No key itself was shown.",
            AdviceTr = "Anahtar adları bir şeyi ele veriyorsa anahtarı yenileyin.",
            AdviceEn = "If a key's name gives something away, rotate the key.",
        };
        Refuse(await _desk.DescribeAsync(id, facts, officer, cancellationToken)
            ?? await _desk.TriageAsync(id, officer, cancellationToken)
            ?? await _desk.ConfirmAsync(id, BreachScope.Kvkk, now, officer, cancellationToken)
            ?? await _desk.ContainAsync(id, officer, cancellationToken)
            ?? await _desk.TellCustomersAsync(id, officer, cancellationToken));
        var people = await _affected.FindAsync(new AffectedQuery(["api_keys"], null, null), cancellationToken);
        Refuse(await _affected.FreezeAsync(id, people, officer, cancellationToken)
            ?? await _desk.AddActionAsync(
                id, "A test for each list that another account sees nothing of it", "Engineering", BusinessDays.DayOf(now).AddDays(14), officer, cancellationToken));
    }

    private async Task DismissAsync(Guid officer, CancellationToken cancellationToken)
    {
        var opened = await _desk.OpenAsync("A notebook was missing for an hour", isDrill: false, officer, cancellationToken);
        Refuse(opened.Failure ?? await _desk.TriageAsync(opened.Value, officer, cancellationToken)
            ?? await _desk.DismissAsync(opened.Value, "It was in the next room, locked, and its disk is encrypted.", officer, cancellationToken));
    }

    private static void Refuse(Failure? failure)
    {
        if (failure is not null)
        {
            throw new InvalidOperationException($"A register of the demonstration could not be filled: {failure}");
        }
    }
}
