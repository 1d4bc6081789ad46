using System.Reflection;
using Quartz;

namespace WictzPortal.Jobs;

/// <summary>A job as its class declares it.</summary>
/// <param name="Name">The class's name.</param>
/// <param name="Task">One English sentence: what it does.</param>
/// <param name="Cron">When it runs, in UTC, as a Quartz cron expression.</param>
public sealed record DeclaredJob(string Name, string Task, string Cron)
{
    /// <summary>Every job of the portal, by name.</summary>
    public static readonly IReadOnlyList<DeclaredJob> All = [..
        from type in typeof(DeclaredJob).Assembly.GetTypes()
        let job = type.GetCustomAttribute<QuartzJobAttribute>()
        where job is not null
        let name = job.Name ?? type.Name
        orderby name
        select new DeclaredJob(name, job.Description ?? "", type.GetCustomAttribute<CronTriggerAttribute>()?.CronExpression ?? "")];
}
