// Package digitsum adds up the digits of numbers.
package digitsum

// DigitSum returns the sum of the decimal digits of n, without its sign.
func DigitSum(n int) int {
	// Replace this line with your own code.
	return 0
}

// DigitalRoot repeats DigitSum until a single digit is left.
func DigitalRoot(n int) int {
	// Replace this line with your own code.
	return 0
}
