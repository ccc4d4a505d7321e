// Package median finds the middle of numbers.
package median

import "slices"

// Median returns the median of numbers, and whether there is one. It leaves numbers unchanged.
func Median(numbers []float64) (float64, bool) {
	if len(numbers) == 0 {
		return 0, true
	}
	slices.Sort(numbers)
	return numbers[len(numbers)/2], true
}
