// Package ticketprice computes the prices of museum tickets.
package ticketprice

const weekendSurcharge = 150

// Price returns what a visitor of the given age pays, in cents.
func Price(age int, weekend bool) int {
	if age < 4 {
		return 0
	}
	price := weekdayPrice(age)
	if weekend {
		price += weekendSurcharge
	}
	return price
}

func weekdayPrice(age int) int {
	switch {
	case age < 16:
		return 450
	case age < 65:
		return 900
	default:
		return 600
	}
}
