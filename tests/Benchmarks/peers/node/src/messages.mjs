// POST /conversations/{id}/messages: reads what came before, begins the turn, generates, writes the turn down.
import { body, events, json, log, ownerOf, refuse, wantsEvents } from "./event.mjs";
import { modelId, prompt, stream } from "./model.mjs";
import { begin, complete, head, recent } from "./table.mjs";

const windowTokens = 4096;

export async function messages(event, response, context) {
  const started = performance.now();
  const owner = ownerOf(event);
  const id = event.pathParameters.id;
  const { content } = body(event);

  // Neither needs the other's answer.
  const [conversation, earlier] = await Promise.all([head(owner, id), recent(owner, id)]);
  if (!conversation) {
    return refuse(response, 404, "There is no such conversation.");
  }
  if (earlier[0]?.status === "generating" && earlier[0].lease_until > Date.now()) {
    return refuse(response, 409, "A turn is being generated.");
  }

  const number = earlier.length === 0 ? 1 : Number(earlier[0].sk.slice("TURN#".length)) + 1;
  const included = fit(earlier, conversation, content);
  await begin(owner, id, number, content, context.awsRequestId, new Date());

  const asEvents = wantsEvents(event);
  const answer = { text: "" };
  const texts = stream({
    prompt: prompt(conversation.system_prompt, [...included, { user: content }]),
    temperature: conversation.temperature,
    top_p: conversation.top_p,
    max_gen_len: conversation.max_gen_len,
  });
  let next = await texts.next();
  if (asEvents) {
    response.begin(200, events);
  }
  while (!next.done) {
    answer.text += next.value;
    if (asEvents) {
      await response.write(`event: delta\ndata: ${JSON.stringify({ text: next.value })}\n\n`);
    }
    next = await texts.next();
  }
  Object.assign(answer, next.value);
  await complete(owner, id, number, context.awsRequestId, content, answer, new Date());

  const whole = JSON.stringify({
    conversation_id: id,
    turn: number,
    message: { role: "assistant", content: answer.text },
    stop_reason: answer.stopReason,
    usage: answer.usage,
    context: {
      window_tokens: windowTokens,
      prompt_tokens: answer.usage.prompt_tokens,
      turns_included: included.length,
      turns_dropped: number - 1 - included.length,
    },
    served_by: { model_id: modelId, region: process.env.AWS_REGION },
  });
  if (!asEvents) {
    response.begin(200, json);
  }
  await response.write(asEvents ? `event: done\ndata: ${whole}\n\n` : whole);
  log(event, 200, started);
}

/** As many turns as fit, newest first; three characters are taken for a token, which is on the safe side for English. */
function fit(newestFirst, conversation, content) {
  let left = windowTokens - conversation.max_gen_len - (content.length + (conversation.system_prompt?.length ?? 0)) / 3;
  const included = [];
  for (const turn of newestFirst) {
    left -= (turn.user.length + (turn.assistant?.length ?? 0)) / 3 + 8;
    if (left < 0) {
      break;
    }
    if (turn.assistant) {
      included.unshift({ user: turn.user, assistant: turn.assistant });
    }
  }
  return included;
}
