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
