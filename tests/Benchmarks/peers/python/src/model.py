"""Llama 2 on Bedrock: the prompt, and both ways of asking. The client is made once, outside of any handler."""
import json
import os
import re

import boto3

MODEL_ID = os.environ.get("MODEL_ID", "meta.llama2-13b-chat-v1")

_INPUT_PRICE = float(os.environ.get("INPUT_PRICE_PER_1K", "0.00075"))
_OUTPUT_PRICE = float(os.environ.get("OUTPUT_PRICE_PER_1K", "0.001"))
_TAGS = re.compile(r"\[INST\]|\[/INST\]|<<SYS>>|<</SYS>>|<s>|</s>")

_bedrock = boto3.client("bedrock-runtime", region_name=os.environ["AWS_REGION"])


def prompt(system, turns):
    """The turns are pairs of a question and its answer; only the last one has no answer yet."""
    texts = []
    for index, (user, assistant) in enumerate(turns):
        message = _neutral(user)
        if index == 0 and system:
            message = f"<<SYS>>\n{_neutral(system)}\n<</SYS>>\n\n{message}"
        text = f"[INST] {message.strip()} [/INST]"
        texts.append(text if assistant is None else f"{text} {_neutral(assistant).strip()} </s>")
    return "<s>".join(texts)


def invoke(body):
    """The text, why it ends, and what it costs."""
    answer = json.loads(_bedrock.invoke_model(**_input(body))["body"].read())
    return (
        answer["generation"],
        answer["stop_reason"],
        _usage(answer["prompt_token_count"], answer["generation_token_count"]),
    )


def stream(body, on_text):
    """The same; on_text is called with each piece of the text."""
    texts = []
    stop_reason = None
    prompted = generated = 0
    for event in _bedrock.invoke_model_with_response_stream(**_input(body))["body"]:
        chunk = json.loads(event["chunk"]["bytes"])
        prompted = chunk.get("prompt_token_count") or prompted
        generated = chunk.get("generation_token_count") or generated
        if chunk.get("generation"):
            texts.append(chunk["generation"])
            on_text(chunk["generation"])
        if chunk.get("stop_reason"):
            stop_reason = chunk["stop_reason"]
    if stop_reason is None:
        raise RuntimeError("The stream from the model broke.")
    return "".join(texts), stop_reason, _usage(prompted, generated)


def _input(body):
    return {
        "modelId": MODEL_ID,
        "contentType": "application/json",
        "accept": "application/json",
        "body": json.dumps(body),
    }


def _usage(prompt_tokens, completion_tokens):
    return {
        "prompt_tokens": prompt_tokens,
        "completion_tokens": completion_tokens,
        "total_tokens": prompt_tokens + completion_tokens,
        "cost_usd": round((prompt_tokens * _INPUT_PRICE + completion_tokens * _OUTPUT_PRICE) / 1000, 8),
    }


def _neutral(text):
    return _TAGS.sub(lambda tag: f"{tag[0][0]} {tag[0][1:]}", text)
