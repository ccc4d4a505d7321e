// Package compose builds filters from other filters.
package compose

// Twice applies f to n, and then f to the result.
func Twice(f func(int) int, n int) int {
	return f(f(n))
}

// Compose returns a filter that applies first and then second.
func Compose(first, second func(int) int) func(int) int {
	return func(n int) int {
		return second(first(n))
	}
}
