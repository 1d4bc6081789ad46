using Microsoft.Extensions.Options;
using WictzPortal.Accounts;
using WictzPortal.Data;
using WictzPortal.Kernel;
using WictzPortal.Keys;

namespace WictzPortal.Admin;

/// <summary>
/// With <c>--demo</c>: at the first start, one user of each role, a customer with members, keys and ninety days of usage, and an account
/// whose credit is spent, three plans and what was sold, people who use their rights and what the privacy officer has to do; then <c>demo.json</c>. Later
/// starts find it and change nothing.
/// </summary>
internal sealed class DemoSeeder(
    DemoPeople people, DemoBooks books, DemoPlans plans, DemoSales sales, DemoRegister register, DemoPrivacy privacy, Members members,
    KeyIssuer keys, DataFolder folder, IOptions<PortalOptions> options, IConfiguration configuration, PortalAddress address, IHostApplicationLifetime lifetime) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        // Before the port opens: whoever finds the portal serving finds the file as well.
        var file = await DemoFile.ReadAsync(folder, cancellationToken) ?? await SeedAsync(cancellationToken);
        var root = options.Value.PublicUrl ?? configuration["urls"]?.Split(';')[0] ?? "http://localhost:8080";
        file = file with { BaseUrl = root.TrimEnd('/') };
        file.Write(folder);
        lifetime.ApplicationStarted.Register(() => Announce(file));
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task<DemoFile> SeedAsync(CancellationToken cancellationToken)
    {
        var staff = new List<DemoUser>();
        foreach (var role in Roles.Staff)
        {
            staff.Add(await people.SignUpStaffAsync(role, cancellationToken));
        }

        await register.FillAsync(cancellationToken);
        var (owner, customer) = await people.SignUpAsync("Customer", "Customer", cancellationToken);
        var (colleague, colleagueIds) = await people.SignUpAsync("Customer", "Colleague", cancellationToken);
        var (reader, readerIds) = await people.SignUpAsync("Customer", "Reader", cancellationToken);
        await members.AddAsync(customer.AccountId, colleagueIds.UserId, MemberRole.Admin, cancellationToken);
        await members.AddAsync(customer.AccountId, readerIds.UserId, MemberRole.Viewer, cancellationToken);

        var production = await IssueAsync(customer, "production", cancellationToken);
        var nightly = await IssueAsync(customer, "nightly reports", cancellationToken);
        await books.FillAsync(customer, [production.Id, production.Id, nightly.Id], cancellationToken);
        var solo = await plans.FillAsync(customer, cancellationToken);
        await sales.FillAsync(customer, colleagueIds, readerIds, solo, cancellationToken);

        var (spender, spent) = await people.SignUpAsync("Customer", "Exhausted", cancellationToken);
        var exhausted = await IssueAsync(spent, "out of credit", cancellationToken);
        await books.SpendAllAsync(spent, exhausted.Id, cancellationToken);

        await register.UseAsync(customer.AccountNumber, cancellationToken);
        var others = await privacy.FillAsync(customer, spent, cancellationToken);
        return new DemoFile("", production.Secret, exhausted.Secret, [owner, colleague, reader, spender, .. staff, .. others]);
    }

    private async Task<IssuedKey> IssueAsync(SignedUp account, string name, CancellationToken cancellationToken) =>
        (await keys.IssueAsync(account.AccountId, account.AccountNumber, name, cancellationToken)).Value
        ?? throw new InvalidOperationException("A key of the demonstration could not be issued.");

    // To the console and not to the log, which is kept: the line carries a key.
    private void Announce(DemoFile file)
    {
        if (address.Root != file.BaseUrl)
        {
            file = file with { BaseUrl = address.Root };      // the port was chosen by the system
            file.Write(folder);
        }

        Console.WriteLine($$"""

            The demonstration runs at {{file.BaseUrl}}
            Who may sign in, with passwords: {{DemoFile.PathIn(folder)}}
            A first call, to paste:

              curl {{file.BaseUrl}}/v1/chat/completions -H 'Authorization: Bearer {{file.ApiKey}}' -H 'Content-Type: application/json' -d '{"model":"sandbox/story","stream":true,"messages":[{"role":"user","content":"Tell me a story."}]}'

            """);
    }
}
