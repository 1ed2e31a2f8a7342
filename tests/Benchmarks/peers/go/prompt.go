package main

import "strings"

// turn is a question and its answer; only the last one has none yet.
type turn struct {
	user      string
	assistant string
	answered  bool
}

var neutral = strings.NewReplacer(
	"[INST]", "[ INST]",
	"[/INST]", "[ /INST]",
	"<<SYS>>", "< <SYS>>",
	"<</SYS>>", "< </SYS>>",
	"<s>", "< s>",
	"</s>", "< /s>",
)

func prompt(system string, turns []turn) string {
	var text strings.Builder
	for i, turn := range turns {
		message := neutral.Replace(turn.user)
		if i == 0 && system != "" {
			message = "<<SYS>>\n" + neutral.Replace(system) + "\n<</SYS>>\n\n" + message
		}
		if i > 0 {
			text.WriteString("<s>")
		}
		text.WriteString("[INST] " + strings.TrimSpace(message) + " [/INST]")
		if turn.answered {
			text.WriteString(" " + strings.TrimSpace(neutral.Replace(turn.assistant)) + " </s>")
		}
	}
	return text.String()
}
