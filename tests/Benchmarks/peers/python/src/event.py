"""What both functions read of an API Gateway event."""
import base64
import json
import time

JSON = {"Content-Type": "application/json"}
EVENTS = {"Content-Type": "text/event-stream", "Cache-Control": "no-store"}


def body(event):
    return json.loads(base64.b64decode(event["body"]) if event["isBase64Encoded"] else event["body"])


def owner_of(event):
    return event["requestContext"]["authorizer"]["claims"]["sub"]


def wants_events(event):
    return any(name.lower() == "accept" and "text/event-stream" in value for name, value in event["headers"].items())


def refuse(response, status, message):
    response.begin(status, JSON)
    response.write(json.dumps({"error": {"message": message, "type": "invalid_request_error"}}))


def log(event, status, started):
    spent = round((time.perf_counter() - started) * 1000)
    print(json.dumps({"message": f"{event['httpMethod']} {event['resource']} {status} {spent} ms"}), flush=True)
