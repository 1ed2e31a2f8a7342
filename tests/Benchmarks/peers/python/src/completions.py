"""POST /chat/completions: OpenAI's shape in and out, whole or streamed; the usage is added up in DynamoDB."""
import json
import time
from datetime import datetime, timezone

from event import EVENTS, JSON, body, log, owner_of, refuse
from model import MODEL_ID, invoke, prompt, stream
from table import add_usage


def handle(event, response, request_id):
    started = time.perf_counter()
    request = body(event)
    messages = request.get("messages")
    if not isinstance(messages, list) or not messages or messages[-1]["role"] != "user":
        return refuse(response, 400, "messages: the last one must be the user's")

    question = {
        "prompt": prompt(*_dialog(messages)),
        "temperature": request.get("temperature", 0.5),
        "top_p": request.get("top_p", 0.9),
        "max_gen_len": request.get("max_tokens", 512),
    }
    about = {"id": f"chatcmpl-{request_id}", "created": int(time.time()), "model": MODEL_ID}
    if request.get("stream"):
        usage = _streamed(response, question, about)
        add_usage(owner_of(event), usage, datetime.now(timezone.utc))
    else:
        text, stop_reason, usage = invoke(question)
        add_usage(owner_of(event), usage, datetime.now(timezone.utc))
        message = {"role": "assistant", "content": text, "refusal": None}
        choice = {"index": 0, "message": message, "logprobs": None, "finish_reason": stop_reason}
        response.begin(200, JSON)
        response.write(json.dumps({"object": "chat.completion", **about, "choices": [choice], "usage": usage}))
    log(event, 200, started)


def _streamed(response, question, about):
    def send(delta, finish_reason=None):
        if not response.has_begun:
            response.begin(200, EVENTS)
            send({"role": "assistant", "content": ""})
        choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish_reason}
        response.write(f"data: {json.dumps({'object': 'chat.completion.chunk', **about, 'choices': [choice]})}\n\n")

    _, stop_reason, usage = stream(question, lambda text: send({"content": text}))
    send({}, stop_reason)
    response.write("data: [DONE]\n\n")
    return usage


def _dialog(messages):
    """System messages become the system prompt; user and assistant messages become turns."""
    system = "\n\n".join(message["content"] for message in messages if message["role"] == "system")
    turns = []
    for message in messages:
        if message["role"] == "user":
            turns.append((message["content"], None))
        elif message["role"] == "assistant" and turns:
            turns[-1] = (turns[-1][0], message["content"])
    return system, turns
