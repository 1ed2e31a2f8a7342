// POST /chat/completions: OpenAI's shape in and out, whole or streamed; the usage is added up in DynamoDB.
import { body, events, json, log, ownerOf, refuse } from "./event.mjs";
import { invoke, modelId, prompt, stream } from "./model.mjs";
import { addUsage } from "./table.mjs";

export async function completions(event, response, context) {
  const started = performance.now();
  const request = body(event);
  if (!Array.isArray(request.messages) || request.messages.at(-1)?.role !== "user") {
    return refuse(response, 400, "messages: the last one must be the user's");
  }

  const model = {
    prompt: prompt(...dialog(request.messages)),
    temperature: request.temperature ?? 0.5,
    top_p: request.top_p ?? 0.9,
    max_gen_len: request.max_tokens ?? 512,
  };
  const about = { id: `chatcmpl-${context.awsRequestId}`, created: Math.floor(Date.now() / 1000), model: modelId };
  if (request.stream) {
    await streamed(response, model, about, ownerOf(event));
  } else {
    const answer = await invoke(model);
    await addUsage(ownerOf(event), answer.usage, new Date());
    response.begin(200, json);
    await response.write(
      JSON.stringify({
        object: "chat.completion",
        ...about,
        choices: [{ index: 0, message: { role: "assistant", content: answer.text, refusal: null }, logprobs: null, finish_reason: answer.stopReason }],
        usage: answer.usage,
      }),
    );
  }
  log(event, 200, started);
}

async function streamed(response, model, about, owner) {
  const send = (delta, finish_reason) =>
    response.write(
      `data: ${JSON.stringify({ object: "chat.completion.chunk", ...about, choices: [{ index: 0, delta, logprobs: null, finish_reason }] })}\n\n`,
    );
  const texts = stream(model);
  let next = await texts.next();
  response.begin(200, events);
  await send({ role: "assistant", content: "" }, null);
  while (!next.done) {
    await send({ content: next.value }, null);
    next = await texts.next();
  }
  await send({}, next.value.stopReason);
  await response.write("data: [DONE]\n\n");
  await addUsage(owner, next.value.usage, new Date());
}

/** System messages become the system prompt; user and assistant messages become turns. */
function dialog(messages) {
  const system = messages.filter(({ role }) => role === "system").map(({ content }) => content).join("\n\n");
  const turns = [];
  for (const { role, content } of messages) {
    if (role === "user") {
      turns.push({ user: content });
    } else if (role === "assistant" && turns.length > 0) {
      turns.at(-1).assistant = content;
    }
  }
  return [system, turns];
}
