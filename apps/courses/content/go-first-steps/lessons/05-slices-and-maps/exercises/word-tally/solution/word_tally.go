// Package wordtally counts the words of a text.
package wordtally

import "strings"

// Count returns how often each word of text occurs, ignoring case.
func Count(text string) map[string]int {
	counts := map[string]int{}
	for _, word := range strings.Fields(strings.ToLower(text)) {
		counts[word]++
	}
	return counts
}

// MostCommon returns the most common word of text and how often it occurs.
func MostCommon(text string) (word string, count int) {
	for candidate, n := range Count(text) {
		if n > count || n == count && candidate < word {
			word, count = candidate, n
		}
	}
	return word, count
}
