using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using WictzPortal.Accounts;
using WictzPortal.Audit;
using WictzPortal.Kernel;
using WictzPortal.Mail;
using WictzPortal.Privacy;
using WictzPortal.Tests.Accounts;
using WictzPortal.Tests.Testing;

namespace WictzPortal.Tests.Privacy;

/// <summary>One app for the tests about requests, with two officers and an administrator. Letters are not printed: HTML goes out.</summary>
public sealed class RequestsRig : IAsyncLifetime
{
    public FakeClock Clock { get; } = new(new DateTimeOffset(2027, 1, 5, 9, 0, 0, TimeSpan.Zero));

    public PortalApp App { get; private set; } = null!;

    public Guid Officer { get; private set; }

    public Guid Second { get; private set; }

    internal Visitor Administrator { get; private set; } = null!;

    /// <summary>What the portal was told to begin.</summary>
    internal Recorder Parts { get; } = new();

    internal DataSubjectRequests Requests => App.Get<DataSubjectRequests>();

    internal RequestDesk Desk => App.Get<RequestDesk>();

    internal RequestProgress Progress => App.Get<RequestProgress>();

    public async Task InitializeAsync()
    {
        App = await PortalApp.StartAsync(
            Clock, services => services.AddSingleton<IRequestFulfilment>(Parts), ("Invoices:Pdf:Program", "/none"));
        (_, Officer) = await StaffAsync(Roles.PrivacyOfficer);
        (_, Second) = await StaffAsync(Roles.PrivacyOfficer);
        (Administrator, _) = await StaffAsync(Roles.Administrator);
    }

    public async Task DisposeAsync() => await App.DisposeAsync();

    /// <summary>A member of staff, not signed in.</summary>
    internal async Task<(Visitor Visitor, Guid Id)> StaffAsync(string role)
    {
        var (visitor, person) = await Visitor.SignedUpAsync(App);
        await App.Get<StaffRoles>().AssignAsync(person.UserId, role, default);
        return (visitor, person.UserId);
    }

    /// <summary>By letter, from somebody who has no account; an officer wrote it down.</summary>
    internal async Task<FiledRequest> LetterAsync(RequestType type, Func<NewRequest, NewRequest>? change = null)
    {
        var filed = new NewRequest(RequestChannel.Letter, [type])
        {
            Applicant = new Applicant("Deniz Aksoy", $"{Guid.NewGuid():N}@example.com") { IdNumber = "10000000146" },
            RegisteredBy = Officer, Culture = "en",
        };
        var outcome = await Requests.FileAsync(change is null ? filed : change(filed), default);
        Assert.True(outcome.Succeeded, outcome.Failure?.Code);
        return outcome.Value;
    }

    /// <summary>The same, proven by papers and begun by the first officer.</summary>
    internal async Task<FiledRequest> BegunAsync(RequestType type, Func<NewRequest, NewRequest>? change = null)
    {
        var filed = await LetterAsync(type, change);
        Assert.Null(await App.Get<RequestPapers>().AddAsync(filed.Id, DocumentKind.Identity, "proof.pdf", [1], Officer, default));
        Assert.Null(await App.Get<IdentityProofs>().CheckAsync(filed.Id, Officer, default));
        Assert.Null(await App.Get<IdentityProofs>().CheckAsync(filed.Id, Second, default));
        Assert.Null(await Desk.BeginAsync(filed.Id, Officer, default));
        return filed;
    }

    internal async Task<DataSubjectRequest> ReadAsync(Guid id)
    {
        await using var db = App.OpenDb();
        return await db.DataSubjectRequests.AsNoTracking().SingleAsync(r => r.Id == id);
    }

    internal async Task<RequestDetails> DetailsAsync(FiledRequest filed) => (await App.Get<RequestBoard>().FindAsync(filed.Number, default))!;

    /// <summary>The answer as it went out.</summary>
    internal async Task<string> LetterOfAsync(FiledRequest filed) =>
        System.Text.Encoding.UTF8.GetString((await App.Get<AnswerLetters>().FileAsync(filed.Id, asHtml: true, default))!.Bytes);

    /// <summary>The templates of the mails about a request, the newest first.</summary>
    internal async Task<IReadOnlyList<OpenedMail>> MailsAsync(Guid requestId)
    {
        await using var db = App.OpenDb();
        var ids = await db.Set<OutboxMail>().Where(m => m.SubjectId == requestId).OrderByDescending(m => m.Id).Select(m => m.Id).ToListAsync();
        var mails = new List<OpenedMail>();
        foreach (var id in ids)
        {
            mails.Add((await App.Get<MailBrowser>().OpenAsync(id, new AuditNote("mail.opened", null), default))!);
        }

        return mails;
    }

    /// <summary>A part of the portal that carries out access and says so when the test does.</summary>
    internal sealed class Recorder : IRequestFulfilment
    {
        public List<StartedLine> Started { get; } = [];

        /// <summary>Fails once, as an outage does.</summary>
        public bool IsDown { get; set; }

        public IReadOnlyCollection<RequestType> Types => [RequestType.Access, RequestType.Portability];

        public Task StartAsync(StartedLine line, CancellationToken cancellationToken)
        {
            if (IsDown)
            {
                throw new IOException("The part is down.");
            }

            Started.Add(line);
            return Task.CompletedTask;
        }
    }
}

/// <summary>The tests that share the one app.</summary>
[CollectionDefinition(Name)]
public sealed class RequestsShareOneApp : ICollectionFixture<RequestsRig>
{
    public const string Name = "Requests";
}
