// generated-client.ts URL TOKEN: openapi-fetch with the types that openapi-typescript makes of the API's description.
import createClient from "openapi-fetch";
import type { components, paths } from "./generated/api.js";

declare const process: { argv: string[] };

const [url, token] = process.argv.slice(2);
const description = await fetch(`${url}/openapi.json`);
const { servers } = (await description.json()) as { servers: { url: string }[] };
const baseUrl = new URL(servers[0]!.url, description.url).href;

const api = createClient<paths, "application/json" | "application/problem+json">({
  baseUrl,
  headers: { Authorization: `Bearer ${token}` },
});

function must<T>({ data, error }: { data?: T; error?: unknown }): T {
  if (data === undefined) {
    throw new Error(JSON.stringify(error));
  }

  return data;
}

const models = must(await api.GET("/models")).data;
const model = must(await api.GET("/models/{id}", { params: { path: { id: models[0]!.id } } }));
const { id } = must(await api.POST("/conversations", { body: {} }));
const answer = must(await api.POST("/conversations/{id}/messages", { params: { path: { id } }, body: { content: "count to 5" } }));
const messages = must(await api.GET("/conversations/{id}/messages", { params: { path: { id } } })).items;
const conversations: components["schemas"]["Conversation"][] = must(await api.GET("/conversations")).items;
const completion = must(await api.POST("/chat/completions", { body: { messages: [{ role: "user", content: "count to 3" }] } }));
const missing = await api.GET("/conversations/{id}", { params: { path: { id: "01KARXQ5M0T9S2V6W8Y1Z3B5D7" } } });

console.log(
  JSON.stringify({
    baseUrl,
    models: models.map((each) => each.id),
    model: model.id,
    answer: answer.message.content,
    tokens: answer.usage.completion_tokens,
    messages: messages.map((message) => message.role),
    conversations: conversations.map((conversation) => conversation.id === id),
    completion: completion.choices[0]?.message.content,
    missing: missing.error?.code,
  }),
);
