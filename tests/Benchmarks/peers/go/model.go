package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"net/http"
	"net/url"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/protocol/eventstream"
	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"
)

var (
	modelID     = variable("MODEL_ID", "meta.llama2-13b-chat-v1")
	inputPrice  = price("INPUT_PRICE_PER_1K", 0.00075)
	outputPrice = price("OUTPUT_PRICE_PER_1K", 0.001)
)

// model is Llama 2 on Bedrock, over the SDK's HTTP client, credentials and signer.
type model struct {
	settings aws.Config
	signer   *v4.Signer
	url      string
}

type question struct {
	Prompt      string  `json:"prompt"`
	Temperature float64 `json:"temperature"`
	TopP        float64 `json:"top_p"`
	MaxGenLen   int     `json:"max_gen_len"`
}

type answer struct {
	text       string
	stopReason string
	usage      usage
}

type usage struct {
	PromptTokens     int     `json:"prompt_tokens"`
	CompletionTokens int     `json:"completion_tokens"`
	TotalTokens      int     `json:"total_tokens"`
	CostUSD          float64 `json:"cost_usd"`
}

// generated is a whole answer of the model, or a chunk of it.
type generated struct {
	Generation           string `json:"generation"`
	StopReason           string `json:"stop_reason"`
	PromptTokenCount     *int   `json:"prompt_token_count"`
	GenerationTokenCount *int   `json:"generation_token_count"`
}

func newModel(settings aws.Config) *model {
	endpoint := variable("AWS_ENDPOINT_URL_BEDROCK_RUNTIME", "https://bedrock-runtime."+settings.Region+".amazonaws.com")
	return &model{settings, v4.NewSigner(), strings.TrimSuffix(endpoint, "/") + "/model/" + url.QueryEscape(modelID) + "/"}
}

func (m *model) invoke(ctx context.Context, question question) (answer, error) {
	response, err := m.post(ctx, "invoke", question)
	if err != nil {
		return answer{}, err
	}
	defer response.Body.Close()

	body, err := io.ReadAll(response.Body)
	if err != nil {
		return answer{}, err
	}
	var all generated
	if err := json.Unmarshal(body, &all); err != nil {
		return answer{}, err
	}
	if all.PromptTokenCount == nil || all.GenerationTokenCount == nil {
		return answer{}, errors.New("the model did not count its tokens")
	}
	return answer{all.Generation, all.StopReason, usageOf(*all.PromptTokenCount, *all.GenerationTokenCount)}, nil
}

// stream calls onText with each piece, and returns the whole.
func (m *model) stream(ctx context.Context, question question, onText func(string) error) (answer, error) {
	response, err := m.post(ctx, "invoke-with-response-stream", question)
	if err != nil {
		return answer{}, err
	}
	defer response.Body.Close()

	var text strings.Builder
	var prompted, completed int
	decoder := eventstream.NewDecoder()
	for {
		chunk, err := nextChunk(decoder, response.Body)
		if err != nil {
			return answer{}, fmt.Errorf("the stream from the model broke: %w", err)
		}
		if chunk.PromptTokenCount != nil {
			prompted = *chunk.PromptTokenCount
		}
		if chunk.GenerationTokenCount != nil {
			completed = *chunk.GenerationTokenCount
		}
		if chunk.Generation != "" {
			text.WriteString(chunk.Generation)
			if err := onText(chunk.Generation); err != nil {
				return answer{}, err
			}
		}
		if chunk.StopReason != "" {
			// What follows is the end of the body; a connection is used again only if that has been read.
			io.Copy(io.Discard, response.Body)
			return answer{text.String(), chunk.StopReason, usageOf(prompted, completed)}, nil
		}
	}
}

func nextChunk(decoder *eventstream.Decoder, body io.Reader) (chunk generated, err error) {
	message, err := decoder.Decode(body, nil)
	if err != nil {
		return chunk, err
	}
	if kind := message.Headers.Get(":message-type"); kind == nil || kind.String() != "event" {
		return chunk, fmt.Errorf("%s", message.Payload)
	}
	var part struct {
		Bytes []byte `json:"bytes"`
	}
	if err := json.Unmarshal(message.Payload, &part); err != nil {
		return chunk, err
	}
	err = json.Unmarshal(part.Bytes, &chunk)
	return chunk, err
}

func (m *model) post(ctx context.Context, operation string, question question) (*http.Response, error) {
	body, err := json.Marshal(question)
	if err != nil {
		return nil, err
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, m.url+operation, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("Accept", "application/json")

	credentials, err := m.settings.Credentials.Retrieve(ctx)
	if err != nil {
		return nil, err
	}
	hash := sha256.Sum256(body)
	err = m.signer.SignHTTP(ctx, credentials, request, hex.EncodeToString(hash[:]), "bedrock", m.settings.Region, time.Now())
	if err != nil {
		return nil, err
	}

	response, err := m.settings.HTTPClient.Do(request)
	if err != nil {
		return nil, err
	}
	if response.StatusCode != http.StatusOK {
		defer response.Body.Close()
		refusal, _ := io.ReadAll(response.Body)
		return nil, fmt.Errorf("the model answered %d: %s", response.StatusCode, refusal)
	}
	return response, nil
}

func usageOf(prompted, completed int) usage {
	cost := (float64(prompted)*inputPrice + float64(completed)*outputPrice) / 1000
	return usage{prompted, completed, prompted + completed, math.Round(cost*1e8) / 1e8}
}

func variable(name, otherwise string) string {
	if value := os.Getenv(name); value != "" {
		return value
	}
	return otherwise
}

func price(name string, otherwise float64) float64 {
	if value, err := strconv.ParseFloat(os.Getenv(name), 64); err == nil {
		return value
	}
	return otherwise
}
