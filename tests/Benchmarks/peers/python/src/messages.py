"""POST /conversations/{id}/messages: reads what came before, begins the turn, generates, writes the turn down."""
import json
import os
import time
from datetime import datetime, timezone

from event import EVENTS, JSON, body, log, owner_of, refuse, wants_events
from model import MODEL_ID, prompt, stream
from table import begin, complete, read

WINDOW_TOKENS = 4096


def handle(event, response, request_id):
    started = time.perf_counter()
    owner = owner_of(event)
    conversation_id = event["pathParameters"]["id"]
    content = body(event)["content"]

    conversation, earlier = read(owner, conversation_id)
    if conversation is None:
        return refuse(response, 404, "There is no such conversation.")
    if earlier and earlier[0].status == "generating" and earlier[0].lease_until > time.time() * 1000:
        return refuse(response, 409, "A turn is being generated.")

    number = earlier[0].number + 1 if earlier else 1
    included = _fit(earlier, conversation, content)
    begin(owner, conversation_id, number, content, request_id, datetime.now(timezone.utc))

    question = {
        "prompt": prompt(conversation.system_prompt, [*included, (content, None)]),
        "temperature": conversation.temperature,
        "top_p": conversation.top_p,
        "max_gen_len": conversation.max_gen_len,
    }
    streamed = wants_events(event)

    def on_text(piece):
        if streamed:
            _send(response, "delta", {"text": piece})

    text, stop_reason, usage = stream(question, on_text)
    complete(owner, conversation_id, number, request_id, content, (text, stop_reason, usage), datetime.now(timezone.utc))

    whole = {
        "conversation_id": conversation_id,
        "turn": number,
        "message": {"role": "assistant", "content": text},
        "stop_reason": stop_reason,
        "usage": usage,
        "context": {
            "window_tokens": WINDOW_TOKENS,
            "prompt_tokens": usage["prompt_tokens"],
            "turns_included": len(included),
            "turns_dropped": number - 1 - len(included),
        },
        "served_by": {"model_id": MODEL_ID, "region": os.environ["AWS_REGION"]},
    }
    if streamed:
        _send(response, "done", whole)
    else:
        response.begin(200, JSON)
        response.write(json.dumps(whole))
    log(event, 200, started)


def _send(response, name, data):
    if not response.has_begun:
        response.begin(200, EVENTS)
    response.write(f"event: {name}\ndata: {json.dumps(data)}\n\n")


def _fit(newest_first, conversation, content):
    """As many turns as fit, newest first; three characters are taken for a token, which is on the safe side for English."""
    left = WINDOW_TOKENS - conversation.max_gen_len - (len(content) + len(conversation.system_prompt or "")) / 3
    included = []
    for turn in newest_first:
        left -= (len(turn.user) + len(turn.assistant or "")) / 3 + 8
        if left < 0:
            break
        if turn.assistant:
            included.insert(0, (turn.user, turn.assistant))
    return included
