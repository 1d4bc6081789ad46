using Quartz;
using WictzPortal.Kernel;

namespace WictzPortal.Retention;

/// <summary>Certifies every night how retention stood.</summary>
[QuartzJob(Description = "Writes and signs the day's certificate of retention."), CronTrigger("0 25 0 * * ?"), DisallowConcurrentExecution]
[ForPurpose(Purpose.LegalObligation)]
internal sealed class CertificateJob(CertificateBook certificates) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default) =>
        context.Result = await certificates.WriteAsync(cancellationToken) ? 1 : 0;
}
