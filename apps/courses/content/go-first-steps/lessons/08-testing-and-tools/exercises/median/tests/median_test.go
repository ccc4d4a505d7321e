package median

import (
	"slices"
	"testing"
)

func TestMedian(t *testing.T) {
	cases := []struct {
		description string
		numbers     []float64
		want        float64
	}{
		{"one number", []float64{4}, 4},
		{"an odd count", []float64{1, 5, 9}, 5},
		{"an odd count, not sorted", []float64{9, 1, 5}, 5},
		{"two numbers", []float64{1, 2}, 1.5},
		{"an even count", []float64{1, 2, 3, 4}, 2.5},
		{"an even count, not sorted", []float64{4, 1, 3, 2}, 2.5},
		{"equal numbers", []float64{7, 7, 7, 7}, 7},
		{"negative numbers", []float64{-3, -1, -2}, -2},
		{"an outlier", []float64{1, 2, 1000}, 2},
	}
	for _, tc := range cases {
		t.Run(tc.description, func(t *testing.T) {
			got, ok := Median(slices.Clone(tc.numbers))
			if !ok {
				t.Fatalf("Median(%v) returned false, but there are numbers", tc.numbers)
			}
			if got != tc.want {
				t.Errorf("Median(%v) returned %v, want %v", tc.numbers, got, tc.want)
			}
		})
	}
}

func TestMedianOfNothing(t *testing.T) {
	for _, tc := range []struct {
		description string
		numbers     []float64
	}{
		{"an empty slice", []float64{}},
		{"a nil slice", nil},
	} {
		t.Run(tc.description, func(t *testing.T) {
			if got, ok := Median(tc.numbers); ok || got != 0 {
				t.Errorf("Median(%v) returned %v and %t, want 0 and false", tc.numbers, got, ok)
			}
		})
	}
}

func TestMedianLeavesTheSliceAlone(t *testing.T) {
	numbers := []float64{9, 1, 5, 3}
	Median(numbers)
	if want := []float64{9, 1, 5, 3}; !slices.Equal(numbers, want) {
		t.Errorf("after Median the caller's slice is %v, want it unchanged: %v", numbers, want)
	}
}
