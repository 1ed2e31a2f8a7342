import { time } from "./format.js";

/** A problem in plain words: what happened, and what to do next. */
export function explain(problem) {
  const words = known[problem.code] ?? unknown;
  return words(problem);
}

const unknown = (problem) => ({
  title: "Something went wrong here.",
  next: problem.request_id ? `Try again. If it keeps happening, report it with this number: ${problem.request_id}` : "Try again in a moment.",
});

const known = {
  connection_lost: () => ({ title: "The connection was lost.", next: "Check that you are online, then try again. Nothing you wrote is gone." }),
  rate_limited: () => ({ title: "The service is busy.", next: "Try again in a moment." }),
  model_unavailable: () => ({ title: "The model is not available right now.", next: "Try again in a moment." }),
  turn_in_progress: () => ({ title: "Another answer is still being written in this conversation.", next: "Yours is asked as soon as it is done." }),
  budget_exceeded: ({ resets_at: resets }) => ({
    title: "Today’s budget is used up.",
    next: `${resets ? `It is renewed ${time(resets)}. ` : ""}Until then a smaller maximum length, in the settings, may still fit.`,
  }),
  context_length_exceeded: () => ({
    title: "This message is too long for the model.",
    next: "Shorten it, or choose a smaller maximum length in the settings.",
  }),
  model_retired: () => ({
    title: "This model has been retired and no longer answers.",
    next: "Ask whoever runs this service to choose a newer model. Your conversations are still here to read and export.",
  }),
  model_error: () => ({ title: "The model could not answer this.", next: "Try again, or word the message differently." }),
  timeout: () => ({ title: "The answer took too long.", next: "Try again, or choose a smaller maximum length in the settings." }),
  unauthorized: () => ({ title: "You are signed out.", next: "Sign in again; what you wrote is kept." }),
  forbidden: () => ({ title: "You may not do this.", next: "Ask whoever runs this service for access." }),
  not_found: () => ({ title: "This conversation no longer exists.", next: "It may have been deleted elsewhere. Start a new one." }),
  payload_too_large: () => ({ title: "This is too large to send.", next: "Shorten it and try again." }),
  invalid_request: ({ detail }) => ({ title: "The service did not accept this.", next: detail || "Check the settings and try again." }),
  idempotency_mismatch: () => ({ title: "This message was changed while it was being sent.", next: "Send it again." }),
};

/** What somebody who waits should know. */
export const waitingFor = (problem) =>
  ({
    connection_lost: "Connection lost",
    rate_limited: "The service is busy",
    model_unavailable: "The model is not available right now",
    turn_in_progress: "Another answer is still being written",
  })[problem.code] ?? "Trying again";

/** How an answer ended, where that is worth a word. */
export function ending(turn) {
  if (turn.guardrail?.blocked) {
    return { tone: "note", text: "A safety rule of this service stopped the answer. Try wording your message differently." };
  }

  if (turn.guardrail?.action === "INTERVENED") {
    return { tone: "note", text: "A safety rule of this service has hidden parts of this answer." };
  }

  if (turn.status === "failed") {
    return { tone: "warning", text: turn.assistant ? "The answer broke off before it was whole." : "There is no answer to this message." };
  }

  const text = {
    length: "The answer reached its maximum length.",
    cancelled: "You stopped this answer.",
    deadline: "The time for the answer ran out.",
    disconnected: "The connection broke while the answer was written.",
    abandoned: "The answer broke off before it was whole.",
  }[turn.stopReason];
  return text ? { tone: "note", text } : null;
}

/** What Meta's licence asks to be shown with a model; null where it asks for nothing. */
export function attribution(modelId) {
  const version = /llama(\d+)(?:-(\d)-)?/i.exec(modelId ?? "");
  if (version === null || version[1] === "2") {
    return null;
  }

  return version[1] === "3" && version[2] === undefined ? "Built with Meta Llama 3" : "Built with Llama";
}
