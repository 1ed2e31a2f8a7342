package main

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"strings"
	"time"
)

var (
	asJSON   = map[string]string{"Content-Type": "application/json"}
	asEvents = map[string]string{"Content-Type": "text/event-stream", "Cache-Control": "no-store"}
)

// event is what both functions read of API Gateway's.
type event struct {
	Resource        string            `json:"resource"`
	HTTPMethod      string            `json:"httpMethod"`
	Headers         map[string]string `json:"headers"`
	PathParameters  map[string]string `json:"pathParameters"`
	Body            string            `json:"body"`
	IsBase64Encoded bool              `json:"isBase64Encoded"`
	RequestContext  struct {
		Authorizer struct {
			Claims struct {
				Sub string `json:"sub"`
			} `json:"claims"`
		} `json:"authorizer"`
	} `json:"requestContext"`
}

func (e *event) owner() string {
	return e.RequestContext.Authorizer.Claims.Sub
}

func (e *event) decode(request any) error {
	body := []byte(e.Body)
	if e.IsBase64Encoded {
		decoded, err := base64.StdEncoding.DecodeString(e.Body)
		if err != nil {
			return err
		}
		body = decoded
	}
	return json.Unmarshal(body, request)
}

func (e *event) wantsEvents() bool {
	for name, value := range e.Headers {
		if strings.EqualFold(name, "Accept") {
			return strings.Contains(value, "text/event-stream")
		}
	}
	return false
}

func (e *event) log(status int, started time.Time) {
	fmt.Printf("{\"message\":\"%s %s %d %d ms\"}\n", e.HTTPMethod, e.Resource, status, time.Since(started).Milliseconds())
}

func refuse(response *response, status int, message string) error {
	return whole(response, status, map[string]any{"error": map[string]string{"message": message, "type": "invalid_request_error"}})
}

func whole(response *response, status int, body any) error {
	answer, err := json.Marshal(body)
	if err != nil {
		return err
	}
	if err := response.begin(status, asJSON); err != nil {
		return err
	}
	_, err = response.Write(answer)
	return err
}
