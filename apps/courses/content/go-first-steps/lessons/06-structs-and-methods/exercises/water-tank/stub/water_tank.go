// Package watertank looks after the rain water of a garden.
package watertank

// Tank holds water, in liters.
type Tank struct {
	Capacity int
	Level    int
}

// Fill adds water until the tank is full and returns the liters that did not fit.
func (t Tank) Fill(liters int) int {
	// Replace this line with your own code.
	return 0
}

// Drain takes out as much of the liters as there is and returns what came out.
func (t Tank) Drain(liters int) int {
	// Replace this line with your own code.
	return 0
}

// Percent returns how full the tank is, rounded down.
func (t Tank) Percent() int {
	// Replace this line with your own code.
	return 0
}
