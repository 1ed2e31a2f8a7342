"""The Runtime API's loop. AWS's own client (awslambdaric) cannot send an answer as a stream, so this one is the peer's own, on the
standard library; it does less, so the comparison errs in the peer's favour."""
import base64
import http.client
import json
import os
import sys
import traceback

API = os.environ["AWS_LAMBDA_RUNTIME_API"]
BASE = "/2018-06-01/runtime/invocation/"
ERROR_TYPE = "Lambda-Runtime-Function-Error-Type"
ERROR_BODY = "Lambda-Runtime-Function-Error-Body"


def run(handle):
    connection = http.client.HTTPConnection(API)
    while True:
        connection.request("GET", BASE + "next")
        invocation = connection.getresponse()
        event = invocation.read()
        request_id = invocation.headers["Lambda-Runtime-Aws-Request-Id"]
        os.environ["_X_AMZN_TRACE_ID"] = invocation.headers["Lambda-Runtime-Trace-Id"] or ""
        response = StreamedResponse(connection, request_id)
        try:
            handle(json.loads(event), response, request_id)
            response.end()
        except Exception as error:
            traceback.print_exc(file=sys.stderr)
            response.fail(error)


class StreamedResponse:
    """A prelude with status and headers, then whatever is written, as it is written."""

    def __init__(self, connection, request_id):
        self._connection = connection
        self._path = BASE + request_id
        self._prelude = None
        self.has_begun = False

    def begin(self, status, headers):
        """Sends nothing yet: the headers and the prelude go with the first piece of the body."""
        self.has_begun = True
        self._connection.putrequest("POST", self._path + "/response", skip_accept_encoding=True)
        self._connection.putheader("Content-Type", "application/vnd.awslambda.http-integration-response")
        self._connection.putheader("Lambda-Runtime-Function-Response-Mode", "streaming")
        self._connection.putheader("Transfer-Encoding", "chunked")
        self._connection.putheader("Trailer", f"{ERROR_TYPE}, {ERROR_BODY}")
        self._prelude = json.dumps({"statusCode": status, "headers": headers}).encode() + bytes(8)

    def write(self, text):
        piece = text.encode()
        if self._prelude:
            self._connection.endheaders(_chunk(self._prelude + piece))
            self._prelude = None
        else:
            self._connection.send(_chunk(piece))

    def end(self, trailers=""):
        if self._prelude:
            self.write("")
        self._connection.send(f"0\r\n{trailers}\r\n".encode())
        self._connection.getresponse().read()

    def fail(self, error):
        name = type(error).__name__
        report = json.dumps({"errorMessage": str(error), "errorType": name, "stackTrace": []}).encode()
        if self.has_begun:
            self.end(f"{ERROR_TYPE}: {name}\r\n{ERROR_BODY}: {base64.b64encode(report).decode()}\r\n")
        else:
            self._connection.request("POST", self._path + "/error", report, {ERROR_TYPE: name})
            self._connection.getresponse().read()


def _chunk(piece):
    return b"%x\r\n%b\r\n" % (len(piece), piece)
