// Package median finds the middle of numbers.
package median

import "slices"

// Median returns the median of numbers, and whether there is one. It leaves numbers unchanged.
func Median(numbers []float64) (float64, bool) {
	if len(numbers) == 0 {
		return 0, false
	}
	sorted := slices.Clone(numbers)
	slices.Sort(sorted)
	middle := len(sorted) / 2
	if len(sorted)%2 == 1 {
		return sorted[middle], true
	}
	return (sorted[middle-1] + sorted[middle]) / 2, true
}
