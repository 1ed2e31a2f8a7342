// One call with AWS's own SDK; prints what came of it as one line of JSON.
// client.mjs ENDPOINT '{"operation", "modelId", "body", "region"?, "secret"?, "http1"?, "guardrailIdentifier"?}'
import {
  BedrockRuntimeClient,
  InvokeModelCommand,
  InvokeModelWithResponseStreamCommand,
} from "@aws-sdk/client-bedrock-runtime";
import { NodeHttpHandler } from "@smithy/node-http-handler";

const [endpoint, argument] = process.argv.slice(2);
const call = JSON.parse(argument);

const client = new BedrockRuntimeClient({
  endpoint,
  region: call.region ?? "us-east-1",
  credentials: { accessKeyId: "local", secretAccessKey: call.secret ?? "local" },
  maxAttempts: 1,
  ...(call.http1 ? { requestHandler: new NodeHttpHandler() } : {}),
});

const input = {
  modelId: call.modelId,
  contentType: "application/json",
  accept: "application/json",
  body: JSON.stringify(call.body),
  guardrailIdentifier: call.guardrailIdentifier,
};

const headers = {};
client.middlewareStack.add(
  (next) => async (args) => {
    const result = await next(args);
    Object.assign(headers, result.response.headers);
    return result;
  },
  { step: "deserialize", priority: "low" },
);

const decode = (bytes) => JSON.parse(new TextDecoder().decode(bytes));
const chunks = [];
const report = { chunks, headers };
try {
  if (call.operation === "InvokeModel") {
    const output = await client.send(new InvokeModelCommand(input));
    report.answer = decode(output.body);
    report.requestId = output.$metadata.requestId;
  } else {
    const output = await client.send(new InvokeModelWithResponseStreamCommand(input));
    for await (const event of output.body) {
      chunks.push(decode(event.chunk.bytes));
    }
  }
} catch (error) {
  report.error = { name: error.name, message: error.message, status: error.$metadata?.httpStatusCode };
}

client.destroy();
console.log(JSON.stringify(report));
