// openai.mjs URL KEY PACKAGE: OpenAI's own client, with its own settings.
import { apiKey, baseURL, broken, faults, model, run, slow, tooLarge, tooLong } from "./harness.mjs";

const { default: OpenAI } = await import(process.argv[4]);
const client = new OpenAI({ baseURL, apiKey });
const user = (content) => [{ role: "user", content }];
const ask = (content, more = {}, options = {}) =>
  client.chat.completions.create({ model, messages: user(content), ...more }, options);

async function collect(stream) {
  let [text, finish, usage] = ["", null, null];
  for await (const chunk of stream) {
    text += chunk.choices[0]?.delta?.content ?? chunk.choices[0]?.text ?? "";
    finish = chunk.choices[0]?.finish_reason ?? finish;
    usage = chunk.usage ?? usage;
  }

  return { text, finish, tokens: usage?.completion_tokens ?? null };
}

const whole = (answer) => ({
  text: answer.choices[0].message?.content ?? answer.choices[0].text,
  finish: answer.choices[0].finish_reason,
  tokens: answer.usage.completion_tokens,
});

await run({
  list: async () => (await client.models.list()).data.map((each) => each.id),
  get: async () => (await client.models.retrieve("meta.llama2-13b-chat-v1")).id,
  get_unknown: () => client.models.retrieve("arn:aws:bedrock:us-east-1:123456789012:provisioned-model/abcdefghij12"),
  whole: async () => whole(await ask("count to 5")),
  stream: async () => collect(await ask("count to 5", { stream: true, stream_options: { include_usage: true } })),
  stop: async () => whole(await ask("count to 9", { stop: [" 4"] })),
  length: async () => whole(await ask("count to 90", { max_tokens: 4 })),
  legacy: async () => whole(await client.completions.create({ model, prompt: "count to 5" })),
  legacy_stream: async () =>
    collect(await client.completions.create({ model, prompt: "count to 5", stream: true, stream_options: { include_usage: true } })),
  abort: async () => {
    const stream = await ask("count to 2000", { stream: true });
    let seen = 0;
    for await (const chunk of stream) {
      seen += chunk.choices[0]?.delta?.content ? 1 : 0;
      if (seen === 5) {
        stream.controller.abort();
      }
    }

    return seen < 2000;
  },
  timeout: () => ask(slow, {}, { timeout: 300, maxRetries: 0 }),
  retried: async () => whole(await ask("echo: fault once")),
  broken: async () => collect(await ask(broken, { stream: true })),
  invalid: () => ask("Hello", { temperature: 1.3 }),
  too_long: () => ask(tooLong),
  too_large: () => ask(tooLarge),
  unauthorized: () => new OpenAI({ baseURL, apiKey, defaultHeaders: { Authorization: "Basic x" } }).models.list(),
  unknown_model: () => ask("Hello", { model: "gpt-4o" }),
  unknown_route: () => client.embeddings.create({ model, input: "Hello" }),
  responses: () => client.responses.create({ model, input: "Hello" }),
  files: () => client.files.list(),
  budget: () => ask("Hello", { max_tokens: 2048 }),
  ...Object.fromEntries(
    faults.map((fault) => [
      fault,
      () => ask(`fault: ${fault}`, {}, ["throttle", "unavailable", "not_ready", "model_timeout"].includes(fault) ? { maxRetries: 0 } : {}),
    ]),
  ),
});
