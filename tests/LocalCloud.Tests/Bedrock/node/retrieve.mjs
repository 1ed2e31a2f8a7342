// One Retrieve with AWS's own SDK; prints its answer, or its error, as one line of JSON.
// retrieve.mjs ENDPOINT '{"input", "secret"?}'
import { BedrockAgentRuntimeClient, RetrieveCommand } from "@aws-sdk/client-bedrock-agent-runtime";

const [endpoint, argument] = process.argv.slice(2);
const call = JSON.parse(argument);

const client = new BedrockAgentRuntimeClient({
  endpoint,
  region: "us-east-1",
  credentials: { accessKeyId: "local", secretAccessKey: call.secret ?? "local" },
  maxAttempts: 1,
});

const report = {};
try {
  const output = await client.send(new RetrieveCommand(call.input));
  report.results = output.retrievalResults;
  report.nextToken = output.nextToken;
} catch (error) {
  report.error = { name: error.name, message: error.message, status: error.$metadata?.httpStatusCode };
}

client.destroy();
console.log(JSON.stringify(report));
