package main

import (
	"context"
	"time"
	"unicode/utf8"
)

const windowTokens = 4096

// messages is POST /conversations/{id}/messages: reads what came before, begins the turn, generates, writes the turn down.
type messages struct {
	model *model
	table *table
}

type messageAnswer struct {
	ConversationID string        `json:"conversation_id"`
	Turn           int           `json:"turn"`
	Message        answerMessage `json:"message"`
	StopReason     string        `json:"stop_reason"`
	Usage          usage         `json:"usage"`
	Context        windowUse     `json:"context"`
	ServedBy       servedBy      `json:"served_by"`
}

type answerMessage struct {
	Role    string `json:"role"`
	Content string `json:"content"`
}

type windowUse struct {
	WindowTokens  int `json:"window_tokens"`
	PromptTokens  int `json:"prompt_tokens"`
	TurnsIncluded int `json:"turns_included"`
	TurnsDropped  int `json:"turns_dropped"`
}

type servedBy struct {
	ModelID string `json:"model_id"`
	Region  string `json:"region"`
}

func (m messages) handle(ctx context.Context, event *event, response *response) error {
	started := time.Now()
	owner, id := event.owner(), event.PathParameters["id"]
	var request struct {
		Content string `json:"content"`
	}
	if err := event.decode(&request); err != nil {
		return err
	}

	conversation, earlier, err := m.table.read(ctx, owner, id)
	if err != nil {
		return err
	}
	if conversation == nil {
		return refuse(response, 404, "There is no such conversation.")
	}
	if len(earlier) > 0 && earlier[0].status == "generating" && earlier[0].leaseUntil > started.UnixMilli() {
		return refuse(response, 409, "A turn is being generated.")
	}

	number := 1
	if len(earlier) > 0 {
		number = earlier[0].number + 1
	}
	included := fit(earlier, conversation, request.Content)
	if err := m.table.begin(ctx, owner, id, number, request.Content, response.requestID, started); err != nil {
		return err
	}

	asked := question{
		Prompt:      prompt(conversation.systemPrompt, append(included, turn{user: request.Content})),
		Temperature: conversation.temperature,
		TopP:        conversation.topP,
		MaxGenLen:   conversation.maxGenLen,
	}
	send := func(name string, data any) error {
		if !response.hasBegun() {
			if err := response.begin(200, asEvents); err != nil {
				return err
			}
		}
		return writeEvent(response, name, data)
	}
	streamed := event.wantsEvents()
	answer, err := m.model.stream(ctx, asked, func(text string) error {
		if !streamed {
			return nil
		}
		return send("delta", map[string]string{"text": text})
	})
	if err != nil {
		return err
	}
	if err := m.table.complete(ctx, owner, id, number, response.requestID, request.Content, answer, time.Now()); err != nil {
		return err
	}

	all := messageAnswer{
		ConversationID: id,
		Turn:           number,
		Message:        answerMessage{"assistant", answer.text},
		StopReason:     answer.stopReason,
		Usage:          answer.usage,
		Context:        windowUse{windowTokens, answer.usage.PromptTokens, len(included), number - 1 - len(included)},
		ServedBy:       servedBy{modelID, m.model.settings.Region},
	}
	if streamed {
		err = send("done", all)
	} else {
		err = whole(response, 200, all)
	}
	if err != nil {
		return err
	}
	event.log(200, started)
	return nil
}

// fit takes as many turns as there is room for, newest first; three characters are taken for a token, which is on the safe side for
// English.
func fit(newestFirst []storedTurn, conversation *conversation, content string) []turn {
	left := windowTokens - conversation.maxGenLen - (utf8.RuneCountInString(content)+utf8.RuneCountInString(conversation.systemPrompt))/3
	var included []turn
	for _, earlier := range newestFirst {
		left -= (utf8.RuneCountInString(earlier.user)+utf8.RuneCountInString(earlier.assistant))/3 + 8
		if left < 0 {
			break
		}
		if earlier.assistant != "" {
			included = append(included, turn{earlier.user, earlier.assistant, true})
		}
	}
	for i, j := 0, len(included)-1; i < j; i, j = i+1, j-1 {
		included[i], included[j] = included[j], included[i]
	}
	return included
}
