using WictzPortal.Data;

namespace WictzPortal.Standing;

/// <summary>What the folder that keeps accounts tells of a person: which accounts are the person's alone.</summary>
public interface IPersonScopes
{
    /// <param name="userId">A person; one who is unknown has a scope without accounts.</param>
    Task<SubjectScope> OfAsync(Guid userId, CancellationToken cancellationToken);
}
