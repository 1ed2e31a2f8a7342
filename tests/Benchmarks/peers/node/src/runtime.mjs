// The Runtime API's loop. AWS's own client (aws-lambda-ric) is compiled at its installation, which needs a C++ tool
// chain, CMake and autotools; this does the same with less, so the comparison errs in the peer's favour.
import { Agent, request } from "node:http";

const [hostname, port] = process.env.AWS_LAMBDA_RUNTIME_API.split(":");
const base = "/2018-06-01/runtime";
const agent = new Agent({ keepAlive: true, maxSockets: 2, noDelay: true });

export async function run(handler) {
  for (;;) {
    const next = await call("GET", `${base}/invocation/next`);
    const id = next.headers["lambda-runtime-aws-request-id"];
    process.env._X_AMZN_TRACE_ID = next.headers["lambda-runtime-trace-id"];
    const response = new StreamedResponse(id);
    try {
      const event = JSON.parse(await text(next));
      await handler(event, response, { awsRequestId: id, deadline: Number(next.headers["lambda-runtime-deadline-ms"]) });
      await response.end();
    } catch (error) {
      console.error(error);
      await response.fail(error);
    }
  }
}

/** As awslambda.HttpResponseStream: a prelude with status and headers, then whatever is written, as it is written. */
class StreamedResponse {
  #id;
  #request;
  #answered;

  constructor(id) {
    this.#id = id;
  }

  begin(statusCode, headers) {
    this.#request = open("POST", `${base}/invocation/${this.#id}/response`, {
      "Content-Type": "application/vnd.awslambda.http-integration-response",
      "Lambda-Runtime-Function-Response-Mode": "streaming",
      "Transfer-Encoding": "chunked",
      Trailer: "Lambda-Runtime-Function-Error-Type, Lambda-Runtime-Function-Error-Body",
    });
    this.#answered = answerOf(this.#request).then(text);
    this.#request.write(`${JSON.stringify({ statusCode, headers })}\0\0\0\0\0\0\0\0`);
  }

  /** Waits while the other side does not read. */
  async write(chunk) {
    if (!this.#request.write(chunk)) {
      await new Promise((drained) => this.#request.once("drain", drained));
    }
  }

  async end() {
    this.#request.end();
    await this.#answered;
  }

  async fail(error) {
    const body = JSON.stringify({ errorMessage: error.message, errorType: error.name, stackTrace: [] });
    if (this.#request) {
      this.#request.addTrailers({
        "Lambda-Runtime-Function-Error-Type": error.name,
        "Lambda-Runtime-Function-Error-Body": Buffer.from(body).toString("base64"),
      });
      await this.end();
    } else {
      await text(await call("POST", `${base}/invocation/${this.#id}/error`, body, { "Lambda-Runtime-Function-Error-Type": error.name }));
    }
  }
}

function call(method, path, body, headers) {
  const sent = open(method, path, body === undefined ? headers : { ...headers, "Content-Length": Buffer.byteLength(body) });
  sent.end(body);
  return answerOf(sent);
}

function open(method, path, headers) {
  const sent = request({ hostname, port, method, path, headers, agent });
  sent.setNoDelay(true);
  return sent;
}

function answerOf(sent) {
  return new Promise((resolve, reject) => sent.once("response", resolve).once("error", reject));
}

async function text(response) {
  response.setEncoding("utf8");
  let whole = "";
  for await (const part of response) {
    whole += part;
  }
  return whole;
}
