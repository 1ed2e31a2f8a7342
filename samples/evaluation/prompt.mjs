import { starter } from "./starter.mjs";

/** A starter's system prompt and parameters, as the chat page uses them, and one question. */
export default function ({ vars }) {
  const { system_prompt, parameters } = starter(vars.starter);

  return {
    prompt: [
      { role: "system", content: system_prompt },
      { role: "user", content: vars.question },
    ],
    config: { temperature: parameters.temperature, top_p: parameters.top_p, max_tokens: parameters.max_gen_len },
  };
}
