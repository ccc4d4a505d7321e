package watertank

import "testing"

func TestFill(t *testing.T) {
	cases := []struct {
		description     string
		tank            Tank
		liters          int
		overflow, level int
	}{
		{"into an empty tank", Tank{Capacity: 100}, 40, 0, 40},
		{"on top of what is there", Tank{Capacity: 100, Level: 40}, 30, 0, 70},
		{"exactly to the brim", Tank{Capacity: 100, Level: 40}, 60, 0, 100},
		{"some does not fit", Tank{Capacity: 100, Level: 90}, 25, 15, 100},
		{"into a full tank", Tank{Capacity: 100, Level: 100}, 5, 5, 100},
		{"nothing at all", Tank{Capacity: 100, Level: 40}, 0, 0, 40},
		{"into a tank without capacity", Tank{}, 8, 8, 0},
	}
	for _, tc := range cases {
		t.Run(tc.description, func(t *testing.T) {
			tank := tc.tank
			if got := tank.Fill(tc.liters); got != tc.overflow {
				t.Errorf("Fill(%d) on %+v returned %d, want %d", tc.liters, tc.tank, got, tc.overflow)
			}
			if tank.Level != tc.level {
				t.Errorf("after Fill(%d) on %+v the level is %d, want %d", tc.liters, tc.tank, tank.Level, tc.level)
			}
		})
	}
}

func TestDrain(t *testing.T) {
	cases := []struct {
		description    string
		tank           Tank
		liters         int
		drained, level int
	}{
		{"a part of it", Tank{Capacity: 100, Level: 80}, 30, 30, 50},
		{"all of it", Tank{Capacity: 100, Level: 80}, 80, 80, 0},
		{"more than there is", Tank{Capacity: 100, Level: 70}, 500, 70, 0},
		{"from an empty tank", Tank{Capacity: 100}, 10, 0, 0},
		{"nothing at all", Tank{Capacity: 100, Level: 80}, 0, 0, 80},
	}
	for _, tc := range cases {
		t.Run(tc.description, func(t *testing.T) {
			tank := tc.tank
			if got := tank.Drain(tc.liters); got != tc.drained {
				t.Errorf("Drain(%d) on %+v returned %d, want %d", tc.liters, tc.tank, got, tc.drained)
			}
			if tank.Level != tc.level {
				t.Errorf("after Drain(%d) on %+v the level is %d, want %d", tc.liters, tc.tank, tank.Level, tc.level)
			}
		})
	}
}

func TestPercent(t *testing.T) {
	cases := []struct {
		description string
		tank        Tank
		want        int
	}{
		{"an empty tank", Tank{Capacity: 50}, 0},
		{"a full tank", Tank{Capacity: 50, Level: 50}, 100},
		{"half full", Tank{Capacity: 50, Level: 25}, 50},
		{"rounded down", Tank{Capacity: 3, Level: 2}, 66},
		{"a tank without capacity", Tank{}, 0},
	}
	for _, tc := range cases {
		t.Run(tc.description, func(t *testing.T) {
			tank := tc.tank
			if got := tank.Percent(); got != tc.want {
				t.Errorf("Percent() of %+v returned %d, want %d", tc.tank, got, tc.want)
			}
		})
	}
}

func TestARainyDay(t *testing.T) {
	tank := Tank{Capacity: 200}
	tank.Fill(150)
	tank.Drain(30)
	overflow := tank.Fill(100)
	if overflow != 20 || tank.Level != 200 || tank.Percent() != 100 {
		t.Errorf("after filling 150, draining 30 and filling 100: overflow %d, level %d, %d percent; want 20, 200, 100 percent",
			overflow, tank.Level, tank.Percent())
	}
}
