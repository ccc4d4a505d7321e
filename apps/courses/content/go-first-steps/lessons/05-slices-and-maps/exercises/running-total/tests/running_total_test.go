package runningtotal

import (
	"slices"
	"testing"
)

func TestRunningTotal(t *testing.T) {
	cases := []struct {
		description   string
		numbers, want []int
	}{
		{"no days", []int{}, []int{}},
		{"a diary that was never begun", nil, []int{}},
		{"one day", []int{7}, []int{7}},
		{"several days", []int{5, 0, 8, 3}, []int{5, 5, 13, 16}},
		{"corrections are negative", []int{10, -4, 1}, []int{10, 6, 7}},
	}
	for _, tc := range cases {
		t.Run(tc.description, func(t *testing.T) {
			if got := RunningTotal(slices.Clone(tc.numbers)); !slices.Equal(got, tc.want) {
				t.Errorf("RunningTotal(%v) returned %v, want %v", tc.numbers, got, tc.want)
			}
		})
	}
}

func TestRunningTotalLeavesTheDiaryAlone(t *testing.T) {
	numbers := []int{5, 0, 8, 3}
	totals := RunningTotal(numbers)
	if want := []int{5, 0, 8, 3}; !slices.Equal(numbers, want) {
		t.Fatalf("after RunningTotal the given slice is %v, want it unchanged: %v", numbers, want)
	}
	if len(totals) != len(numbers) {
		t.Fatalf("RunningTotal returned %d numbers, want %d", len(totals), len(numbers))
	}
	totals[0] = 1000
	if numbers[0] != 5 {
		t.Error("changing the result changed the given slice: the two share their elements")
	}
}

func TestBestDay(t *testing.T) {
	cases := []struct {
		description string
		numbers     []int
		want        int
	}{
		{"no days", nil, -1},
		{"one day", []int{4}, 0},
		{"the best day is the last", []int{1, 2, 3}, 2},
		{"the first of equals wins", []int{5, 0, 8, 8}, 2},
		{"all negative", []int{-5, -2, -9}, 1},
	}
	for _, tc := range cases {
		t.Run(tc.description, func(t *testing.T) {
			if got := BestDay(tc.numbers); got != tc.want {
				t.Errorf("BestDay(%v) returned %d, want %d", tc.numbers, got, tc.want)
			}
		})
	}
}
