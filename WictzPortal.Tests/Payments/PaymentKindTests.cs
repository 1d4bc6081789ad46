using System.Net;
using Microsoft.Extensions.Options;
using WictzPortal.Kernel;
using WictzPortal.Payments;
using WictzPortal.Tests.Testing;

namespace WictzPortal.Tests.Payments;

/// <summary>Shops that are set otherwise: each has an app of its own.</summary>
[Trait("Exam", "22")]
public sealed class PaymentKindTests
{
    [Fact]
    public async Task A_test_payment_never_touches_the_books()
    {
        await using var shop = await Shop.OpenAsync(new PaymentsRig(isTest: true));
        var attempt = await shop.Rig.BeginAsync();
        var fields = shop.Rig.Success(attempt);
        fields["test_mode"] = "1";

        Assert.Equal((200, "OK"), await shop.Rig.PostAsync(fields));

        Assert.Equal((AttemptState.Paid, true), ((await shop.Rig.ReadAsync(attempt)).State, attempt.IsTest));
        Assert.Equal(0, (await shop.Rig.WalletAsync(attempt)).Micros);
        Assert.Contains("no money moved", await shop.Rig.Http.GetStringAsync($"/billing/result/{attempt.Reference}"), StringComparison.Ordinal);
        await shop.Rig.VerifyAsync();
    }

    /// <summary>Where a payment is an advance, its tax goes back with it, and can be promised to nobody else meanwhile.</summary>
    [Fact]
    public async Task The_tax_of_an_advance_goes_back_with_it()
    {
        await using var shop = await Shop.OpenAsync(
            new PaymentsRig(isTest: false, ("Billing:TaxPoints:0:From", "2020-01-01"), ("Billing:TaxPoints:0:Point", "Consumption")));
        var (rig, desk) = (shop.Rig, shop.Rig.App.Get<RefundDesk>());
        var attempt = await rig.PaidAsync();
        var paid = await rig.VatAdvanceAsync(attempt);

        rig.Faults.RefundCode = "010";
        var refused = await desk.AskAsync(attempt.Oid, 12_000, "Asked for.", Guid.CreateVersion7(), default);
        Assert.NotNull(await desk.ApproveAsync(refused.Value, Guid.CreateVersion7(), default));
        rig.Faults.RefundCode = null;
        var afterRefusal = await rig.VatAdvanceAsync(attempt);
        var asked = await desk.AskAsync(attempt.Oid, 12_000, "Asked for.", Guid.CreateVersion7(), default);
        Assert.Null(await desk.ApproveAsync(asked.Value, Guid.CreateVersion7(), default));

        Assert.Equal((Money.FromKurus(10_000), Money.FromKurus(10_000)), (paid, afterRefusal));
        Assert.Equal(Money.FromKurus(8_000), await rig.VatAdvanceAsync(attempt));
        Assert.Equal(Money.FromKurus(40_000), await rig.WalletAsync(attempt));
        await rig.VerifyAsync();
    }

    [Fact]
    public async Task Without_secrets_the_portal_does_not_start_and_with_them_it_takes_callbacks()
    {
        (string, string)[] settings = [("Payments:Paytr:Enabled", "true"), ("Payments:Paytr:MerchantId", "1"), ("Payments:Paytr:Salt", "salt"),
            ("Payments:Paytr:BaseAddress", "http://127.0.0.1:9/")];
        await Assert.ThrowsAsync<OptionsValidationException>(() => PortalApp.StartAsync(settings));

        await using var app = await PortalApp.StartAsync([.. settings, ("Payments:Paytr:Key", "key")]);
        using var http = app.CreateClient();
        async Task<string> PostAsync(string key)
        {
            var hash = PaytrSignature.OfCallback(new PaytrSecrets(key, "salt"), "NOTOURS", "success", "100");
            using var answer = await http.PostAsync(CallbackEndpoint.Path, new FormUrlEncodedContent(new Dictionary<string, string>
            {
                ["merchant_oid"] = "NOTOURS", ["status"] = "success", ["total_amount"] = "100", ["hash"] = hash,
            }));
            return $"{(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync()}";
        }

        Assert.Equal(("200 OK", "400 "), (await PostAsync("key"), await PostAsync("another")));
        Assert.Equal(HttpStatusCode.NotFound, (await http.GetAsync("/sandbox/paytr/odeme/guvenli/x")).StatusCode);
    }

    private sealed record Shop(PaymentsRig Rig) : IAsyncDisposable
    {
        public static async Task<Shop> OpenAsync(PaymentsRig rig)
        {
            await rig.InitializeAsync();
            return new Shop(rig);
        }

        public async ValueTask DisposeAsync()
        {
            await Rig.DisposeAsync();
            Rig.Dispose();
        }
    }
}
