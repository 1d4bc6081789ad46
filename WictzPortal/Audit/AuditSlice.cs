using WictzPortal.Data;
using WictzPortal.Kernel;

namespace WictzPortal.Audit;

/// <summary>The audit trail: who did what to whom and why, as one hash chain that <c>audit verify</c> recomputes.</summary>
public static class AuditSlice
{
    public static void AddAudit(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<AuditTrail>();
        builder.Services.AddSingleton<AuditBrowser>();
        builder.Services.AddSingleton<ISweep, AuditSweep>();
        builder.Services.AddSingleton<IVerb, AuditVerify>();
    }
}
