package screentime

import (
	"math"
	"testing"
)

func TestWholeHours(t *testing.T) {
	cases := []struct {
		description   string
		minutes, want int
	}{
		{"no time at all", 0, 0},
		{"one minute short of an hour", 59, 0},
		{"exactly one hour", 60, 1},
		{"two hours and a bit", 135, 2},
		{"a whole week", 10_080, 168},
	}
	for _, tc := range cases {
		t.Run(tc.description, func(t *testing.T) {
			if got := WholeHours(tc.minutes); got != tc.want {
				t.Errorf("WholeHours(%d) returned %d, want %d", tc.minutes, got, tc.want)
			}
		})
	}
}

func TestLeftoverMinutes(t *testing.T) {
	cases := []struct {
		description   string
		minutes, want int
	}{
		{"no time at all", 0, 0},
		{"less than an hour", 42, 42},
		{"exactly one hour", 60, 0},
		{"two hours and a bit", 135, 15},
	}
	for _, tc := range cases {
		t.Run(tc.description, func(t *testing.T) {
			if got := LeftoverMinutes(tc.minutes); got != tc.want {
				t.Errorf("LeftoverMinutes(%d) returned %d, want %d", tc.minutes, got, tc.want)
			}
		})
	}
}

func TestExactHours(t *testing.T) {
	cases := []struct {
		description string
		minutes     int
		want        float64
	}{
		{"no time at all", 0, 0},
		{"a quarter of an hour", 15, 0.25},
		{"an hour and a half", 90, 1.5},
		{"twenty minutes", 20, 1.0 / 3},
	}
	for _, tc := range cases {
		t.Run(tc.description, func(t *testing.T) {
			if got := ExactHours(tc.minutes); math.Abs(got-tc.want) > 1e-9 {
				t.Errorf("ExactHours(%d) returned %v, want %v", tc.minutes, got, tc.want)
			}
		})
	}
}
