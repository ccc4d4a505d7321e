// Package runningtotal keeps a runner's diary.
package runningtotal

// RunningTotal returns the sums of all numbers up to each position. It leaves numbers unchanged.
func RunningTotal(numbers []int) []int {
	totals := make([]int, 0, len(numbers))
	sum := 0
	for _, number := range numbers {
		sum += number
		totals = append(totals, sum)
	}
	return totals
}

// BestDay returns the index of the first largest number, or -1 if there is none.
func BestDay(numbers []int) int {
	best := -1
	for i, number := range numbers {
		if best == -1 || number > numbers[best] {
			best = i
		}
	}
	return best
}
