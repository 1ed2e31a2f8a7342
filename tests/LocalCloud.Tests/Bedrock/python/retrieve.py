"""Every page of a Retrieve with AWS's SDK for Python; prints the results as one line of JSON."""
import json
import sys

import boto3

client = boto3.client(
    "bedrock-agent-runtime",
    endpoint_url=sys.argv[1],
    region_name="us-east-1",
    aws_access_key_id="local",
    aws_secret_access_key="local",
)

try:
    pages = client.get_paginator("retrieve").paginate(
        knowledgeBaseId=sys.argv[2],
        retrievalQuery={"text": sys.argv[3]},
        retrievalConfiguration={"vectorSearchConfiguration": {"numberOfResults": 1}},
    )
    print(json.dumps({"pages": [page["retrievalResults"] for page in pages]}))
except client.exceptions.ClientError as error:
    print(json.dumps({"error": error.response["Error"]["Code"]}))
