using WictzPortal.Kernel;

namespace WictzPortal.Invoices;

/// <summary>A line that may still be credited.</summary>
/// <param name="WantedKurus">What a waiting refund asks for; all that is left where there is none.</param>
public sealed record OpenLine(string Text, long LeftNetKurus, long WantedKurus);

/// <summary>What staff may still do with a document.</summary>
/// <param name="Kinds">Empty where nothing is left to credit.</param>
/// <param name="Refund">A refund that waits for its correction.</param>
public sealed record OpenDocument(
    IReadOnlyList<CorrectionKind> Kinds, IReadOnlyList<OpenLine> Lines, bool MayBeVoided, bool WaitsForIntegrator, VatSplit? Refund);
