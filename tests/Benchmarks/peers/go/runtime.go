package main

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"strconv"
	"time"
)

const (
	errorType = "Lambda-Runtime-Function-Error-Type"
	errorBody = "Lambda-Runtime-Function-Error-Body"
)

// The connection to the Runtime API; a streamed answer has one of its own.
var api = &http.Client{Transport: &http.Transport{DisableCompression: true, MaxIdleConnsPerHost: 2}}

var invocations = "http://" + os.Getenv("AWS_LAMBDA_RUNTIME_API") + "/2018-06-01/runtime/invocation/"

type handler func(ctx context.Context, event *event, response *response) error

// run is the Runtime API's loop. AWS's own (aws-lambda-go) is in none of Debian's packages; this does the same with less.
func run(handle handler) error {
	for {
		if err := answerNext(handle); err != nil {
			return err
		}
	}
}

func answerNext(handle handler) error {
	next, err := api.Get(invocations + "next")
	if err != nil {
		return err
	}
	body, err := io.ReadAll(next.Body)
	next.Body.Close()
	if err != nil {
		return err
	}

	deadline, err := strconv.ParseInt(next.Header.Get("Lambda-Runtime-Deadline-Ms"), 10, 64)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithDeadline(context.Background(), time.UnixMilli(deadline))
	defer cancel()
	os.Setenv("_X_AMZN_TRACE_ID", next.Header.Get("Lambda-Runtime-Trace-Id"))

	response := &response{requestID: next.Header.Get("Lambda-Runtime-Aws-Request-Id")}
	var event event
	if err = json.Unmarshal(body, &event); err == nil {
		err = handle(ctx, &event, response)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return response.fail(err)
	}
	return response.end()
}

// response is an answer that is sent as it is written: a prelude with status and headers, then the body.
type response struct {
	requestID string
	prelude   []byte
	request   *http.Request
	body      *io.PipeWriter
	answered  chan error
}

func (r *response) hasBegun() bool {
	return r.request != nil
}

// begin sends nothing yet: the prelude goes with the first piece of the body.
func (r *response) begin(status int, headers map[string]string) error {
	prelude, err := json.Marshal(map[string]any{"statusCode": status, "headers": headers})
	if err != nil {
		return err
	}
	r.prelude = append(prelude, 0, 0, 0, 0, 0, 0, 0, 0)

	reader, writer := io.Pipe()
	r.request, err = http.NewRequest(http.MethodPost, invocations+r.requestID+"/response", reader)
	if err != nil {
		return err
	}
	r.request.Header.Set("Content-Type", "application/vnd.awslambda.http-integration-response")
	r.request.Header.Set("Lambda-Runtime-Function-Response-Mode", "streaming")
	r.request.Trailer = http.Header{errorType: nil, errorBody: nil}
	r.body, r.answered = writer, make(chan error, 1)
	go func() {
		err := discard(api.Do(r.request))
		reader.CloseWithError(err)
		r.answered <- err
	}()
	return nil
}

// Write waits while the other side does not read.
func (r *response) Write(piece []byte) (int, error) {
	length := len(piece)
	if r.prelude != nil {
		piece, r.prelude = append(r.prelude, piece...), nil
	}
	if _, err := r.body.Write(piece); err != nil {
		return 0, err
	}
	return length, nil
}

func (r *response) end() error {
	r.body.Close()
	return <-r.answered
}

func (r *response) fail(failed error) error {
	report, err := json.Marshal(map[string]any{"errorMessage": failed.Error(), "errorType": "Error", "stackTrace": []string{}})
	if err != nil {
		return err
	}
	if r.hasBegun() {
		r.request.Trailer.Set(errorType, "Error")
		r.request.Trailer.Set(errorBody, base64.StdEncoding.EncodeToString(report))
		return r.end()
	}

	request, err := http.NewRequest(http.MethodPost, invocations+r.requestID+"/error", bytes.NewReader(report))
	if err != nil {
		return err
	}
	request.Header.Set(errorType, "Error")
	return discard(api.Do(request))
}

func discard(answer *http.Response, err error) error {
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	_, err = io.Copy(io.Discard, answer.Body)
	return err
}
