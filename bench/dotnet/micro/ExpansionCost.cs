using System.Net;
using Microsoft.EntityFrameworkCore;
using WictzPortal.Data;
using WictzPortal.Kernel;
using WictzPortal.Ledger;
using WictzPortal.Usage;

namespace WictzPortal.Bench;

/// <summary>What the work behind a call costs: its record's way from the journal into ledger and roll-ups, and its row in the request log.</summary>
internal static class ExpansionCost
{
    private const int Calls = 10_000;
    private const int Rounds = 12;
    private const int Accounts = 20;

    private static readonly Guid Key = Guid.Parse("0192c0de-0000-7000-8000-000000000001");

    public static async Task MeasureAsync(string[] arguments)
    {
        var folder = Directory.CreateTempSubdirectory("expansion-cost-");
        try
        {
            using var app = Build(folder.FullName, arguments);
            await app.Services.GetRequiredService<DatabaseStart>().StartAsync(default);
            await FillAsync(app.Services);
            var journal = app.Services.GetRequiredService<IUsageJournal>();
            var expander = app.Services.GetRequiredService<Expander>();
            var log = app.Services.GetRequiredService<RequestLogWriter>();
            await journal.OpenAsync(default);
            var expansion = new Measured("expansion: record, ledger and roll-up");
            var logging = new Measured("request log: row and roll-up");
            for (var round = 0; round < Rounds; round++)
            {
                var drafts = Enumerable.Range(0, Calls).Select(Draft).ToList();
                await Task.WhenAll(drafts.Select(draft => journal.AppendAsync(JournalRecord.Usage(draft, draft.Cost))));
                await expansion.OfAsync(Calls, () => expander.ExpandAllAsync(default));
                var rows = drafts.ConvertAll(draft => Row(draft));
                await logging.OfAsync(Calls, async () =>
                {
                    foreach (var batch in rows.Chunk(5000))
                    {
                        await log.WriteAsync(batch, default);
                    }
                });
            }

            expansion.Print();
            logging.Print();
            await journal.CloseAsync(TimeSpan.FromSeconds(10));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static IHost Build(string folder, string[] arguments) => PortalHost.Build(
        [.. arguments, $"--Portal:DataDirectory={folder}", "--Logging:LogLevel:Default=Warning"], static _ => { });

    private static async Task FillAsync(IServiceProvider services)
    {
        await using var db = await services.GetRequiredService<IDbContextFactory<PortalDb>>().CreateDbContextAsync();
        await using var transaction = await db.Database.BeginTransactionAsync();
        for (var number = 1; number <= Accounts; number++)
        {
            await services.GetRequiredService<GeneralLedger>().PostAsync(
                db,
                new LedgerDraft(LedgerEntryKind.TopUp, $"bench/{Guid.NewGuid():N}", DateTimeOffset.UtcNow,
                [
                    new PostingDraft(LedgerAccount.CustomerWallet, number, Money.FromLira(1_000_000)),
                    new PostingDraft(LedgerAccount.PaytrClearing, null, Money.FromLira(-1_000_000)),
                ]),
                default);
        }

        await transaction.CommitAsync();
    }

    private static UsageDraft Draft(int i) => new(
        Guid.CreateVersion7(), DateTimeOffset.UtcNow, 1 + (i % Accounts), Key, 1 + (i % 3), 1, 1,
        new TokenCounts(100, 20, 0, 0, 50, 10, 0, 0), new Money(4_000), CallEnd.Completed, false, true, 1);

    private static RequestLogDraft Row(in UsageDraft usage) => new(
        usage.RequestId, usage.At, Guid.Parse("0192c0de-0000-7000-8000-00000000acc0"), usage.AccountNumber, usage.KeyId, usage.ModelId,
        usage.DeploymentId, "/v1/chat/completions", 200, null, usage.Streamed, TimeSpan.FromMilliseconds(800), TimeSpan.FromMilliseconds(200),
        usage.Tokens.TotalInput, usage.Tokens.TotalOutput, usage.Cost, IPAddress.Parse("203.0.113.77"), "openai-dotnet/2", true);
}
