// Package wordtally counts the words of a text.
package wordtally

// Count returns how often each word of text occurs, ignoring case.
func Count(text string) map[string]int {
	// Replace this line with your own code.
	return nil
}

// MostCommon returns the most common word of text and how often it occurs.
func MostCommon(text string) (word string, count int) {
	// Replace this line with your own code.
	return "", 0
}
