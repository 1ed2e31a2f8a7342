// The same two jobs as a Go function on AWS's own SDK, as its users write, build and ship it. It compiles against the SDK as Debian
// packages it (1.17), which has DynamoDB's client and the signer, but no client for Bedrock's models: model.go signs and posts itself,
// which costs less than a client would, so the comparison errs in the peer's favour.
package main

import (
	"context"
	"log"
	"os"

	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/aws-sdk-go-v2/config"
)

// One executable, two functions: _HANDLER picks one, as it does for ours.
func main() {
	settings, err := config.LoadDefaultConfig(context.Background())
	if err != nil {
		log.Fatal(err)
	}

	if settings.HTTPClient == nil {
		settings.HTTPClient = awshttp.NewBuildableClient()
	}

	model, table := newModel(settings), newTable(settings)
	switch name := os.Getenv("_HANDLER"); name {
	case "completions":
		err = run(completions{model, table}.handle)
	case "messages":
		err = run(messages{model, table}.handle)
	default:
		log.Fatalf("there is no function %q", name)
	}
	log.Fatal(err)
}
