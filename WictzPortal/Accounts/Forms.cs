using System.ComponentModel.DataAnnotations;

namespace WictzPortal.Accounts;

/// <summary>The limits and sentences that the forms share. Every sentence is a translation key.</summary>
internal static class FormRules
{
    public const int NameLength = 80;
    public const int EmailLength = 254;
    public const int PhoneLength = 30;
    public const int CompanyLength = 120;
    public const string FirstName = "Enter your first name.";
    public const string LastName = "Enter your last name.";
    public const string Email = "Enter an e-mail address, such as name@example.com.";
    public const string Password = "Enter your password.";
    public const string NewPassword = "Choose a password.";
    public const string TooLong = "This is too long.";
    public const string Phone = "Enter a telephone number with digits, spaces, + and brackets, or leave it empty.";
    public const string EmailPattern = @"^\s*[^@\s]+@[^@\s.]+(\.[^@\s.]+)+\s*$";
    public const string PhonePattern = @"^\s*\+?[0-9 ()./-]{6,30}\s*$";
    public const string NoControls = @"^[^\p{Cc}<>]*$";
    public const string Plain = "Leave out control characters and angle brackets.";
}

internal sealed class SignInForm
{
    [Required(ErrorMessage = FormRules.Email), StringLength(FormRules.EmailLength, ErrorMessage = FormRules.TooLong)]
    public string? Email { get; set; }

    [Required(ErrorMessage = FormRules.Password), StringLength(PasswordRules.MostLength, ErrorMessage = FormRules.TooLong)]
    public string? Password { get; set; }

    public bool Remember { get; set; }
}

internal class PersonForm
{
    [Required(ErrorMessage = FormRules.FirstName), StringLength(FormRules.NameLength, ErrorMessage = FormRules.TooLong)]
    [RegularExpression(FormRules.NoControls, ErrorMessage = FormRules.Plain)]
    public string? FirstName { get; set; }

    [Required(ErrorMessage = FormRules.LastName), StringLength(FormRules.NameLength, ErrorMessage = FormRules.TooLong)]
    [RegularExpression(FormRules.NoControls, ErrorMessage = FormRules.Plain)]
    public string? LastName { get; set; }
}

internal class SetupForm : PersonForm
{
    [Required(ErrorMessage = FormRules.Email), StringLength(FormRules.EmailLength, ErrorMessage = FormRules.TooLong)]
    [RegularExpression(FormRules.EmailPattern, ErrorMessage = FormRules.Email)]
    public string? Email { get; set; }

    [Required(ErrorMessage = FormRules.NewPassword)]
    public string? Password { get; set; }
}

internal sealed class SignUpForm : SetupForm
{
    [Required(ErrorMessage = "Choose the month of your birth.")]
    [Range(1, 12, ErrorMessage = "Choose the month of your birth.")]
    public int? BirthMonth { get; set; }

    [Required(ErrorMessage = "Enter the year of your birth with four digits.")]
    [Range(AgeGate.EarliestYear, 9999, ErrorMessage = "Enter the year of your birth with four digits.")]
    public int? BirthYear { get; set; }

    [StringLength(FormRules.PhoneLength, ErrorMessage = FormRules.TooLong)]
    [RegularExpression(FormRules.PhonePattern, ErrorMessage = FormRules.Phone)]
    public string? Phone { get; set; }

    [StringLength(FormRules.CompanyLength, ErrorMessage = FormRules.TooLong)]
    [RegularExpression(FormRules.NoControls, ErrorMessage = FormRules.Plain)]
    public string? Company { get; set; }
}

internal sealed class ProfileForm : PersonForm
{
    [StringLength(FormRules.PhoneLength, ErrorMessage = FormRules.TooLong)]
    [RegularExpression(FormRules.PhonePattern, ErrorMessage = FormRules.Phone)]
    public string? Phone { get; set; }

    [StringLength(FormRules.CompanyLength, ErrorMessage = FormRules.TooLong)]
    [RegularExpression(FormRules.NoControls, ErrorMessage = FormRules.Plain)]
    public string? Company { get; set; }
}

internal sealed class EmailForm
{
    [Required(ErrorMessage = FormRules.Email), StringLength(FormRules.EmailLength, ErrorMessage = FormRules.TooLong)]
    [RegularExpression(FormRules.EmailPattern, ErrorMessage = FormRules.Email)]
    public string? Email { get; set; }
}

internal sealed class CodeForm
{
    [Required(ErrorMessage = "Enter the code.")]
    [StringLength(40, ErrorMessage = FormRules.TooLong)]
    public string? Code { get; set; }

    /// <summary>Without the spaces and dashes that people and apps put in.</summary>
    public string Bare => string.Concat((Code ?? "").Where(char.IsLetterOrDigit));
}

internal sealed class NewPasswordForm
{
    [Required(ErrorMessage = FormRules.NewPassword)]
    public string? Password { get; set; }
}

internal sealed class ChangePasswordForm
{
    [Required(ErrorMessage = FormRules.Password)]
    public string? Current { get; set; }

    [Required(ErrorMessage = FormRules.NewPassword)]
    public string? Password { get; set; }
}

internal sealed class PasswordAgainForm
{
    [Required(ErrorMessage = FormRules.Password), StringLength(PasswordRules.MostLength, ErrorMessage = FormRules.TooLong)]
    public string? Current { get; set; }
}

internal sealed class PasskeyForm
{
    public string? Credential { get; set; }
}

internal sealed class InviteForm
{
    [Required(ErrorMessage = FormRules.Email), StringLength(FormRules.EmailLength, ErrorMessage = FormRules.TooLong)]
    [RegularExpression(FormRules.EmailPattern, ErrorMessage = FormRules.Email)]
    public string? Email { get; set; }

    [Required(ErrorMessage = "Choose a role.")]
    [EnumDataType(typeof(MemberRole), ErrorMessage = "Choose a role.")]
    public MemberRole? Role { get; set; } = MemberRole.Member;
}

internal sealed class PreferencesForm
{
    [Required(ErrorMessage = "Choose a language.")]
    [AllowedValues("tr", "en", ErrorMessage = "Choose a language.")]
    public string? Culture { get; set; }

    [Required(ErrorMessage = "Choose a time zone from the list.")]
    public string? TimeZone { get; set; }
}

internal sealed class AccountDaysForm
{
    [Required(ErrorMessage = "Choose a time zone from the list.")]
    public string? TimeZone { get; set; }
}
