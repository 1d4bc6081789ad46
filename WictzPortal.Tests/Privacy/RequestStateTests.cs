using WictzPortal.Data;
using WictzPortal.Privacy;

namespace WictzPortal.Tests.Privacy;

/// <summary>The state machine by itself: every step that the table does not have throws.</summary>
public sealed class RequestStateTests
{
    private static readonly DateTimeOffset Now = new(2027, 1, 5, 9, 0, 0, TimeSpan.Zero);
    private static readonly Guid Officer = Guid.NewGuid();
    private static readonly Sealed Something = new([1]);

    // From the specification, not from the code.
    private static readonly Dictionary<RequestState, RequestState[]> Allowed = new()
    {
        [RequestState.Received] = [RequestState.AwaitingIdentity, RequestState.IdentityVerified, RequestState.Withdrawn, RequestState.AuthorityComplaint],
        [RequestState.AwaitingIdentity] = [RequestState.IdentityVerified, RequestState.Answered, RequestState.Withdrawn, RequestState.AuthorityComplaint],
        [RequestState.IdentityVerified] = [RequestState.InProgress, RequestState.Withdrawn, RequestState.AuthorityComplaint],
        [RequestState.InProgress] = [
            RequestState.Extended, RequestState.AwaitingThirdParties, RequestState.Answered, RequestState.Withdrawn, RequestState.AuthorityComplaint],
        [RequestState.Extended] = [RequestState.AwaitingThirdParties, RequestState.Answered, RequestState.Withdrawn, RequestState.AuthorityComplaint],
        [RequestState.AwaitingThirdParties] = [RequestState.Answered, RequestState.Withdrawn, RequestState.AuthorityComplaint],
        [RequestState.Answered] = [RequestState.Closed, RequestState.Reopened, RequestState.AuthorityComplaint],
        [RequestState.Closed] = [RequestState.AuthorityComplaint],
        [RequestState.Withdrawn] = [RequestState.AuthorityComplaint],
        [RequestState.Reopened] = [RequestState.AuthorityComplaint],
        [RequestState.AuthorityComplaint] = [],
    };

    private static readonly Dictionary<RequestState, Action<DataSubjectRequest>> Steps = new()
    {
        [RequestState.AwaitingIdentity] = request => request.AskIdentity(Now),
        [RequestState.IdentityVerified] = request => request.ProveIdentity(IdentityLevel.Checked, null, Now),
        [RequestState.InProgress] = request => request.Begin(Officer),
        [RequestState.Extended] = request => request.Extend(Something, Now),
        [RequestState.AwaitingThirdParties] = request => request.AwaitRecipients(),
        [RequestState.Answered] = request => request.Answer(Complete(request), Now),
        [RequestState.Closed] = request => request.Close(Now),
        [RequestState.Withdrawn] = request => request.Withdraw(Now),
        [RequestState.Reopened] = request => request.Reopen(Now),
        [RequestState.AuthorityComplaint] = request => request.Complain(),
    };

    public static TheoryData<RequestState, RequestState> Pairs
    {
        get
        {
            var pairs = new TheoryData<RequestState, RequestState>();
            foreach (var (before, after) in Enum.GetValues<RequestState>().SelectMany(_ => Steps.Keys, (before, after) => (before, after)))
            {
                pairs.Add(before, after);
            }

            return pairs;
        }
    }

    [Theory, MemberData(nameof(Pairs))]
    public void Only_the_steps_of_the_table_can_be_taken(RequestState before, RequestState after)
    {
        var request = In(before);

        if (Allowed[before].Contains(after))
        {
            Steps[after](request);
            Assert.Equal(after, request.State);
        }
        else
        {
            Assert.Throws<InvalidOperationException>(() => Steps[after](request));
            Assert.Equal(before, request.State);
        }
    }

    [Fact]
    public void No_property_of_a_request_can_be_set_from_outside() => Assert.DoesNotContain(
        typeof(DataSubjectRequest).GetProperties(), property => property.SetMethod is { IsPublic: true } or { IsAssembly: true });

