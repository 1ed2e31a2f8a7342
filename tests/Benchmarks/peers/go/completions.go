package main

import (
	"context"
	"encoding/json"
	"strings"
	"time"
)

// completions is POST /chat/completions: OpenAI's shape in and out, whole or streamed; the usage is added up in DynamoDB.
type completions struct {
	model *model
	table *table
}

type chatRequest struct {
	Messages    []chatMessage `json:"messages"`
	Stream      bool          `json:"stream"`
	Temperature *float64      `json:"temperature"`
	TopP        *float64      `json:"top_p"`
	MaxTokens   *int          `json:"max_tokens"`
}

type chatMessage struct {
	Role    string  `json:"role"`
	Content string  `json:"content"`
	Refusal *string `json:"refusal"`
}

type completion struct {
	ID      string   `json:"id"`
	Object  string   `json:"object"`
	Created int64    `json:"created"`
	Model   string   `json:"model"`
	Choices []choice `json:"choices"`
	Usage   *usage   `json:"usage,omitempty"`
}

type choice struct {
	Index        int          `json:"index"`
	Message      *chatMessage `json:"message,omitempty"`
	Delta        *delta       `json:"delta,omitempty"`
	Logprobs     *struct{}    `json:"logprobs"`
	FinishReason *string      `json:"finish_reason"`
}

type delta struct {
	Role    string  `json:"role,omitempty"`
	Content *string `json:"content,omitempty"`
}

func (c completions) handle(ctx context.Context, event *event, response *response) error {
	started := time.Now()
	var request chatRequest
	if err := event.decode(&request); err != nil {
		return err
	}
	if count := len(request.Messages); count == 0 || request.Messages[count-1].Role != "user" {
		return refuse(response, 400, "messages: the last one must be the user's")
	}

	about := completion{ID: "chatcmpl-" + response.requestID, Created: started.Unix(), Model: modelID}
	answer := c.whole
	if request.Stream {
		answer = c.streamed
	}
	if err := answer(ctx, response, request.question(), about, event.owner()); err != nil {
		return err
	}
	event.log(200, started)
	return nil
}

func (c completions) whole(ctx context.Context, response *response, question question, about completion, owner string) error {
	answer, err := c.model.invoke(ctx, question)
	if err != nil {
		return err
	}
	if err := c.table.addUsage(ctx, owner, answer.usage, time.Now()); err != nil {
		return err
	}
	message := &chatMessage{Role: "assistant", Content: answer.text}
	about.Object = "chat.completion"
	about.Choices = []choice{{Message: message, FinishReason: &answer.stopReason}}
	about.Usage = &answer.usage
	return whole(response, 200, about)
}

func (c completions) streamed(ctx context.Context, response *response, question question, about completion, owner string) error {
	about.Object = "chat.completion.chunk"
	send := func(delta delta, finishReason *string) error {
		about.Choices = []choice{{Delta: &delta, FinishReason: finishReason}}
		return writeEvent(response, "", about)
	}
	begin := func() error {
		if response.hasBegun() {
			return nil
		}
		if err := response.begin(200, asEvents); err != nil {
			return err
		}
		return send(delta{Role: "assistant", Content: new(string)}, nil)
	}

	answer, err := c.model.stream(ctx, question, func(text string) error {
		if err := begin(); err != nil {
			return err
		}
		return send(delta{Content: &text}, nil)
	})
	if err == nil {
		err = begin()
	}
	if err == nil {
		err = send(delta{}, &answer.stopReason)
	}
	if err == nil {
		_, err = response.Write([]byte("data: [DONE]\n\n"))
	}
	if err != nil {
		return err
	}
	return c.table.addUsage(ctx, owner, answer.usage, time.Now())
}

func (r *chatRequest) question() question {
	asked := question{Prompt: prompt(dialog(r.Messages)), Temperature: 0.5, TopP: 0.9, MaxGenLen: 512}
	if r.Temperature != nil {
		asked.Temperature = *r.Temperature
	}
	if r.TopP != nil {
		asked.TopP = *r.TopP
	}
	if r.MaxTokens != nil {
		asked.MaxGenLen = *r.MaxTokens
	}
	return asked
}

// dialog takes system messages together as the system prompt; user and assistant messages become turns.
func dialog(messages []chatMessage) (system string, turns []turn) {
	var prompts []string
	for _, message := range messages {
		switch message.Role {
		case "system":
			prompts = append(prompts, message.Content)
		case "user":
			turns = append(turns, turn{user: message.Content})
		case "assistant":
			if len(turns) > 0 {
				last := &turns[len(turns)-1]
				last.assistant, last.answered = message.Content, true
			}
		}
	}
	return strings.Join(prompts, "\n\n"), turns
}

func writeEvent(response *response, name string, data any) error {
	body, err := json.Marshal(data)
	if err != nil {
		return err
	}
	var event []byte
	if name != "" {
		event = append(event, "event: "+name+"\n"...)
	}
	event = append(append(append(event, "data: "...), body...), "\n\n"...)
	_, err = response.Write(event)
	return err
}
