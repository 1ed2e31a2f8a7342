"""One streamed and one whole call with AWS's SDK for Python; prints both as one line of JSON."""
import json
import sys

import boto3

client = boto3.client(
    "bedrock-runtime",
    endpoint_url=sys.argv[1],
    region_name="us-east-1",
    aws_access_key_id="local",
    aws_secret_access_key=sys.argv[3],
)
call = {"modelId": sys.argv[2], "body": json.dumps({"prompt": "[INST] count to 5 [/INST]", "max_gen_len": 64})}

try:
    whole = client.invoke_model(**call)
    stream = client.invoke_model_with_response_stream(**call)
    print(json.dumps({
        "answer": json.loads(whole["body"].read()),
        "input_tokens": whole["ResponseMetadata"]["HTTPHeaders"]["x-amzn-bedrock-input-token-count"],
        "chunks": [json.loads(event["chunk"]["bytes"]) for event in stream["body"]],
    }))
except client.exceptions.ClientError as error:
    print(json.dumps({"error": error.response["Error"]["Code"]}))
