using Quartz;
using WictzPortal.Kernel;

namespace WictzPortal.Policies;

/// <summary>Tells everybody of significant changes of documents, every five minutes as long as somebody is left to tell.</summary>
[QuartzJob(Description = "Tells everybody of significant changes of documents."), CronTrigger("0 1/5 * * * ?"), DisallowConcurrentExecution]
[ForPurpose(Purpose.LegalObligation)]
internal sealed class TellPoliciesJob(PolicyPost post) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default) =>
        context.Result = await post.TellAsync(cancellationToken);
}
