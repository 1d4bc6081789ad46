namespace WictzPortal.Privacy;

/// <summary>The way a request reached us. Numbers are stored: they never change.</summary>
public enum RequestChannel : byte
{
    /// <summary>The portal, by somebody signed in.</summary>
    Portal = 1,

    /// <summary>The public form.</summary>
    PublicForm = 2,
    Mail = 3,

    /// <summary>Registered e-mail (KEP), or signed electronically.</summary>
    Registered = 4,
    Letter = 5,

    /// <summary>A support ticket about privacy .</summary>
    Support = 6,
}

/// <summary>The laws that a request stands under .</summary>
[Flags]
public enum Regimes : byte
{
    Kvkk = 1,
    Gdpr = 2,
    Both = Kvkk | Gdpr,
}

/// <summary>A request as it comes in.</summary>
/// <param name="Channel">The way it came.</param>
/// <param name="Types">What is asked for: one line each.</param>
public sealed record NewRequest(RequestChannel Channel, IReadOnlyCollection<RequestType> Types)
{
    /// <summary>The person, where known.</summary>
    public Guid? UserId { get; init; }

    /// <summary>Who asks; null takes name and address of <see cref="UserId"/>.</summary>
    public Applicant? Applicant { get; init; }

    /// <summary>In the person's words.</summary>
    public string? Words { get; init; }

    /// <summary>How sure we are already of who asks.</summary>
    public IdentityLevel Proven { get; init; }

    /// <summary>Two letters; decides which authority the answer names besides the Board.</summary>
    public string? Country { get; init; }

    /// <summary>Both, unless the officer knows better: the earliest date counts.</summary>
    public Regimes Regimes { get; init; } = Regimes.Both;

    /// <summary><c>tr</c> or <c>en</c>: the language of mails. The letter is in both.</summary>
    public string Culture { get; init; } = "tr";

    /// <summary>When it truly arrived, if not now: clocks start there.</summary>
    public DateTimeOffset? ReceivedAt { get; init; }

    /// <summary>Who of the staff wrote it down; null where the person did.</summary>
    public Guid? RegisteredBy { get; init; }

    /// <summary>The caller carries it out at once: it goes straight into progress, and no <see cref="IRequestFulfilment"/> is called.</summary>
    public bool IsDoneByCaller { get; init; }
}

/// <summary>Who asks, as the communiqué on applications wants it. A signed-in person is never asked for a number.</summary>
public sealed record Applicant(string Name, string? Email)
{
    /// <summary>Address for service.</summary>
    public string? Address { get; init; }

    public string? Phone { get; init; }

    /// <summary>Turkish ID number; or nationality and number of the passport. Forgotten 30 days after closing.</summary>
    public string? IdNumber { get; init; }

    /// <summary>For whom a representative or guardian asks.</summary>
    public string? OnBehalfOf { get; init; }
}

/// <summary>What was filed.</summary>
public sealed record FiledRequest(Guid Id, string Number, RequestState State, DateOnly ReceivedOn, DateOnly DueOn);
