package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"

	"github.com/alecthomas/kong"
	"go.yaml.in/yaml/v3"
)

// settings answers a flag that was not given from the environment, from a file that the environment names (…_FILE), or from the
// configuration file, in that order.
type settings struct {
	env  LookupEnv
	file map[string]any
	read string // the path that file was read from
}

// Validate implements kong.Resolver.
func (*settings) Validate(*kong.Application) error { return nil }

// Resolve implements kong.Resolver.
func (s *settings) Resolve(context *kong.Context, _ *kong.Path, flag *kong.Flag) (any, error) {
	if flag.Name == "help" {
		return nil, nil
	}
	value, err := s.fromEnv(flag.Name)
	if err != nil || value != nil || flag.Name == "config" {
		return value, err
	}
	if err := s.load(context); err != nil {
		return nil, err
	}
	value, ok := s.file[flag.Name]
	if !ok {
		return nil, nil
	}
	if list, ok := value.([]any); ok {
		parts := make([]string, len(list))
		for i, v := range list {
			parts[i] = fmt.Sprint(v)
		}
		return strings.Join(parts, ","), nil
	}
	return fmt.Sprint(value), nil
}

func (s *settings) fromEnv(flag string) (any, error) {
	name := "FOLKMOOT_" + strings.ToUpper(strings.ReplaceAll(flag, "-", "_"))
	if value, ok := s.env(name); ok && value != "" {
		return value, nil
	}
	path, ok := s.env(name + "_FILE")
	if !ok || path == "" {
		return nil, nil
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("%s_FILE: %w", name, err)
	}
	return strings.TrimSpace(string(data)), nil
}

// load reads the configuration file named by --config or FOLKMOOT_CONFIG.
func (s *settings) load(context *kong.Context) error {
	path := ""
	for _, element := range context.Path {
		if element.Flag != nil && element.Flag.Name == "config" {
			path, _ = context.FlagValue(element.Flag).(string)
		}
	}
	if path == "" {
		path, _ = s.env("FOLKMOOT_CONFIG")
	}
	if path == "" || path == s.read {
		return nil
	}
	data, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("there is no configuration file %s", path)
	}
	if err != nil {
		return err
	}
	s.read, s.file = path, map[string]any{}
	if err := yaml.Unmarshal(data, &s.file); err != nil {
		return fmt.Errorf("configuration file %s: %w", path, err)
	}
	for name := range s.file {
		if !knownFlag(context, name) {
			return fmt.Errorf("configuration file %s: there is no setting %q", path, name)
		}
	}
	return nil
}

func knownFlag(context *kong.Context, name string) bool {
	for _, flag := range context.Model.Flags {
		if flag.Name == name && name != "config" && name != "help" {
			return true
		}
	}
	return false
}
