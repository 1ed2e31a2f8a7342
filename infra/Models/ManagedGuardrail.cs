using System.Security.Cryptography;
using System.Text;
using Amazon.CDK;
using Amazon.CDK.AwsBedrock;
using Constructs;

namespace Infra.Models;

/// <summary>
/// The stack's own guardrail: content filters, prompt attacks, and masking of personal data, in a published version.
/// </summary>
internal sealed class ManagedGuardrail : Construct
{
    private const string Blocked = "This cannot be answered here.";

    // Prompt attacks are only detected in the input; Bedrock requires no strength for the output.
    private static readonly (string Type, string Input, string Output)[] _content =
    [
        ("SEXUAL", "HIGH", "HIGH"),
        ("VIOLENCE", "HIGH", "HIGH"),
        ("HATE", "HIGH", "HIGH"),
        ("INSULTS", "HIGH", "HIGH"),
        ("MISCONDUCT", "HIGH", "HIGH"),
        ("PROMPT_ATTACK", "HIGH", "NONE"),
    ];

    private const string OfPersonal = "ANONYMIZE";

    // Data that identifies people or gives access. Names and places are not masked, because conversations need them.
    private static readonly string[] _personal =
    [
        "EMAIL",
        "PHONE",
        "USERNAME",
        "PASSWORD",
        "PIN",
        "DRIVER_ID",
        "LICENSE_PLATE",
        "CREDIT_DEBIT_CARD_NUMBER",
        "CREDIT_DEBIT_CARD_CVV",
        "CREDIT_DEBIT_CARD_EXPIRY",
        "INTERNATIONAL_BANK_ACCOUNT_NUMBER",
        "SWIFT_CODE",
        "US_BANK_ACCOUNT_NUMBER",
        "US_BANK_ROUTING_NUMBER",
        "US_SOCIAL_SECURITY_NUMBER",
        "US_PASSPORT_NUMBER",
        "US_INDIVIDUAL_TAX_IDENTIFICATION_NUMBER",
        "AWS_ACCESS_KEY",
        "AWS_SECRET_KEY",
    ];

    public ManagedGuardrail(Construct scope)
        : base(scope, "Guardrail")
    {
        CfnGuardrail guardrail = new(
            this,
            "Resource",
            new CfnGuardrailProps
            {
                // Bedrock requires a name; this one is unique to the stack.
                Name = Names.UniqueResourceName(this, new UniqueResourceNameOptions { MaxLength = 50 }),
                Description = "Checks what the chat backend's model reads and writes",
                BlockedInputMessaging = Blocked,
                BlockedOutputsMessaging = Blocked,
                ContentPolicyConfig = new CfnGuardrail.ContentPolicyConfigProperty
                {
                    FiltersConfig = _content
                        .Select(
                            object (filter) =>
                                new CfnGuardrail.ContentFilterConfigProperty
                                {
                                    Type = filter.Type,
                                    InputStrength = filter.Input,
                                    OutputStrength = filter.Output,
                                }
                        )
                        .ToArray(),
                },
                SensitiveInformationPolicyConfig = new CfnGuardrail.SensitiveInformationPolicyConfigProperty
                {
                    PiiEntitiesConfig = _personal
                        .Select(object (type) => new CfnGuardrail.PiiEntityConfigProperty { Type = type, Action = OfPersonal })
                        .ToArray(),
                },
            }
        );
        CfnGuardrailVersion version = new(
            this,
            "Version",
            new CfnGuardrailVersionProps
            {
                GuardrailIdentifier = guardrail.AttrGuardrailId,

                // A version cannot be changed. A new description creates a new version, so it contains a hash of everything that can be
                // changed above.
                Description = $"Rules {Fingerprint()}",
            }
        );
        Reference = new(guardrail.AttrGuardrailId, version.AttrVersion, guardrail.AttrGuardrailArn);
    }

    public GuardrailReference Reference { get; }

    private static string Fingerprint() =>
        Convert.ToHexStringLower(
            SHA256.HashData(
                Encoding.UTF8.GetBytes(string.Join(',', [Blocked, .. _content.Select(filter => $"{filter}"), OfPersonal, .. _personal]))
            )
        )[..12];
}
