"""The chat table: the same items as ours, so that both do the same work on the same data."""
import os
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple, Optional

import boto3

_dynamo = boto3.client("dynamodb", region_name=os.environ["AWS_REGION"])
_TABLE = os.environ["CHAT_TABLE"]

# Calls that do not need each other's answer are made at the same time. A thread starts with the first of them.
_threads = ThreadPoolExecutor(max_workers=2)


class Conversation(NamedTuple):
    system_prompt: Optional[str]
    temperature: float
    top_p: float
    max_gen_len: int


class Turn(NamedTuple):
    number: int
    user: str
    assistant: Optional[str]
    status: str
    lease_until: int


def read(owner, conversation_id):
    """The conversation, None if there is none, and its last turns, newest first."""
    recent = _threads.submit(_recent, owner, conversation_id)
    head = _head(owner, conversation_id)
    return head, recent.result()


def _head(owner, conversation_id):
    found = _dynamo.get_item(TableName=_TABLE, Key=_head_key(owner, conversation_id), ConsistentRead=True)
    if "Item" not in found:
        return None
    item = found["Item"]
    return Conversation(
        system_prompt=_text(item, "system_prompt"),
        temperature=float(item["temperature"]["N"]),
        top_p=float(item["top_p"]["N"]),
        max_gen_len=int(item["max_gen_len"]["N"]),
    )


def _recent(owner, conversation_id):
    found = _dynamo.query(
        TableName=_TABLE,
        KeyConditionExpression="pk = :pk",
        ExpressionAttributeValues={":pk": {"S": _turns_pk(owner, conversation_id)}},
        ScanIndexForward=False,
        ConsistentRead=True,
        Limit=10,
    )
    return [
        Turn(
            number=int(item["sk"]["S"].removeprefix("TURN#")),
            user=item["user"]["S"],
            assistant=_text(item, "assistant"),
            status=item["status"]["S"],
            lease_until=int(item["lease_until"]["N"]),
        )
        for item in found["Items"]
    ]


def begin(owner, conversation_id, number, user, lease, now):
    """Only if no other request has begun that turn."""
    _dynamo.put_item(
        TableName=_TABLE,
        Item={
            **_turn_key(owner, conversation_id, number),
            "user": {"S": user},
            "status": {"S": "generating"},
            "created_at": {"S": _instant(now)},
            "lease_until": {"N": str(int(now.timestamp() * 1000) + 30_000)},
            "lease": {"S": lease},
        },
        ConditionExpression="attribute_not_exists(pk)",
    )


def complete(owner, conversation_id, number, lease, user, answer, now):
    """Turn, head and usage are items of their own: they are written side by side."""
    text, stop_reason, usage = answer
    others = [
        _threads.submit(_update_head, owner, conversation_id, number, user, usage, now),
        _threads.submit(add_usage, owner, usage, now),
    ]
    _dynamo.update_item(
        TableName=_TABLE,
        Key=_turn_key(owner, conversation_id, number),
        UpdateExpression="SET #status = :complete, assistant = :text, stop_reason = :reason"
        " ADD prompt_tokens :prompt, completion_tokens :completion, cost_usd :cost",
        ConditionExpression="#status = :generating AND lease = :mine",
        ExpressionAttributeNames={"#status": "status"},
        ExpressionAttributeValues={
            ":complete": {"S": "complete"},
            ":generating": {"S": "generating"},
            ":mine": {"S": lease},
            ":text": {"S": text},
            ":reason": {"S": stop_reason},
            **_totals(usage),
        },
    )
    for other in others:
        other.result()


def _update_head(owner, conversation_id, number, user, usage, now):
    _dynamo.update_item(
        TableName=_TABLE,
        Key=_head_key(owner, conversation_id),
        UpdateExpression="SET turns = :turns, updated_at = :now, title = if_not_exists(title, :title)"
        " ADD prompt_tokens :prompt, completion_tokens :completion, cost_usd :cost",
        ConditionExpression="attribute_exists(pk)",
        ExpressionAttributeValues={
            ":turns": {"N": str(number)},
            ":now": {"S": _instant(now)},
            ":title": {"S": user[:60]},
            **_totals(usage),
        },
    )


def add_usage(owner, usage, now):
    _dynamo.update_item(
        TableName=_TABLE,
        Key={"pk": {"S": f"USER#{owner}"}, "sk": {"S": f"USAGE#{now:%Y-%m-%d}"}},
        UpdateExpression="ADD turns :one, prompt_tokens :prompt, completion_tokens :completion, cost_usd :cost",
        ExpressionAttributeValues={":one": {"N": "1"}, **_totals(usage)},
    )


def _totals(usage):
    return {
        ":prompt": {"N": str(usage["prompt_tokens"])},
        ":completion": {"N": str(usage["completion_tokens"])},
        ":cost": {"N": f"{usage['cost_usd']:.8f}"},
    }


def _head_key(owner, conversation_id):
    return {"pk": {"S": f"USER#{owner}"}, "sk": {"S": f"CONV#{conversation_id}"}}


def _turns_pk(owner, conversation_id):
    return f"CONV#{owner}#{conversation_id}"


def _turn_key(owner, conversation_id, number):
    return {"pk": {"S": _turns_pk(owner, conversation_id)}, "sk": {"S": f"TURN#{number:06}"}}


def _instant(now):
    return now.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _text(item, name):
    return item[name]["S"] if name in item else None
