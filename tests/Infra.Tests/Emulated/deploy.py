"""Deploys synthesized templates into moto's emulation of AWS and prints what came of it, as JSON.

    python3 deploy.py create TEMPLATE           creates the stack, and uses its table and functions' settings
    python3 deploy.py restore TEMPLATE ATTACHED  loses the table, restores it, and deploys the template that attaches it

What moto's CloudFormation does not know is left out, and references to it become plain text; "left_out" names it.
"""
import io
import json
import logging
import re
import sys
import warnings
import zipfile

import boto3
from moto import mock_aws
from moto.cloudformation import parsing

REGION, ACCOUNT = "us-east-1", "123456789012"
PLACES = {"AWS::AccountId": ACCOUNT, "AWS::Partition": "aws", "AWS::Region": REGION, "AWS::URLSuffix": "amazonaws.com"}

warnings.simplefilter("ignore")
logging.disable(logging.CRITICAL)


def client(service):
    return boto3.client(service, REGION, aws_access_key_id="local", aws_secret_access_key="local")


def supported(file):
    """The template without what moto lacks, and the types of that."""
    with open(file, encoding="utf-8") as text:
        template = json.load(text)
    known = set(parsing.get_model_map()) - set(parsing.NULL_MODELS)
    lacking = {name for name, resource in template["Resources"].items() if resource["Type"] not in known}
    left_out = sorted({template["Resources"][name]["Type"] for name in lacking})
    template["Resources"] = {name: resource for name, resource in template["Resources"].items() if name not in lacking}
    for resource in template["Resources"].values():
        depends = resource.get("DependsOn", [])
        resource["DependsOn"] = [name for name in ([depends] if isinstance(depends, str) else depends) if name not in lacking]

    def resolve(node):
        if isinstance(node, list):
            return [resolve(item) for item in node]
        if not isinstance(node, dict):
            return node
        target = node.get("Ref") or (node.get("Fn::GetAtt") or [None])[0]
        if len(node) == 1 and target in lacking:
            return "not-in-moto"
        return {key: resolve(value) for key, value in node.items()}

    return resolve(template), left_out


def literal(value):
    return value if isinstance(value, str) else re.sub(r"\$\{([^}]+)\}", lambda match: PLACES[match.group(1)], value["Fn::Sub"])


def deploy(name, file):
    """Brings the assets where the template looks for them, and creates the stack."""
    template, left_out = supported(file)
    zipped = io.BytesIO()
    with zipfile.ZipFile(zipped, "w") as package:
        package.writestr("bootstrap", "stands for the functions")
    s3 = client("s3")
    for resource in template["Resources"].values():
        if resource["Type"] == "AWS::Lambda::Function":
            code = resource["Properties"]["Code"]
            s3.create_bucket(Bucket=literal(code["S3Bucket"]))
            s3.put_object(Bucket=literal(code["S3Bucket"]), Key=code["S3Key"], Body=zipped.getvalue())
    client("ssm").put_parameter(Name="/cdk-bootstrap/hnb659fds/version", Value="21", Type="String", Overwrite=True)
    cloudformation = client("cloudformation")
    cloudformation.create_stack(StackName=name, TemplateBody=json.dumps(template), Capabilities=["CAPABILITY_IAM"])
    stack = cloudformation.describe_stacks(StackName=name)["Stacks"][0]
    made = [resource["ResourceType"] for resource in cloudformation.describe_stack_resources(StackName=name)["StackResources"]]
    return {
        "status": stack["StackStatus"],
        "left_out": left_out,
        "made": {kind: made.count(kind) for kind in sorted(set(made))},
        "asked": {kind: count(template, kind) for kind in sorted({item["Type"] for item in template["Resources"].values()})},
        "outputs": {output["OutputKey"]: output["OutputValue"] for output in stack.get("Outputs", [])},
        "environment": environment(name),
        "routes": routes(name),
    }


def count(template, kind):
    return sum(resource["Type"] == kind for resource in template["Resources"].values())


def environment(stack):
    """The variables of the functions that answer, each set once."""
    functions = [item for item in client("lambda").list_functions()["Functions"] if item["FunctionName"].startswith(stack)]
    return next(item["Environment"]["Variables"] for item in functions if "MODEL_ID" in item.get("Environment", {}).get("Variables", {}))


def routes(stack):
    gateway = client("apigateway")
    api = next(item for item in gateway.get_rest_apis()["items"] if item["name"] == stack)
    resources = gateway.get_resources(restApiId=api["id"], limit=500)["items"]
    return sorted(f"{method} {resource['path']}" for resource in resources for method in resource.get("resourceMethods", {}))


def create(file):
    return deploy("chat-prod", file)


def restore(file, attached):
    """The runbook: a lost table, restored to a point in time under another name, and a deployment that attaches it."""
    first = deploy("chat-prod", file)
    dynamodb = client("dynamodb")
    table = first["outputs"]["TableName"]
    item = {"pk": {"S": "USER#alice"}, "sk": {"S": "CONV#1"}, "updated_at": {"S": "2026-11-25T00:00:00.000Z"}, "title": {"S": "kept"}}
    dynamodb.put_item(TableName=table, Item=item)
    dynamodb.restore_table_to_point_in_time(SourceTableName=table, TargetTableName="chat-restored", UseLatestRestorableTime=True)
    dynamodb.update_time_to_live(TableName="chat-restored", TimeToLiveSpecification={"Enabled": True, "AttributeName": "expires_at"})
    dynamodb.update_continuous_backups(TableName="chat-restored", PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": True})
    client("cloudformation").delete_stack(StackName="chat-prod")
    second = deploy("chat-prod", attached)
    found = dynamodb.query(
        TableName=second["environment"]["CHAT_TABLE"],
        KeyConditionExpression="pk = :pk",
        ExpressionAttributeValues={":pk": {"S": "USER#alice"}},
    )["Items"]
    return {
        "table": second["environment"]["CHAT_TABLE"],
        "titles": [entry["title"]["S"] for entry in found],
        "expiry": dynamodb.describe_time_to_live(TableName="chat-restored")["TimeToLiveDescription"]["TimeToLiveStatus"],
        "indexes": [index["IndexName"] for index in dynamodb.describe_table(TableName="chat-restored")["Table"].get("LocalSecondaryIndexes", [])],
    }


if __name__ == "__main__":
    with mock_aws():
        print(json.dumps({"create": create, "restore": restore}[sys.argv[1]](*sys.argv[2:]), indent=2))
