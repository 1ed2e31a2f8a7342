// langchain.mjs URL KEY: LangChain's client of OpenAI's API.
import { ChatOpenAI } from "@langchain/openai";
import { apiKey, baseURL, broken, faults, model, run, slow, tooLarge, tooLong } from "./harness.mjs";

const chat = (more = {}) => new ChatOpenAI({ model, apiKey, configuration: { baseURL }, ...more });
const whole = async (prompt, more = {}, options = {}) => {
  const { content, response_metadata: metadata, usage_metadata: usage } = await chat(more).invoke(prompt, options);

  return { text: content, finish: metadata.finish_reason, tokens: usage.output_tokens };
};
const streamed = async (prompt, more = {}, options = {}) => {
  let sum;
  for await (const chunk of await chat(more).stream(prompt, options)) {
    sum = sum === undefined ? chunk : sum.concat(chunk);
  }

  return { text: sum.content, finish: sum.response_metadata.finish_reason, tokens: sum.usage_metadata?.output_tokens };
};
const once = { maxRetries: 0 };

await run({
  whole: () => whole("count to 5"),
  stream: () => streamed("count to 5", { streamUsage: true }),
  stop: () => whole("count to 9", { stop: [" 4"] }),
  length: () => whole("count to 90", { maxTokens: 4 }),
  abort: async () => {
    const abort = new AbortController();
    let seen = 0;
    for await (const _ of await chat().stream("count to 2000", { signal: abort.signal })) {
      seen++;
      if (seen === 5) {
        abort.abort();
      }
    }

    return seen < 2000;
  },
  timeout: () => whole(slow, { ...once, timeout: 300 }),
  retried: () => whole("echo: fault once"),
  broken: () => streamed(broken, once),
  invalid: () => whole("Hello", { temperature: 1.3 }),
  too_long: () => whole(tooLong),
  too_large: () => whole(tooLarge),
  unauthorized: () => whole("Hello", { configuration: { baseURL, defaultHeaders: { Authorization: "Basic x" } } }),
  unknown_model: () => whole("Hello", { model: "gpt-4o" }),
  budget: () => whole("Hello", { maxTokens: 2048, ...once }),
  ...Object.fromEntries(faults.map((fault) => [fault, () => whole(`fault: ${fault}`, once)])),
});
