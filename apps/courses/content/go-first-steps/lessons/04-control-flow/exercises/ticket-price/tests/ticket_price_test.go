package ticketprice

import "testing"

func TestPrice(t *testing.T) {
	cases := []struct {
		description string
		age         int
		weekend     bool
		want        int
	}{
		{"a newborn on a weekday", 0, false, 0},
		{"the oldest who enter free", 3, false, 0},
		{"the youngest who pay", 4, false, 450},
		{"the oldest child", 15, false, 450},
		{"the youngest adult", 16, false, 900},
		{"an adult in between", 30, false, 900},
		{"the oldest adult", 64, false, 900},
		{"the youngest senior", 65, false, 600},
		{"a very old senior", 104, false, 600},
		{"free stays free on a weekend", 3, true, 0},
		{"a child on a weekend", 9, true, 600},
		{"an adult on a weekend", 30, true, 1050},
		{"a senior on a weekend", 80, true, 750},
	}
	for _, tc := range cases {
		t.Run(tc.description, func(t *testing.T) {
			if got := Price(tc.age, tc.weekend); got != tc.want {
				t.Errorf("Price(%d, %t) returned %d, want %d", tc.age, tc.weekend, got, tc.want)
			}
		})
	}
}
