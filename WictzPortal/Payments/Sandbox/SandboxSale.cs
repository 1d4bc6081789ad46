using WictzPortal.Billing;

namespace WictzPortal.Payments;

/// <summary>A refund that the sandbox has booked.</summary>
public sealed record SandboxReturn(long Kurus, string? Reference, DateTimeOffset At);

/// <summary>A payment as the sandbox keeps it, in memory alone.</summary>
public sealed class SandboxSale
{
    public required string Oid { get; init; }

    public required string Token { get; init; }

    public required long Kurus { get; init; }

    public required PaymentMethod Method { get; init; }

    public required bool IsTest { get; init; }

    public required string ResultUrl { get; init; }

    public required string Language { get; init; }

    public required bool IsDark { get; init; }

    public required IReadOnlyList<BasketRow> Basket { get; init; }

    public DateTimeOffset? PaidAt { get; set; }

    /// <summary>What was taken; what was asked for, unless a fault says otherwise.</summary>
    public long Total { get; set; }

    public bool HasFailed { get; set; }

    /// <summary>Whether the shop has answered OK.</summary>
    public bool IsNotified { get; set; }

    public List<SandboxReturn> Returns { get; } = [];

    public long Returned => Returns.Sum(r => r.Kurus);

    /// <summary>What the provider keeps: 2.99 %.</summary>
    public long Fee => ((Total * 299) + 5_000) / 10_000;

    public bool IsDecided => PaidAt is not null || HasFailed;
}
