package fairsplit

import "testing"

func TestSplit(t *testing.T) {
	cases := []struct {
		description   string
		cents, people int
		share, rest   int
	}{
		{"nothing to pay", 0, 4, 0, 0},
		{"one person pays all", 1250, 1, 1250, 0},
		{"an even split", 900, 3, 300, 0},
		{"one cent is left", 1000, 3, 333, 1},
		{"more people than cents", 3, 5, 0, 3},
	}
	for _, tc := range cases {
		t.Run(tc.description, func(t *testing.T) {
			share, rest := Split(tc.cents, tc.people)
			if share != tc.share || rest != tc.rest {
				t.Errorf("Split(%d, %d) returned share %d and rest %d, want share %d and rest %d",
					tc.cents, tc.people, share, rest, tc.share, tc.rest)
			}
		})
	}
}

func TestPortions(t *testing.T) {
	cases := []struct {
		description   string
		cents, people int
		most, others  int
	}{
		{"an even split", 900, 3, 300, 300},
		{"one cent is left", 1000, 3, 334, 333},
		{"several cents are left", 1003, 4, 253, 250},
		{"one person pays all", 1250, 1, 1250, 1250},
		{"more people than cents", 3, 5, 3, 0},
	}
	for _, tc := range cases {
		t.Run(tc.description, func(t *testing.T) {
			most, others := Portions(tc.cents, tc.people)
			if most != tc.most || others != tc.others {
				t.Errorf("Portions(%d, %d) returned %d and %d, want %d and %d",
					tc.cents, tc.people, most, others, tc.most, tc.others)
			}
		})
	}
}

func TestNoCentIsLost(t *testing.T) {
	for people := 1; people <= 7; people++ {
		for cents := 0; cents <= 100; cents++ {
			most, others := Portions(cents, people)
			if paid := most + others*(people-1); paid != cents {
				t.Fatalf("Portions(%d, %d) returned %d and %d: together the %d people pay %d cents, want %d",
					cents, people, most, others, people, paid, cents)
			}
		}
	}
}
