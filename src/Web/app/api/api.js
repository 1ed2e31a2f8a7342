import { readEvents } from "./events.js";
import { Problem } from "./problem.js";

/** The REST API, as far as the page needs it. Every failure is a Problem. */
export class Api {
  #base;
  #session;

  constructor(base, session) {
    this.#base = base.replace(/\/$/, "");
    this.#session = session;
  }

  models = () => this.#json("GET", "/models");

  usage(day) {
    return this.#json("GET", `/usage?from=${day}&to=${day}`);
  }

  conversations({ cursor, q, archived }) {
    return this.#json("GET", `/conversations${query({ limit: 30, cursor, q, archived: archived || null })}`);
  }

  conversation = (id) => this.#json("GET", `/conversations/${id}`);

  create = (body, key) => this.#json("POST", "/conversations", body, { "Idempotency-Key": key });

  change = (id, changes) => this.#json("PATCH", `/conversations/${id}`, changes);

  remove = (id) => this.#json("DELETE", `/conversations/${id}`);

  messages(id, { cursor, leaf, limit = 40, view = "path" } = {}) {
    return this.#json("GET", `/conversations/${id}/messages${query({ view, order: "desc", limit, cursor, leaf })}`);
  }

  cancel = (id) => this.#json("POST", `/conversations/${id}/cancel`);

  rate = (id, turn, rating) => this.#json("PUT", `/conversations/${id}/messages/${turn}/feedback`, { rating });

  unrate = (id, turn) => this.#json("DELETE", `/conversations/${id}/messages/${turn}/feedback`);

  async exported(id, format) {
    return (await this.#fetch("GET", `/conversations/${id}/export?format=${format}`)).blob();
  }

  /** Sends a message; the answer's events as they come. */
  ask(id, body, key, signal) {
    return this.#events("POST", `/conversations/${id}/messages`, body, { "Idempotency-Key": key }, signal);
  }

  /** Follows an answer that is under way. */
  follow(id, turn, signal) {
    return this.#events("GET", `/conversations/${id}/messages/${turn}`, undefined, {}, signal);
  }

  async *#events(method, path, body, headers, signal) {
    const response = await this.#fetch(method, path, body, { ...headers, Accept: "text/event-stream" }, signal);
    try {
      for await (const { event, data } of readEvents(response.body)) {
        const value = JSON.parse(data);
        if (event === "error") {
          throw new Problem(value.code, value);
        }

        yield { event, value };
        if (event === "done") {
          return;
        }
      }
    } catch (error) {
      throw error instanceof Problem || error.name === "AbortError" ? error : Problem.lost();
    }

    throw Problem.lost();
  }

  async #json(method, path, body, headers = {}) {
    const response = await this.#fetch(method, path, body, headers);
    return response.status === 204 ? null : response.json();
  }

  async #fetch(method, path, body, headers = {}, signal = undefined) {
    let response = await this.#send(method, path, body, headers, signal);
    if (response.status === 401 && (await this.#session.renew())) {
      response = await this.#send(method, path, body, headers, signal);
    }

    if (!response.ok) {
      throw await Problem.of(response);
    }

    return response;
  }

  async #send(method, path, body, headers, signal) {
    try {
      return await fetch(this.#base + path, {
        method,
        headers: {
          Accept: "application/json",
          ...headers,
          ...(body === undefined ? {} : { "Content-Type": "application/json" }),
          Authorization: `Bearer ${this.#session.token()}`,
        },
        body: body === undefined ? undefined : JSON.stringify(body),
        signal,
        cache: "no-store",
      });
    } catch (error) {
      throw error.name === "AbortError" ? error : Problem.lost();
    }
  }
}

function query(values) {
  const given = Object.entries(values).filter(([, value]) => value !== null && value !== undefined && value !== "");
  return given.length === 0 ? "" : `?${new URLSearchParams(given)}`;
}
