namespace WictzPortal.Payments;

/// <summary>What a test lets go wrong at the sandbox. In the demonstration all stays as it is here.</summary>
internal sealed class SandboxFaults
{
    /// <summary>Calls never arrive.</summary>
    public bool IsDown { get; set; }

    /// <summary>Answers with a page of HTML, as an overloaded server does.</summary>
    public bool AnswersHtml { get; set; }

    /// <summary>Refuses refunds with this <c>err_no</c>.</summary>
    public string? RefundCode { get; set; }

    /// <summary>Books refunds, and the answer is lost on the way.</summary>
    public bool LosesRefundAnswers { get; set; }

    /// <summary>Writes amounts as <c>10,8</c> in place of <c>10.80</c>.</summary>
    public bool WritesCommas { get; set; }

    /// <summary>Sends no callbacks by itself.</summary>
    public bool IsSilent { get; set; }

    /// <summary>Taken beyond what was asked for.</summary>
    public long SurplusKurus { get; set; }

    /// <summary>How often a callback is tried, a minute apart.</summary>
    public int CallbackTries { get; set; } = 10;
}
