/** The events of a text/event-stream, each {event, data}; lines that begin with a colon keep the connection open. */
export async function* readEvents(body) {
  let buffer = "";
  for await (const piece of pieces(body.pipeThrough(new TextDecoderStream()))) {
    buffer += piece;
    const blocks = buffer.split(/\r?\n\r?\n/);
    buffer = blocks.pop();
    for (const block of blocks) {
      const event = parse(block);
      if (event !== null) {
        yield event;
      }
    }
  }
}

// Not every browser can iterate over a stream.
async function* pieces(stream) {
  const reader = stream.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) {
        return;
      }

      yield value;
    }
  } finally {
    reader.cancel().catch(() => {});
  }
}

function parse(block) {
  let event = "message";
  const data = [];
  for (const line of block.split(/\r?\n/)) {
    const [, name, value] = /^([^:]*):? ?(.*)$/.exec(line);
    if (name === "event") {
      event = value;
    } else if (name === "data") {
      data.push(value);
    }
  }

  return data.length > 0 ? { event, data: data.join("\n") } : null;
}
