/** What a file to be brought in holds: this service's export, or any list of messages as chat programs write them. */
export function conversationIn(text) {
  const file = JSON.parse(text);
  const messages = Array.isArray(file) ? file : file?.messages;
  if (!Array.isArray(messages)) {
    throw new SyntaxError("no messages");
  }

  return Array.isArray(file) ? { messages } : file;
}
