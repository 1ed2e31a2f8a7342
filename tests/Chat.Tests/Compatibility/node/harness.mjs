// Runs scenarios one after the other and prints what came of each, as one line of JSON.
export const [baseURL, apiKey] = process.argv.slice(2);
export const model = "default";

let posts = 0;
const send = globalThis.fetch;
globalThis.fetch = (resource, init) => {
  posts += (init?.method ?? resource.method) === "POST" ? 1 : 0;
  return send(resource, init);
};

export async function run(scenarios) {
  const report = {};
  for (const [name, scenario] of Object.entries(scenarios)) {
    posts = 0;
    try {
      report[name] = { value: (await scenario()) ?? null };
    } catch (error) {
      report[name] = { error: describe(error) };
    }

    report[name].posts = posts;
  }

  console.log(JSON.stringify(report));
}

// Clients that retry wrap the last error.
function describe(error) {
  const cause = error.lastError ?? error;
  return {
    name: error.constructor.name,
    status: cause.status ?? cause.statusCode ?? null,
    code: cause.code ?? cause.data?.error?.code ?? null,
    param: cause.param ?? cause.data?.error?.param ?? null,
    message: cause.message,
  };
}

/** The faults that the stand-in is told of, by the text of the prompt. */
export const broken = "fault: fail_mid_stream";
export const slow = "fault: slow_first_token";
export const faults = ["throttle", "end_of_life", "access_denied", "model_error", "unavailable", "model_timeout", "not_ready"];

export const tooLarge = "x".repeat(1024 * 1024 + 1);
export const tooLong = "word ".repeat(5000);
