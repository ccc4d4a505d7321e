// Package clockreading reads times of day.
package clockreading

import (
	"errors"
	"fmt"
	"strconv"
)

// ErrFormat tells that a text does not look like a time of day.
var ErrFormat = errors.New("time must look like 07:45")

// ErrRange tells that a text looks like a time of day that does not exist.
var ErrRange = errors.New("no such time of day")

// Parse returns the minutes since midnight of a time such as 07:45.
func Parse(text string) (int, error) {
	if !wellFormed(text) {
		return 0, fmt.Errorf("parse %q: %w", text, ErrFormat)
	}
	hours, err := strconv.Atoi(text[:2])
	if err != nil {
		return 0, fmt.Errorf("parse %q: %w", text, err)
	}
	minutes, err := strconv.Atoi(text[3:])
	if err != nil {
		return 0, fmt.Errorf("parse %q: %w", text, err)
	}
	if hours > 23 || minutes > 59 {
		return 0, fmt.Errorf("parse %q: %w", text, ErrRange)
	}
	return hours*60 + minutes, nil
}

func wellFormed(text string) bool {
	if len(text) != 5 || text[2] != ':' {
		return false
	}
	for _, i := range []int{0, 1, 3, 4} {
		if text[i] < '0' || text[i] > '9' {
			return false
		}
	}
	return true
}
