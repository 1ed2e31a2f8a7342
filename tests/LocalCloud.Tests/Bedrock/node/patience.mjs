// patience.mjs ENDPOINT MODEL: retries, a timeout and an abort of AWS's own SDK; prints what came of them as one line of JSON.
import { BedrockRuntimeClient, InvokeModelCommand, InvokeModelWithResponseStreamCommand } from "@aws-sdk/client-bedrock-runtime";
import { NodeHttpHandler } from "@smithy/node-http-handler";

const [endpoint, modelId] = process.argv.slice(2);
const config = { endpoint, region: "us-east-1", credentials: { accessKeyId: "local", secretAccessKey: "local" } };
const input = (prompt) => ({ modelId, contentType: "application/json", body: JSON.stringify({ prompt, max_gen_len: 2048 }) });

const client = new BedrockRuntimeClient(config);
const retried = await client.send(new InvokeModelCommand(input("echo: throttled once")));

const impatient = new BedrockRuntimeClient({
  ...config,
  maxAttempts: 1,
  requestHandler: new NodeHttpHandler({ requestTimeout: 300, throwOnRequestTimeout: true }),
});
const timeout = await impatient.send(new InvokeModelCommand(input("fault: slow"))).catch((error) => error.name);

const abort = new AbortController();
let chunks = 0;
const { body } = await client.send(new InvokeModelWithResponseStreamCommand(input("count to 1000")), { abortSignal: abort.signal });
for await (const _ of body) {
  chunks++;
  if (chunks === 5) {
    abort.abort();
  }
}

const after = await client.send(new InvokeModelCommand(input("echo: still there")));
client.destroy();
impatient.destroy();

const text = ({ body }) => JSON.parse(new TextDecoder().decode(body)).generation;
console.log(JSON.stringify({ text: text(retried), attempts: retried.$metadata.attempts, timeout, chunks, after: text(after) }));
