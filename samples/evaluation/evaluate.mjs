import { spawnSync } from "node:child_process";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

// LocalCloud, unless another address and its key are given.
const url = process.env.CHAT_URL ?? "http://localhost:3000/v1";
const key = process.env.CHAT_KEY ?? "evaluation";

const health = await fetch(`${url}/health`).then((answer) => answer.json());
console.log(`${url} answers with ${health.model_id} (${health.status})`);

const folder = dirname(fileURLToPath(import.meta.url));
const promptfoo = join(folder, "node_modules/promptfoo/dist/src/entrypoint.js");
const run = spawnSync(process.execPath, [promptfoo, "eval", "--no-cache", "--no-write", "--max-concurrency", "2", ...process.argv.slice(2)], {
  cwd: folder,
  stdio: "inherit",
  env: {
    ...process.env,
    CHAT_URL: url,
    CHAT_KEY: key,
    PROMPTFOO_CONFIG_DIR: join(folder, ".promptfoo"),
    PROMPTFOO_DISABLE_TELEMETRY: "1",
    PROMPTFOO_DISABLE_UPDATE: "1",
  },
});
process.exit(run.status ?? 1);
