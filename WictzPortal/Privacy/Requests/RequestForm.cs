using System.ComponentModel.DataAnnotations;

namespace WictzPortal.Privacy;

/// <summary>What the forms ask for. Every sentence is a translation key.</summary>
internal class RequestForm
{
    /// <summary>Numbers of <see cref="RequestType"/>, as ticked.</summary>
    public string[]? Types { get; set; }

    [StringLength(DataSubjectRequest.WordsLength, ErrorMessage = "This is too long.")]
    public string? Words { get; set; }

    [StringLength(2, ErrorMessage = "Choose a country from the list.")]
    public string? Country { get; set; }

    public IReadOnlyCollection<RequestType> Chosen =>
        [.. (Types ?? []).Select(t => Enum.TryParse<RequestType>(t, out var type) && Enum.IsDefined(type) ? type : (RequestType?)null).OfType<RequestType>()];

    public string? KnownCountry => Country == "TR" || Authorities.Of(Country) is not null ? Country : null;
}

/// <summary>The same, for somebody who is not signed in.</summary>
internal sealed class PublicRequestForm : RequestForm
{
    [Required(ErrorMessage = "Enter your name."), StringLength(160, ErrorMessage = "This is too long.")]
    [RegularExpression(@"^[^\p{Cc}<>]*$", ErrorMessage = "Leave out control characters and angle brackets.")]
    public string? Name { get; set; }

    [Required(ErrorMessage = "Enter an e-mail address, such as name@example.com."), StringLength(254, ErrorMessage = "This is too long.")]
    [RegularExpression(@"^\s*[^@\s]+@[^@\s.]+(\.[^@\s.]+)+\s*$", ErrorMessage = "Enter an e-mail address, such as name@example.com.")]
    public string? Email { get; set; }

    [StringLength(300, ErrorMessage = "This is too long.")]
    public string? Address { get; set; }

    [StringLength(160, ErrorMessage = "This is too long.")]
    public string? OnBehalfOf { get; set; }

    /// <summary>People do not see this field; programs fill it in.</summary>
    public string? Website { get; set; }
}
