using Quartz;
using WictzPortal.Kernel;

namespace WictzPortal.Mail;

/// <summary>Sends the mails that are due, every 15 seconds; the first attempt is usually made right after the commit.</summary>
[ForPurpose(Purpose.ServiceDelivery)]
[QuartzJob(Description = "Sends the mails that are due."), CronTrigger("0/15 * * * * ?"), DisallowConcurrentExecution]
internal sealed class SendMailJob(MailPump pump) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default) =>
        context.Result = await RunAsync(cancellationToken);

    /// <summary>Safe to run twice. Returns the number of mails sent.</summary>
    public Task<int> RunAsync(CancellationToken cancellationToken) => pump.SendDueAsync(cancellationToken);
}
