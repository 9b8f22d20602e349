//go:build race

package main

// raced tells that the tests run under the race detector; the program is then built with it as well.
const raced = true
