package bot_test

import (
	"testing"

	"github.com/folkmoot/folkmoot/bot/bottest"
)

func TestTranscripts(t *testing.T) { bottest.Run(t, "testdata/*.txt") }

// Where a workspace had to give the slash commands other names, everything else is the same, and no text names them otherwise.
func TestTranscriptsWhereTheCommandsAreCalledOtherwise(t *testing.T) {
	bottest.RunCalled(t, "testdata/*.txt", map[string]string{"/moot": "/gov", "/propose": "/raise", "/commit": "/vow", "/rota": "/turns"})
}
