// ai.mjs URL KEY: Vercel's AI SDK.
import { createOpenAICompatible } from "@ai-sdk/openai-compatible";
import { generateText, streamText } from "ai";
import { apiKey, baseURL, broken, faults, model, run, slow, tooLarge, tooLong } from "./harness.mjs";

const provider = createOpenAICompatible({ name: "llama", baseURL, apiKey, includeUsage: true });
const whole = async (prompt, more = {}) => {
  const { text, finishReason, usage } = await generateText({ model: provider(model), prompt, ...more });

  return { text, finish: finishReason, tokens: usage.outputTokens };
};
const streamed = async (prompt, more = {}) => {
  let failure;
  const answer = streamText({
    model: provider(model),
    prompt,
    ...more,
    onError: ({ error }) => {
      failure = error;
    },
  });
  let text = "";
  for await (const piece of answer.textStream) {
    text += piece;
  }

  if (failure) {
    throw failure instanceof Error ? failure : Object.assign(new Error(failure.message ?? String(failure)), failure);
  }

  return { text, finish: await answer.finishReason, tokens: (await answer.usage).outputTokens };
};
const once = { maxRetries: 0 };

await run({
  whole: () => whole("count to 5"),
  stream: () => streamed("count to 5"),
  stop: () => whole("count to 9", { stopSequences: [" 4"] }),
  length: () => whole("count to 90", { maxOutputTokens: 4 }),
  legacy: async () => {
    const { text, finishReason, usage } = await generateText({ model: provider.completionModel(model), prompt: "count to 5" });

    return { text, finish: finishReason, tokens: usage.outputTokens };
  },
  abort: async () => {
    const abort = new AbortController();
    let seen = 0;
    const { textStream } = streamText({ model: provider(model), prompt: "count to 2000", abortSignal: abort.signal });
    for await (const _ of textStream) {
      seen++;
      if (seen === 5) {
        abort.abort();
      }
    }

    return seen < 2000;
  },
  timeout: () => whole(slow, { ...once, abortSignal: AbortSignal.timeout(300) }),
  retried: () => whole("echo: fault once"),
  broken: () => streamed(broken, once),
  invalid: () => whole("Hello", { temperature: 1.3 }),
  too_long: () => whole(tooLong),
  too_large: () => whole(tooLarge),
  unauthorized: () =>
    generateText({
      model: createOpenAICompatible({ name: "llama", baseURL, headers: { Authorization: "Basic x" } })(model),
      prompt: "Hello",
    }),
  unknown_model: () => generateText({ model: provider("gpt-4o"), prompt: "Hello" }),
  budget: () => whole("Hello", { maxOutputTokens: 2048, ...once }),
  ...Object.fromEntries(faults.map((fault) => [fault, () => whole(`fault: ${fault}`, once)])),
});
