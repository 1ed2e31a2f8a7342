"""patience.py ENDPOINT MODEL FAULT...: retries, a timeout, an abort and errors of boto3; prints what came of them as JSON."""
import json
import sys

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError, EventStreamError, ReadTimeoutError

endpoint, model, *faults = sys.argv[1:]


def client(**config):
    return boto3.client(
        "bedrock-runtime",
        endpoint_url=endpoint,
        region_name="us-east-1",
        aws_access_key_id="local",
        aws_secret_access_key="local",
        config=Config(**config),
    )


def call(prompt):
    return {"modelId": model, "body": json.dumps({"prompt": prompt, "max_gen_len": 2048})}


usual = client()
once = client(retries={"max_attempts": 0}, read_timeout=0.5)

retried = usual.invoke_model(**call("echo: throttled once"))

errors = {}
for fault in faults:
    try:
        once.invoke_model(**call(f"fault: {fault}"))
    except ClientError as error:
        errors[fault] = [error.response["Error"]["Code"], error.response["ResponseMetadata"]["HTTPStatusCode"]]

try:
    timeout = once.invoke_model(**call("fault: slow")) and None
except ReadTimeoutError as error:
    timeout = type(error).__name__

try:
    broken = [event for event in once.invoke_model_with_response_stream(**call("fault: broken"))["body"]] and None
except EventStreamError as error:
    broken = error.response["Error"]["Code"]

chunks = 0
stream = usual.invoke_model_with_response_stream(**call("count to 1000"))["body"]
for _ in stream:
    chunks += 1
    if chunks == 5:
        stream.close()
        break

after = usual.invoke_model(**call("echo: still there"))
print(
    json.dumps(
        {
            "text": json.loads(retried["body"].read())["generation"],
            "retries": retried["ResponseMetadata"]["RetryAttempts"],
            "errors": errors,
            "timeout": timeout,
            "broken": broken,
            "after": json.loads(after["body"].read())["generation"],
        }
    )
)
