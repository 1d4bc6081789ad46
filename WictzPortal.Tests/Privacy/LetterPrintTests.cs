using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using WictzPortal.Privacy;
using WictzPortal.Tests.Accounts;
using WictzPortal.Tests.Testing;

namespace WictzPortal.Tests.Privacy;

public sealed class LetterPrintTests
{
    [Fact]
    [Trait("Promise", "B-39")]
    public async Task An_answer_is_printed_kept_with_its_hash_and_mailed()
    {
        var app = await PortalApp.SharedAsync;
        var email = new Visitor(app).Email;
        var filed = await app.Get<DataSubjectRequests>().FileAsync(
            new NewRequest(RequestChannel.PublicForm, [RequestType.Confirmation]) { Applicant = new Applicant("Deniz Aksoy", email) }, default);

        await using var db = app.OpenDb();
        var letter = await db.RequestLetters.AsNoTracking().SingleAsync(l => l.RequestId == filed.Value!.Id);
        var sent = await app.Get<AnswerLetters>().OpenAsync(AnswerLetters.ReferenceOf(filed.Value!.Id), default);

        Assert.Equal((LetterDelivery.Queued, "application/pdf"), (letter.Delivery, sent!.ContentType));
        Assert.Equal("%PDF", System.Text.Encoding.ASCII.GetString(sent.Bytes.AsSpan(0, 4)));
        Assert.Equal(letter.PdfHash, SHA256.HashData(sent.Bytes));
    }
}
