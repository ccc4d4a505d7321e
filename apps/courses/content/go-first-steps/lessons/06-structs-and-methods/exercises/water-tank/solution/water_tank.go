// Package watertank looks after the rain water of a garden.
package watertank

// Tank holds water, in liters.
type Tank struct {
	Capacity int
	Level    int
}

// Fill adds water until the tank is full and returns the liters that did not fit.
func (t *Tank) Fill(liters int) int {
	fits := min(liters, t.Capacity-t.Level)
	t.Level += fits
	return liters - fits
}

// Drain takes out as much of the liters as there is and returns what came out.
func (t *Tank) Drain(liters int) int {
	drained := min(liters, t.Level)
	t.Level -= drained
	return drained
}

// Percent returns how full the tank is, rounded down.
func (t Tank) Percent() int {
	if t.Capacity == 0 {
		return 0
	}
	return t.Level * 100 / t.Capacity
}
