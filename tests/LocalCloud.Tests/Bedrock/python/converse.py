"""converse.py ENDPOINT MODEL: ordinary boto3 code; prints what came of it as JSON."""
import json
import sys

import boto3

endpoint, model = sys.argv[1:]
keys = dict(endpoint_url=endpoint, region_name="us-east-1", aws_access_key_id="local", aws_secret_access_key="local")
runtime = boto3.client("bedrock-runtime", **keys)
messages = [{"role": "user", "content": [{"text": "count to 5"}]}]

whole = runtime.converse(modelId=model, messages=messages, inferenceConfig={"temperature": 0.2})
text = ""
for event in runtime.converse_stream(modelId=model, messages=messages)["stream"]:
    text += event.get("contentBlockDelta", {}).get("delta", {}).get("text", "")

control = boto3.client("bedrock", **keys)
try:
    control.get_foundation_model(modelIdentifier=model)
    refused = None
except control.exceptions.ClientError as error:
    refused = error.response["Error"]

print(
    json.dumps(
        {
            "text": whole["output"]["message"]["content"][0]["text"],
            "stop": whole["stopReason"],
            "streamed": text,
            "models": [each["modelId"] for each in control.list_foundation_models()["modelSummaries"]],
            "refused": refused,
        }
    )
)
