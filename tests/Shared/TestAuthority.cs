using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Shared;

/// <summary>A certificate authority that only this process knows, and a server on the loopback interface that it vouches for.</summary>
internal sealed class TestAuthority : IDisposable
{
    private static readonly Oid _serverAuthentication = new("1.3.6.1.5.5.7.3.1");

    private readonly X509Certificate2 _root;

    public TestAuthority()
    {
        var (yesterday, tomorrow) = (DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        using var rootKey = RSA.Create(2048);
        CertificateRequest root = new("CN=Test Root CA", rootKey, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        root.CertificateExtensions.Add(X509BasicConstraintsExtension.CreateForCertificateAuthority());
        _root = root.CreateSelfSigned(yesterday, tomorrow);

        using var key = RSA.Create(2048);
        CertificateRequest server = new("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        server.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([_serverAuthentication], critical: false));
        SubjectAlternativeNameBuilder names = new();
        names.AddIpAddress(IPAddress.Loopback);
        server.CertificateExtensions.Add(names.Build());
        using var signed = server.Create(_root, yesterday.AddHours(1), tomorrow.AddHours(-1), RandomNumberGenerator.GetBytes(8));
        Server = signed.CopyWithPrivateKey(key);
    }

    /// <summary>The server's certificate, with its key, for 127.0.0.1.</summary>
    public X509Certificate2 Server { get; }

    /// <summary>The authority's own certificate.</summary>
    public string Pem => _root.ExportCertificatePem();

    public void Dispose()
    {
        Server.Dispose();
        _root.Dispose();
    }
}
