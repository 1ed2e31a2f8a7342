// converse.mjs ENDPOINT '{"modelId"}': the operations around Converse, with AWS's own SDK and with LangChain.
import { BedrockClient, ListFoundationModelsCommand } from "@aws-sdk/client-bedrock";
import { BedrockRuntimeClient, ConverseCommand, ConverseStreamCommand, CountTokensCommand } from "@aws-sdk/client-bedrock-runtime";
import { ChatBedrockConverse } from "@langchain/aws";

const [endpoint, argument] = process.argv.slice(2);
const { modelId } = JSON.parse(argument);
const credentials = { accessKeyId: "local", secretAccessKey: "local" };
const config = { endpoint, region: "us-east-1", credentials, maxAttempts: 1 };
const runtime = new BedrockRuntimeClient(config);
const control = new BedrockClient(config);
const user = (text) => ({ role: "user", content: [{ text }] });
const refusal = async (command) => {
  try {
    await runtime.send(command);
  } catch (error) {
    return { name: error.name, message: error.message };
  }
};

const converse = { modelId, system: [{ text: "Be brief." }], messages: [user("count to 5")] };
const whole = await runtime.send(new ConverseCommand(converse));
const cut = await runtime.send(new ConverseCommand({ modelId, messages: [user("count to 90")], inferenceConfig: { maxTokens: 4 } }));
const { inputTokens } = await runtime.send(new CountTokensCommand({ modelId, input: { converse } }));
const ofBody = await runtime.send(
  new CountTokensCommand({
    modelId,
    input: { invokeModel: { body: new TextEncoder().encode(JSON.stringify({ prompt: "[INST] Hello [/INST]" })) } },
  }),
);

const events = [];
for await (const event of (await runtime.send(new ConverseStreamCommand(converse))).stream) {
  events.push(event);
}

const chat = new ChatBedrockConverse({ model: modelId, region: "us-east-1", credentials, client: runtime });
const answered = await chat.invoke([
  ["system", "Be brief."],
  ["human", "count to 5"],
]);
let streamed = "";
for await (const chunk of await chat.stream("count to 5")) {
  streamed += typeof chunk.content === "string" ? chunk.content : chunk.content.map((part) => part.text ?? "").join("");
}

console.log(
  JSON.stringify({
    whole: { text: whole.output.message.content[0].text, stop: whole.stopReason, usage: whole.usage },
    cut: cut.stopReason,
    inputTokens,
    ofBody: ofBody.inputTokens,
    events: events.map((event) => Object.keys(event)[0]),
    text: events.map((event) => event.contentBlockDelta?.delta.text ?? "").join(""),
    usage: events.at(-1).metadata.usage,
    models: (await control.send(new ListFoundationModelsCommand({ byProvider: "Meta", byInferenceType: "ON_DEMAND" }))).modelSummaries.map(
      (model) => model.modelId,
    ),
    others: (await control.send(new ListFoundationModelsCommand({ byProvider: "Amazon" }))).modelSummaries.length,
    langchain: { text: answered.content, streamed, tokens: answered.usage_metadata.output_tokens },
    image: await refusal(
      new ConverseCommand({ modelId, messages: [{ role: "user", content: [{ image: { format: "png", source: { bytes: new Uint8Array([1]) } } }] }] }),
    ),
    stop: await refusal(new ConverseCommand({ ...converse, inferenceConfig: { stopSequences: ["a"] } })),
    assistant: await refusal(new ConverseCommand({ modelId, messages: [{ role: "assistant", content: [{ text: "Hi" }] }] })),
  }),
);
runtime.destroy();
control.destroy();
