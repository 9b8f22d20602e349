package bot_test

import (
	"testing"

	"github.com/folkmoot/folkmoot/bot/bottest"
)

func TestTranscripts(t *testing.T) { bottest.Run(t, "testdata/*.txt") }
