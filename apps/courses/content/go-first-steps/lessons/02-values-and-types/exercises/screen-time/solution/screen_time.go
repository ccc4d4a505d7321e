// Package screentime turns minutes into hours.
package screentime

// MinutesPerHour is the number of minutes in an hour.
const MinutesPerHour = 60

// WholeHours returns the number of full hours in minutes.
func WholeHours(minutes int) int {
	return minutes / MinutesPerHour
}

// LeftoverMinutes returns the minutes that remain after the full hours.
func LeftoverMinutes(minutes int) int {
	return minutes % MinutesPerHour
}

// ExactHours returns minutes as hours, with the fraction.
func ExactHours(minutes int) float64 {
	return float64(minutes) / MinutesPerHour
}
