package main

import (
	"context"
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// table is the chat table: the same items as ours, so that both do the same work on the same data.
type table struct {
	dynamo *dynamodb.Client
	name   *string
}

type item = map[string]types.AttributeValue

type conversation struct {
	systemPrompt string
	temperature  float64
	topP         float64
	maxGenLen    int
}

type storedTurn struct {
	number     int
	user       string
	assistant  string
	status     string
	leaseUntil int64
}

func newTable(settings aws.Config) *table {
	client := dynamodb.NewFromConfig(settings, func(options *dynamodb.Options) {
		// This version of the SDK does not know the variable.
		if url := os.Getenv("AWS_ENDPOINT_URL_DYNAMODB"); url != "" {
			options.EndpointResolver = dynamodb.EndpointResolverFromURL(url)
		}
	})
	return &table{client, aws.String(os.Getenv("CHAT_TABLE"))}
}

// read returns the conversation, nil if there is none, and its last turns, newest first. Neither call needs the other's answer.
func (t *table) read(ctx context.Context, owner, id string) (head *conversation, turns []storedTurn, err error) {
	err = together(
		func() (err error) {
			head, err = t.head(ctx, owner, id)
			return err
		},
		func() (err error) {
			turns, err = t.recent(ctx, owner, id)
			return err
		},
	)
	return head, turns, err
}

func (t *table) head(ctx context.Context, owner, id string) (*conversation, error) {
	found, err := t.dynamo.GetItem(ctx, &dynamodb.GetItemInput{
		TableName:      t.name,
		Key:            headKey(owner, id),
		ConsistentRead: aws.Bool(true),
	})
	if err != nil || found.Item == nil {
		return nil, err
	}
	return &conversation{
		systemPrompt: text(found.Item, "system_prompt"),
		temperature:  number(found.Item, "temperature"),
		topP:         number(found.Item, "top_p"),
		maxGenLen:    int(number(found.Item, "max_gen_len")),
	}, nil
}

func (t *table) recent(ctx context.Context, owner, id string) ([]storedTurn, error) {
	found, err := t.dynamo.Query(ctx, &dynamodb.QueryInput{
		TableName:                 t.name,
		KeyConditionExpression:    aws.String("pk = :pk"),
		ExpressionAttributeValues: item{":pk": s(turnsPk(owner, id))},
		ScanIndexForward:          aws.Bool(false),
		ConsistentRead:            aws.Bool(true),
		Limit:                     aws.Int32(10),
	})
	if err != nil {
		return nil, err
	}
	var turns []storedTurn
	for _, stored := range found.Items {
		count, err := strconv.Atoi(strings.TrimPrefix(text(stored, "sk"), "TURN#"))
		if err != nil {
			return nil, err
		}
		turns = append(turns, storedTurn{
			number:     count,
			user:       text(stored, "user"),
			assistant:  text(stored, "assistant"),
			status:     text(stored, "status"),
			leaseUntil: int64(number(stored, "lease_until")),
		})
	}
	return turns, nil
}

// begin writes the turn only if no other request has begun it.
func (t *table) begin(ctx context.Context, owner, id string, turn int, user, lease string, now time.Time) error {
	begun := turnKey(owner, id, turn)
	begun["user"] = s(user)
	begun["status"] = s("generating")
	begun["created_at"] = s(instant(now))
	begun["lease_until"] = n(now.UnixMilli() + 30_000)
	begun["lease"] = s(lease)
	_, err := t.dynamo.PutItem(ctx, &dynamodb.PutItemInput{
		TableName:           t.name,
		Item:                begun,
		ConditionExpression: aws.String("attribute_not_exists(pk)"),
	})
	return err
}

// complete writes turn, head and usage side by side: they are items of their own.
func (t *table) complete(ctx context.Context, owner, id string, turn int, lease, user string, answer answer, now time.Time) error {
	return together(
		func() error { return t.completeTurn(ctx, owner, id, turn, lease, answer) },
		func() error { return t.updateHead(ctx, owner, id, turn, user, answer.usage, now) },
		func() error { return t.addUsage(ctx, owner, answer.usage, now) },
	)
}

func (t *table) completeTurn(ctx context.Context, owner, id string, turn int, lease string, answer answer) error {
	values := totals(answer.usage)
	values[":complete"] = s("complete")
	values[":generating"] = s("generating")
	values[":mine"] = s(lease)
	values[":text"] = s(answer.text)
	values[":reason"] = s(answer.stopReason)
	_, err := t.dynamo.UpdateItem(ctx, &dynamodb.UpdateItemInput{
		TableName:                 t.name,
		Key:                       turnKey(owner, id, turn),
		UpdateExpression:          aws.String("SET #status = :complete, assistant = :text, stop_reason = :reason ADD prompt_tokens :prompt, completion_tokens :completion, cost_usd :cost"),
		ConditionExpression:       aws.String("#status = :generating AND lease = :mine"),
		ExpressionAttributeNames:  map[string]string{"#status": "status"},
		ExpressionAttributeValues: values,
	})
	return err
}

func (t *table) updateHead(ctx context.Context, owner, id string, turn int, user string, usage usage, now time.Time) error {
	title := []rune(user)
	if len(title) > 60 {
		title = title[:60]
	}
	values := totals(usage)
	values[":turns"] = n(int64(turn))
	values[":now"] = s(instant(now))
	values[":title"] = s(string(title))
	_, err := t.dynamo.UpdateItem(ctx, &dynamodb.UpdateItemInput{
		TableName:                 t.name,
		Key:                       headKey(owner, id),
		UpdateExpression:          aws.String("SET turns = :turns, updated_at = :now, title = if_not_exists(title, :title) ADD prompt_tokens :prompt, completion_tokens :completion, cost_usd :cost"),
		ConditionExpression:       aws.String("attribute_exists(pk)"),
		ExpressionAttributeValues: values,
	})
	return err
}

func (t *table) addUsage(ctx context.Context, owner string, usage usage, now time.Time) error {
	values := totals(usage)
	values[":one"] = n(1)
	_, err := t.dynamo.UpdateItem(ctx, &dynamodb.UpdateItemInput{
		TableName:                 t.name,
		Key:                       item{"pk": s("USER#" + owner), "sk": s("USAGE#" + now.UTC().Format("2006-01-02"))},
		UpdateExpression:          aws.String("ADD turns :one, prompt_tokens :prompt, completion_tokens :completion, cost_usd :cost"),
		ExpressionAttributeValues: values,
	})
	return err
}

// together runs all at the same time, and returns one of the errors if there are any.
func together(calls ...func() error) (err error) {
	results := make(chan error, len(calls))
	for _, call := range calls {
		call := call
		go func() { results <- call() }()
	}
	for range calls {
		if result := <-results; result != nil {
			err = result
		}
	}
	return err
}

func totals(usage usage) item {
	return item{
		":prompt":     n(int64(usage.PromptTokens)),
		":completion": n(int64(usage.CompletionTokens)),
		":cost":       &types.AttributeValueMemberN{Value: strconv.FormatFloat(usage.CostUSD, 'f', -1, 64)},
	}
}

func headKey(owner, id string) item {
	return item{"pk": s("USER#" + owner), "sk": s("CONV#" + id)}
}

func turnsPk(owner, id string) string {
	return "CONV#" + owner + "#" + id
}

func turnKey(owner, id string, turn int) item {
	return item{"pk": s(turnsPk(owner, id)), "sk": s(fmt.Sprintf("TURN#%06d", turn))}
}

func instant(time time.Time) string {
	return time.UTC().Format("2006-01-02T15:04:05.000Z")
}

func s(value string) types.AttributeValue {
	return &types.AttributeValueMemberS{Value: value}
}

func n(value int64) types.AttributeValue {
	return &types.AttributeValueMemberN{Value: strconv.FormatInt(value, 10)}
}

func text(stored item, name string) string {
	if value, ok := stored[name].(*types.AttributeValueMemberS); ok {
		return value.Value
	}
	return ""
}

func number(stored item, name string) float64 {
	if value, ok := stored[name].(*types.AttributeValueMemberN); ok {
		if number, err := strconv.ParseFloat(value.Value, 64); err == nil {
			return number
		}
	}
	return 0
}
