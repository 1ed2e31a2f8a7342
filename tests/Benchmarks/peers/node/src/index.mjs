// One bundle, two functions: _HANDLER picks one, as it does for ours.
import { completions } from "./completions.mjs";
import { messages } from "./messages.mjs";
import { run } from "./runtime.mjs";

run({ completions, messages }[process.env._HANDLER]).catch((error) => {
  console.error(error);
  process.exit(1);
});
