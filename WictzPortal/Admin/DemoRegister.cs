using Microsoft.EntityFrameworkCore;
using WictzPortal.Accounts;
using WictzPortal.Data;
using WictzPortal.Kernel;
using WictzPortal.Policies;
using WictzPortal.Recipients;

namespace WictzPortal.Admin;

/// <summary>Fills the demonstration's register of recipients with companies that do not exist, entered by two members of its staff.</summary>
internal sealed class DemoRegister(
    RecipientDesk desk, RecipientBook book, PolicySeeder policies, StaffRoles staff, IDbContextFactory<PortalDb> databases, TimeProvider clock)
{
    /// <summary>As an operator does before customers come: asks, publishes a notice that tells of it, approves.</summary>
    public async Task FillAsync(CancellationToken cancellationToken)
    {
        var people = await staff.ListAsync(cancellationToken);
        var (officer, administrator) = (HolderOf(Roles.PrivacyOfficer), HolderOf(Roles.Administrator));
        var today = BusinessDays.DayOf(clock.GetUtcNow());
        var asked = new List<Guid>();
        foreach (var facts in new[] { Provider(today), Payment(), Hosting(), Partner(today) })
        {
            asked.Add((await desk.AskAsync(null, facts, "Entered with the demonstration.", administrator, cancellationToken)).Value);
        }

        await policies.PublishAsync(administrator, officer, cancellationToken);
        foreach (var change in asked)
        {
            if (await desk.ApproveAsync(change, officer, cancellationToken) is { } failure)
            {
                throw new InvalidOperationException($"A recipient of the demonstration was refused: {failure}");
            }
        }

        await desk.AskAsync(null, Waiting(), "Customers ask for speech in more languages.", administrator, cancellationToken);

        Guid HolderOf(string role) => people.First(person => person.Roles.Contains(role)).UserId;
    }

    /// <summary>Calls of the last two months went to the provider.</summary>
    public async Task UseAsync(long accountNumber, CancellationToken cancellationToken)
    {
        var today = BusinessDays.DayOf(clock.GetUtcNow());
        var provider = book.All.Single(entry => entry.Facts.Type is RecipientType.AiProvider);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await RecipientsSeen.WriteAsync(db, [new(accountNumber, provider.Id, today.AddDays(-60)), new(accountNumber, provider.Id, today.AddDays(-1))], cancellationToken);
    }

    private static RecipientFacts Provider(DateOnly today) => new()
    {
        Name = "Example AI, Inc.",
        Type = RecipientType.AiProvider,
        Country = "US",
        Categories = [DataCategory.CustomerTransaction],
        Purposes = [Purpose.ServiceDelivery],
        Transfer = new TransferGround(
            TransferMechanism.StandardContract, "SC-2026-14", today.AddDays(-80), BusinessDays.After(today.AddDays(-80), 2), today.AddYears(2)),
        Contract = new Agreement("DPA-2026-14", today.AddDays(-80), null),
        KeepsNothing = true,
        PolicyUrl = "https://ai.example/privacy",
        Hosts = ["api.ai.example"],
        Contact = "privacy@ai.example",
    };

    private static RecipientFacts Payment() => new()
    {
        Name = "Örnek Ödeme A.Ş.",
        Type = RecipientType.Payment,
        Role = RecipientRole.Controller,
        Country = RecipientFacts.Home,
        Categories = [DataCategory.Identity, DataCategory.Contact, DataCategory.Finance],
        Purposes = [Purpose.Billing],
        PolicyUrl = "https://odeme.example/gizlilik",
        Hosts = ["api.odeme.example"],
    };

    private static RecipientFacts Hosting() => new()
    {
        Name = "Örnek Barındırma A.Ş.",
        Type = RecipientType.Cloud,
        Country = RecipientFacts.Home,
        Categories = [DataCategory.Identity, DataCategory.Contact, DataCategory.CustomerTransaction, DataCategory.TransactionSecurity],
        Purposes = [Purpose.ServiceDelivery, Purpose.Security],
    };

    private static RecipientFacts Partner(DateOnly today) => new()
    {
        Name = "Örnek Destek Ltd. Şti.",
        Type = RecipientType.Partner,
        Country = RecipientFacts.Home,
        Categories = [DataCategory.Contact, DataCategory.CustomerTransaction],
        Purposes = [Purpose.Support],
        Confidentiality = new Agreement("NDA-2025-03", today.AddDays(-340), today.AddDays(25)),
    };

    private static RecipientFacts Waiting() => new()
    {
        Name = "Example Voice GmbH",
        Type = RecipientType.AiProvider,
        Country = "DE",
        Categories = [DataCategory.CustomerTransaction],
        Purposes = [Purpose.ServiceDelivery],
        Transfer = new TransferGround(TransferMechanism.BindingCorporateRules, "BCR-7"),
        PolicyUrl = "https://voice.example/privacy",
        Hosts = ["api.voice.example"],
    };
}
