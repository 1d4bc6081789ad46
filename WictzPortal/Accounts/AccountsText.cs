namespace WictzPortal.Accounts;

/// <summary>The words of this folder: English is the key, the translations stand in <c>AccountsText.tr.resx</c>.</summary>
public sealed class AccountsText;