    [Fact]
    public void Nothing_is_answered_without_its_evidence()
    {
        foreach (var type in RequestTypes.All)
        {
            var request = In(RequestState.InProgress);
            var line = new RequestLine(request.Id, type);
            line.Decide(RequestOutcome.Fulfilled, null, null, Officer, Now);
            Assert.Throws<InvalidOperationException>(() => request.Answer(new RequestCase(request, [line], [], []), Now));

            var almost = type.Evidence.Skip(1).Select(kind => Piece(request, type, kind)).ToList();
            Assert.Throws<InvalidOperationException>(() => request.Answer(new RequestCase(request, [line], almost, []), Now));
        }
    }

    [Theory]
    [InlineData(EvidenceKind.VerificationScan, "3 left")]
    [InlineData(EvidenceKind.VerificationScan, "")]
    [InlineData(EvidenceKind.Reviewer, "00000000-0000-0000-0000-000000000000")]
    [InlineData(EvidenceKind.Reviewer, "the portal")]
    public void Evidence_that_proves_nothing_does_not_count(EvidenceKind kind, string value) => Assert.False(new Evidence(kind, value).Proves);

    [Fact]
    public void An_open_recipient_holds_the_answer_back()
    {
        var request = In(RequestState.AwaitingThirdParties);
        var task = new RecipientTask(request.Id, new RecipientToTell("1", "A recipient", "erase"), Now);

        Assert.Throws<InvalidOperationException>(() => request.Answer(Complete(request) with { Tasks = [task] }, Now));
        task.Acknowledge("letter 7", Officer, Now);
        request.Answer(Complete(request) with { Tasks = [task] }, Now);

        Assert.Equal(RequestOutcome.Fulfilled, request.Outcome);
    }

    [Fact]
    public void A_lesser_proof_and_a_missing_owner_stop_it()
    {
        var unproven = new DataSubjectRequest("VB-2027-000001", Filed, IdentityLevel.SteppedUp, runsItself: false, Now);
        Assert.Throws<InvalidOperationException>(() => unproven.ProveIdentity(IdentityLevel.Address, null, Now));

        Assert.Throws<InvalidOperationException>(() => In(RequestState.IdentityVerified).Begin(null));
    }

    [Fact]
    public void The_wait_for_proof_moves_only_the_gdpr()
    {
        Assert.Equal(new DateOnly(2027, 2, 15), After(Regimes.Gdpr));
        Assert.Equal(new DateOnly(2027, 2, 4), After(Regimes.Both));

        static DateOnly After(Regimes regimes)
        {
            var request = new DataSubjectRequest("VB-2027-000001", Filed with { Regimes = regimes }, IdentityLevel.Address, runsItself: false, Now);
            request.AskIdentity(Now);
            request.ProveIdentity(IdentityLevel.Address, null, Now.AddDays(10));
            return request.DueOn;
        }
    }

    private static NewRequest Filed => new(RequestChannel.Letter, [RequestType.Complaint]) { Regimes = Regimes.Gdpr };

    private static DataSubjectRequest In(RequestState state)
    {
        var request = new DataSubjectRequest("VB-2027-000001", Filed, IdentityLevel.Address, runsItself: false, Now);
        RequestState[] way = state switch
        {
            RequestState.Received => [],
            RequestState.AwaitingIdentity or RequestState.IdentityVerified or RequestState.Withdrawn or RequestState.AuthorityComplaint => [state],
            RequestState.InProgress => [RequestState.IdentityVerified, state],
            RequestState.Extended or RequestState.AwaitingThirdParties or RequestState.Answered => [RequestState.IdentityVerified, RequestState.InProgress, state],
            _ => [RequestState.IdentityVerified, RequestState.InProgress, RequestState.Answered, state],
        };
        foreach (var step in way)
        {
            Steps[step](request);
        }

        return request;
    }

    private static RequestCase Complete(DataSubjectRequest request)
    {
        var line = new RequestLine(request.Id, RequestType.Complaint);
        line.Decide(RequestOutcome.Fulfilled, null, null, Officer, Now);
        return new RequestCase(request, [line], [Piece(request, RequestType.Complaint, EvidenceKind.Answer)], []);
    }

    private static RequestEvidence Piece(DataSubjectRequest request, RequestType type, EvidenceKind kind) => new(
        request.Id, type, new Evidence(kind, kind switch { EvidenceKind.VerificationScan => Evidence.Clean, EvidenceKind.Reviewer => $"{Officer}", _ => "7" }), null, Now);
}
