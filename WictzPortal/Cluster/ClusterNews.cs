using System.Globalization;
using Microsoft.EntityFrameworkCore;
using WictzPortal.Data;

namespace WictzPortal.Cluster;

/// <summary>What there may be news of. Names go between nodes, of different versions too: they never change.</summary>
public enum Topic
{
    /// <summary>A key was issued, changed or revoked. Subject: its id.</summary>
    Key,

    /// <summary>Limits were changed. Subject: the id of the key or of the account.</summary>
    Limits,

    /// <summary>An account's credit was posted to, or returned by a node. Subject: the account's number.</summary>
    Credit,

    /// <summary>A node needs credit that other nodes hold. Subject: the account's number.</summary>
    CreditWanted,

    /// <summary>The register of recipients was changed. No subject.</summary>
    Recipients,

    /// <summary>What limits the processing of a person's data was changed. Subject: the person's id.</summary>
    Standing,
