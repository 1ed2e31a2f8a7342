import { readFileSync } from "node:fs";

/** Reads a starter of samples/assistants. */
export function starter(name) {
  return JSON.parse(readFileSync(new URL(`../assistants/${name}.json`, import.meta.url), "utf8"));
}
