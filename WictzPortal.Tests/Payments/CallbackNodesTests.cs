using Npgsql;
using WictzPortal.Kernel;
using WictzPortal.Payments;
using WictzPortal.Tests.Testing;

namespace WictzPortal.Tests.Payments;

public sealed class CallbackNodesTests : IAsyncLifetime, IDisposable
{
    private readonly PaymentsRig _rig = new();

    public void Dispose() => _rig.Dispose();

    public Task InitializeAsync() => TestDatabase.IsPostgres ? _rig.InitializeAsync() : Task.CompletedTask;

    public Task DisposeAsync() => TestDatabase.IsPostgres ? _rig.DisposeAsync() : Task.CompletedTask;

    [PostgresFact, Trait("Exam", "22")]
    public async Task Two_nodes_that_are_told_at_once_credit_once()
    {
        await using var other = await _rig.App.JoinAsync();
        using var second = other.CreateClient();
        var attempt = await _rig.BeginAsync();
        var fields = _rig.Success(attempt);

        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(i => _rig.PostAsync(fields, i % 2 == 0 ? null : second)));

        Assert.All(answers, answer => Assert.Equal((200, "OK"), answer));
        Assert.Equal(Money.FromKurus(50_000), await _rig.WalletAsync(attempt));
        await _rig.VerifyAsync();
    }

    [PostgresFact, Trait("Exam", "22")]
    public async Task Payments_that_come_at_once_need_no_more_connections_than_there_are()
    {
        var all = new NpgsqlConnectionStringBuilder(_rig.App.NodeSettings.Single(s => s.Key == "ConnectionStrings:Portal").Value);
        await using var narrow = await _rig.App.JoinAsync((
            "ConnectionStrings:Portal", new NpgsqlConnectionStringBuilder(all.ConnectionString) { MaxPoolSize = 2, Timeout = 5 }.ConnectionString));
        using var http = narrow.CreateClient();
        var attempts = new List<PaymentAttempt>();
        while (attempts.Count < 8)
        {
            attempts.Add(await _rig.BeginAsync());
        }

        var answers = await Task.WhenAll(attempts.Select(attempt => _rig.PostAsync(_rig.Success(attempt), http)));

        Assert.All(answers, answer => Assert.Equal((200, "OK"), answer));
        foreach (var attempt in attempts)
        {
            Assert.Equal(Money.FromKurus(50_000), await _rig.WalletAsync(attempt));
        }
    }

    [PostgresFact, Trait("Exam", "22")]
    public async Task Staff_at_two_nodes_give_the_same_money_back_once()
    {
        await using var other = await _rig.App.JoinAsync();
        var attempt = await _rig.PaidAsync();
        var asked = await _rig.App.Get<RefundDesk>().AskAsync(attempt.Oid, 60_000, "Asked for.", Guid.CreateVersion7(), default);

        var approved = await Task.WhenAll(
            _rig.App.Get<RefundDesk>().ApproveAsync(asked.Value, Guid.CreateVersion7(), default),
            other.Get<RefundDesk>().ApproveAsync(asked.Value, Guid.CreateVersion7(), default));

        Assert.Single(approved, failure => failure is null);
        Assert.Single(_rig.Sandbox.Find(attempt.Oid)!.Returns);
        await _rig.VerifyAsync();
    }
}
