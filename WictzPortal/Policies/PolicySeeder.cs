namespace WictzPortal.Policies;

/// <summary>Brings the documents of a demonstration up to what it does, before there is anybody to announce it to.</summary>
public sealed class PolicySeeder
{
    private readonly PolicyDesk _desk;
    private readonly PolicyShelf _shelf;

    internal PolicySeeder(PolicyDesk desk, PolicyShelf shelf) => (_desk, _shelf) = (desk, shelf);

    public async Task PublishAsync(Guid writer, Guid approver, CancellationToken cancellationToken)
    {
        foreach (var kind in new[] { PolicyKind.Privacy, PolicyKind.Processor })
        {
            var latest = await _shelf.LatestAsync(kind, cancellationToken) ?? throw new InvalidOperationException($"There is no {kind} to begin with.");
            var asked = await _desk.AskAsync(
                new NewPolicyDraft(
                    kind, latest.TemplateTr, latest.TemplateEn, "Gösterimdeki veri alıcıları eklendi.", "The recipients of the demonstration were added.",
                    "The register of recipients was filled.", Significance.Significant),
                writer, cancellationToken);
            if ((asked.Failure ?? (await _desk.ApproveAsync(asked.Value, approver, cancellationToken)).Failure) is { } failure)
            {
                throw new InvalidOperationException($"A document of the demonstration could not be published: {failure}");
            }
        }
    }
}
