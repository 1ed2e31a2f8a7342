using System.Collections;
using Chat;

// The only place where environment variables are read.
var environment = Environment.GetEnvironmentVariables()
    .Cast<DictionaryEntry>()
    .ToDictionary(variable => (string)variable.Key, variable => (string?)variable.Value ?? "");

await FunctionHost.RunAsync(environment).ConfigureAwait(false);
