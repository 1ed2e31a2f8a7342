// Llama 2 on Bedrock: the prompt, and both ways of asking. The client is made once, outside of any handler.
import { BedrockRuntimeClient, InvokeModelCommand, InvokeModelWithResponseStreamCommand } from "@aws-sdk/client-bedrock-runtime";

const bedrock = new BedrockRuntimeClient({});
const decoder = new TextDecoder();

export const modelId = process.env.MODEL_ID ?? "meta.llama2-13b-chat-v1";

const inputPrice = Number(process.env.INPUT_PRICE_PER_1K ?? 0.00075);
const outputPrice = Number(process.env.OUTPUT_PRICE_PER_1K ?? 0.001);

/** The turns are [{ user, assistant? }]; only the last one has no answer yet. */
export function prompt(system, turns) {
  return turns
    .map(({ user, assistant }, index) => {
      const message = index === 0 && system ? `<<SYS>>\n${neutral(system)}\n<</SYS>>\n\n${neutral(user)}` : neutral(user);
      return assistant === undefined
        ? `[INST] ${message.trim()} [/INST]`
        : `[INST] ${message.trim()} [/INST] ${neutral(assistant).trim()} </s>`;
    })
    .join("<s>");
}

export async function invoke(body) {
  const answer = await bedrock.send(new InvokeModelCommand(input(body)));
  const json = JSON.parse(decoder.decode(answer.body));
  return {
    text: json.generation,
    stopReason: json.stop_reason,
    usage: usage(json.prompt_token_count, json.generation_token_count),
  };
}

/** Yields texts; returns what is known at the end. */
export async function* stream(body) {
  const answer = await bedrock.send(new InvokeModelWithResponseStreamCommand(input(body)));
  let prompted = 0;
  let generated = 0;
  for await (const event of answer.body) {
    const chunk = JSON.parse(decoder.decode(event.chunk.bytes));
    prompted = chunk.prompt_token_count ?? prompted;
    generated = chunk.generation_token_count ?? generated;
    if (chunk.generation) {
      yield chunk.generation;
    }
    if (chunk.stop_reason) {
      return { stopReason: chunk.stop_reason, usage: usage(prompted, generated) };
    }
  }
  throw new Error("The stream from the model broke.");
}

function input(body) {
  return { modelId, contentType: "application/json", accept: "application/json", body: JSON.stringify(body) };
}

function usage(prompt_tokens, completion_tokens) {
  return {
    prompt_tokens,
    completion_tokens,
    total_tokens: prompt_tokens + completion_tokens,
    cost_usd: Number(((prompt_tokens * inputPrice + completion_tokens * outputPrice) / 1000).toFixed(8)),
  };
}

function neutral(text) {
  return text.replace(/\[INST\]|\[\/INST\]|<<SYS>>|<<\/SYS>>|<s>|<\/s>/g, (tag) => `${tag[0]} ${tag.slice(1)}`);
}
