// Package screentime turns minutes into hours.
package screentime

// MinutesPerHour is the number of minutes in an hour.
const MinutesPerHour = 60

// WholeHours returns the number of full hours in minutes.
func WholeHours(minutes int) int {
	// Replace this line with your own code.
	return 0
}

// LeftoverMinutes returns the minutes that remain after the full hours.
func LeftoverMinutes(minutes int) int {
	// Replace this line with your own code.
	return 0
}

// ExactHours returns minutes as hours, with the fraction.
func ExactHours(minutes int) float64 {
	// Replace this line with your own code.
	return 0
}
