using Amazon.CDK;
using Infra;
using Infra.Packaging;
using Infra.Settings;
using Environment = System.Environment;

// Environment variables are read only here; the CDK CLI passes its options in them.
var (account, region) = (
    Environment.GetEnvironmentVariable("CDK_DEFAULT_ACCOUNT"),
    Environment.GetEnvironmentVariable("CDK_DEFAULT_REGION")
);
try
{
    var (context, written) = StageFile.Merge(CdkContext.Read(Environment.GetEnvironmentVariable), Repository.Root, region);
    var settings = DeploymentSettings.Bind(context, region, written);
    using PublishedFunctions functions = new(settings.Packaging);

    App app = new(new AppProps { AnalyticsReporting = false });
    _ = new ChatStack(app, settings, functions.Publish, account);
    app.Synth();
    return 0;
}
catch (Exception mistake) when (mistake is InvalidContextException or PublishException)
{
    // The user can correct this, so the message is enough; a stack trace would hide it.
    Console.Error.WriteLine(mistake.Message);
    return 1;
}
