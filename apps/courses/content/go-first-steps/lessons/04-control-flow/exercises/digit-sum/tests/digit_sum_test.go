package digitsum

import "testing"

func TestDigitSum(t *testing.T) {
	cases := []struct {
		description string
		n, want     int
	}{
		{"zero", 0, 0},
		{"a single digit", 7, 7},
		{"several digits", 1234, 10},
		{"zeros inside", 10_203, 6},
		{"a negative number", -56, 11},
		{"a negative digit", -3, 3},
	}
	for _, tc := range cases {
		t.Run(tc.description, func(t *testing.T) {
			if got := DigitSum(tc.n); got != tc.want {
				t.Errorf("DigitSum(%d) returned %d, want %d", tc.n, got, tc.want)
			}
		})
	}
}

func TestDigitalRoot(t *testing.T) {
	cases := []struct {
		description string
		n, want     int
	}{
		{"zero", 0, 0},
		{"already one digit", 9, 9},
		{"one round", 12, 3},
		{"two rounds", 98_765, 8},
		{"three rounds", 199, 1},
		{"a negative number", -88, 7},
	}
	for _, tc := range cases {
		t.Run(tc.description, func(t *testing.T) {
			if got := DigitalRoot(tc.n); got != tc.want {
				t.Errorf("DigitalRoot(%d) returned %d, want %d", tc.n, got, tc.want)
			}
		})
	}
}
