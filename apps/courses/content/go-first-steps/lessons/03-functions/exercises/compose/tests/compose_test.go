package compose

import "testing"

func addTen(n int) int { return n + 10 }
func triple(n int) int { return n * 3 }
func negate(n int) int { return -n }

func TestTwice(t *testing.T) {
	cases := []struct {
		description string
		filter      func(int) int
		n, want     int
	}{
		{"adding", addTen, 5, 25},
		{"multiplying", triple, 2, 18},
		{"negating twice changes nothing", negate, 7, 7},
	}
	for _, tc := range cases {
		t.Run(tc.description, func(t *testing.T) {
			if got := Twice(tc.filter, tc.n); got != tc.want {
				t.Errorf("Twice(filter, %d) returned %d, want %d", tc.n, got, tc.want)
			}
		})
	}
}

func TestCompose(t *testing.T) {
	cases := []struct {
		description   string
		first, second func(int) int
		n, want       int
	}{
		{"add ten, then triple", addTen, triple, 1, 33},
		{"triple, then add ten", triple, addTen, 1, 13},
		{"a filter with itself", triple, triple, 2, 18},
	}
	for _, tc := range cases {
		t.Run(tc.description, func(t *testing.T) {
			filter := Compose(tc.first, tc.second)
			if filter == nil {
				t.Fatal("Compose returned nil, want a function")
			}
			if got := filter(tc.n); got != tc.want {
				t.Errorf("the composed filter turned %d into %d, want %d", tc.n, got, tc.want)
			}
		})
	}
}

func TestComposeWaits(t *testing.T) {
	calls := 0
	counted := func(n int) int {
		calls++
		return n
	}
	filter := Compose(counted, counted)
	if calls != 0 {
		t.Fatalf("Compose called its filters %d times before the new filter was used, want 0", calls)
	}
	if filter == nil {
		t.Fatal("Compose returned nil, want a function")
	}
	filter(1)
	filter(2)
	if calls != 4 {
		t.Errorf("two uses of the composed filter made %d calls, want 4", calls)
	}
}
