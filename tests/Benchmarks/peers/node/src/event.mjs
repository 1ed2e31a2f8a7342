// What both functions read of an API Gateway event.

export const json = { "Content-Type": "application/json" };
export const events = { "Content-Type": "text/event-stream", "Cache-Control": "no-store" };

export function body(event) {
  return JSON.parse(event.isBase64Encoded ? Buffer.from(event.body, "base64").toString("utf8") : event.body);
}

export function ownerOf(event) {
  return event.requestContext.authorizer.claims.sub;
}

export function wantsEvents(event) {
  const accept = Object.entries(event.headers).find(([name]) => name.toLowerCase() === "accept");
  return accept?.[1].includes("text/event-stream") ?? false;
}

export async function refuse(response, statusCode, message) {
  response.begin(statusCode, json);
  await response.write(JSON.stringify({ error: { message, type: "invalid_request_error" } }));
}

export function log(event, status, started) {
  console.log(JSON.stringify({ message: `${event.httpMethod} ${event.resource} ${status} ${Math.round(performance.now() - started)} ms` }));
}
