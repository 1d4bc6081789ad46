namespace WictzPortal.Webhooks;

/// <summary>Marks this folder's translations.</summary>
public sealed class WebhooksText;
