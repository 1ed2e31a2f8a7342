/** The API lists a turn as two messages; here it is one object. */
export function turnsOf(messages) {
  const turns = new Map();
  for (const message of messages) {
    const { turn: number, parent, versions } = message;
    const turn = turns.get(number) ?? { turn: number, parent, versions, user: "", assistant: "", isPartial: true };
    turns.set(number, turn);
    if (message.role === "user") {
      turn.user = message.content;
      turn.isPartial = false;
      turn.createdAt = message.created_at;
    } else {
      turn.assistant = message.content;
      turn.status = message.status;
      turn.stopReason = message.stop_reason;
      turn.usage = message.usage;
      turn.citations = message.citations;
      turn.retrieval = message.retrieval;
      turn.guardrail = message.guardrail;
      turn.feedback = message.feedback ?? null;
      turn.context = message.context;
    }
  }

  return [...turns.values()].sort((one, other) => one.turn - other.turn);
}

/** An answer as the API gives it, as a turn. How many versions there are, the list tells. */
export const turnOf = (answer, content) => ({
  turn: answer.turn,
  parent: answer.parent,
  versions: 1,
  user: content,
  assistant: answer.message.content,
  status: answer.stop_reason === "cancelled" ? "cancelled" : "complete",
  stopReason: answer.stop_reason,
  usage: answer.usage,
  context: answer.context,
  citations: answer.citations,
  retrieval: answer.retrieval,
  guardrail: answer.guardrail,
  feedback: null,
});

/** Two lists as one, without a turn twice; the second has the newer word. */
export function merged(older, newer) {
  const turns = new Map(older.map((turn) => [turn.turn, turn]));
  for (const turn of newer) {
    turns.set(turn.turn, join(turns.get(turn.turn), turn));
  }

  return [...turns.values()].sort((one, other) => one.turn - other.turn);
}

// A page of the list can end in the middle of a turn.
function join(one, other) {
  if (one === undefined) {
    return other;
  }

  return { ...one, ...other, isPartial: one.isPartial && other.isPartial, user: other.user || one.user, assistant: other.assistant || one.assistant, context: other.context ?? one.context };
}

/** Whether more can be had of an answer that ended before it was whole. */
export const canContinue = (turn) =>
  turn.assistant !== "" && !turn.guardrail?.blocked && (["length", "cancelled", "deadline", "disconnected", "abandoned"].includes(turn.stopReason) || turn.status === "failed");
